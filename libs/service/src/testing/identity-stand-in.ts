import { randomBytes } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type Principal, rights } from '@toolyard/contracts';
import { answer } from './answer.js';

export interface IdentityStandIn {
  /** Creates a principal. @returns it with its token */
  principal(about?: Partial<Principal>): Principal & { token: string };
  stop(): Promise<void>;
}

/**
 * Answers who a token stands for, as `identity` does, to services that are tested without it. The admin token is one of
 * them.
 */
export async function standInForIdentity(url: string, adminToken: string): Promise<IdentityStandIn> {
  const nats: NatsConnection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  const byToken = new Map<string, Principal>([
    [adminToken, principalWith({ kind: 'apikey', id: 'admin', userId: 'admin', name: 'admin', role: 'admin' })],
  ]);
  await answer(nats, 'identity.principals.resolve', ({ token, session }) => ({
    principal: byToken.get(token ?? session ?? '') ?? null,
  }));
  return {
    principal: (about = {}) => {
      const token = randomBytes(16).toString('hex');
      const principal = principalWith(about);
      byToken.set(token, principal);
      return { ...principal, token };
    },
    stop: () => nats.close(),
  };
}

function principalWith(about: Partial<Principal>): Principal {
  const id = `usr_${randomBytes(16).toString('hex')}`;
  return {
    kind: 'user',
    via: 'apikey',
    id,
    userId: about.id ?? id,
    name: 'Test user',
    role: 'member',
    rights: [...rights],
    servers: 'all',
    usable: { default: true, servers: {} },
    ...about,
  };
}
