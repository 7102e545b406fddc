import { createHash, timingSafeEqual } from 'node:crypto';
import { Metadata, type ServerInterceptor, ServerInterceptingCall, status } from '@grpc/grpc-js';

/** The client asks these before it sends credentials; they tell which calls there are and where the node is. */
const open = /^\/event_store\.client\.(server_features|gossip)\./;

/** Refuses every call on events that does not carry this password by basic authentication, whatever the user. */
export function requirePassword(password: string): ServerInterceptor {
  const expected = digest(password);
  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, accept) => {
            if (open.test(path) || timingSafeEqual(digest(passwordOf(metadata)), expected)) return accept(metadata);
            const trailer = new Metadata();
            trailer.set('exception', 'access-denied');
            call.sendStatus({
              code: status.UNAUTHENTICATED,
              details: 'The event store needs the password of its installation. Nothing was read or stored.',
              metadata: trailer,
            });
          },
        }),
    });
}

function passwordOf(metadata: Metadata): string {
  const [authorization = ''] = metadata.get('authorization').map(String);
  const pair = Buffer.from(/^Basic ([\w+/=-]+)$/.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
