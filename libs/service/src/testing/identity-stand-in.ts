import { randomBytes } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type Principal, rights } from '@toolyard/contracts';
import { answer } from './answer.js';

export interface IdentityStandIn {
  /** Makes somebody up and answers the token that stands for them. */
  principal(about?: Partial<Principal>): Principal & { token: string };
  stop(): Promise<void>;
}

/**
 * Answers who a token stands for, as `identity` does, to services that are tested without it. Knows the admin token.
 */
export async function standInForIdentity(url: string, adminToken: string): Promise<IdentityStandIn> {
  const nats: NatsConnection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  const known = new Map<string, Principal>([
    [adminToken, someone({ kind: 'apikey', id: 'admin', userId: 'admin', name: 'admin', role: 'admin' })],
  ]);
  await answer(nats, 'identity.principals.resolve', ({ token, session }) => ({
    principal: known.get(token ?? session ?? '') ?? null,
  }));
  return {
    principal: (about = {}) => {
      const token = randomBytes(16).toString('hex');
      const principal = someone(about);
      known.set(token, principal);
      return { ...principal, token };
    },
    stop: () => nats.close(),
  };
}

function someone(about: Partial<Principal>): Principal {
  const id = `usr_${randomBytes(16).toString('hex')}`;
  return {
    kind: 'user',
    via: 'apikey',
    id,
    userId: about.id ?? id,
    name: 'Somebody',
    role: 'member',
    rights: [...rights],
    servers: 'all',
    usable: { default: true, servers: {} },
    ...about,
  };
}
