import { EventStoreDBClient } from '@eventstore/db-client';
import { isIP } from 'node:net';

/** What the client puts before each call; protected in its types. */
interface Calling {
  callArguments(...given: unknown[]): [metadata: { set(name: string, value: string): void }, options: unknown];
}

/**
 * A client of EventStoreDB. It sends a user and a password by TLS alone; to a server on this machine without TLS, which
 * is the embedded one, this adds them to every call.
 */
export function clientOf(connectionString: string): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(connectionString);
  const authorization = plainAuthorization(connectionString);
  if (authorization === null) return client;
  const calling = client as unknown as Calling;
  const original = calling.callArguments.bind(calling);
  calling.callArguments = (...given) => {
    const [metadata, options] = original(...given);
    metadata.set('authorization', authorization);
    return [metadata, options];
  };
  return client;
}

function plainAuthorization(connectionString: string): string | null {
  const found = /^esdb:\/\/([^:@/]+):([^@/]+)@([^/?,]+)\/?\?(.*)$/.exec(connectionString);
  if (!found) return null;
  const [, user = '', password = '', address = '', settings = ''] = found;
  const host = address.replace(/:\d+$/, '');
  const isHere = host === 'localhost' || (isIP(host) === 4 && host.startsWith('127.'));
  if (!isHere || new URLSearchParams(settings.toLowerCase()).get('tls') !== 'false') return null;
  const pair = `${decodeURIComponent(user)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
