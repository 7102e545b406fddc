import type { Actor, ConnectionEvent } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';
import { interactionSeconds, refreshTokenSeconds } from '../oauth-state/lifetimes.js';

/** What a user allowed one client at one server. Its id is that of the OAuth grant. */
export interface Authorization {
  id: string;
  userId: string;
  clientId: string;
  clientName: string;
  /** Where the client is sent back to, or the host of its metadata document. */
  clientHost: string;
  serverId: string;
  resource: string;
  scopes: string[];
  connectedAt: string;
  open: boolean;
}

type Facts = Omit<Authorization, 'id' | 'connectedAt' | 'open'>;
export type EndReason = 'user' | 'client' | 'reused' | 'expired' | 'server';
export type AuthorizationCommand = { at: string; actor: Actor } & (
  (Facts & { type: 'connect'; connectionId: string }) | { type: 'disconnect'; reason: EndReason }
);

export const authorizationDecider: Decider<Authorization | null, AuthorizationCommand, ConnectionEvent> = {
  initial: null,

  decide(command, state) {
    const { actor, at } = command;
    if (command.type === 'connect') {
      const { connectionId, userId, clientId, clientName, clientHost, serverId, resource, scopes } = command;
      return [
        {
          type: 'ClientConnected',
          data: { connectionId, userId, clientId, clientName, clientHost, serverId, resource, scopes, actor, at },
        },
      ];
    }
    if (!state?.open) return [];
    const { id: connectionId, userId, clientId, clientName, serverId } = state;
    return [
      {
        type: 'ClientDisconnected',
        data: { connectionId, userId, clientId, clientName, serverId, reason: command.reason, actor, at },
      },
    ];
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ClientConnected': {
        const {
          connectionId: id,
          userId,
          clientId,
          clientName,
          clientHost,
          serverId,
          resource,
          scopes,
          at,
        } = event.data;
        return {
          id,
          userId,
          clientId,
          clientName,
          clientHost,
          serverId,
          resource,
          scopes,
          connectedAt: at,
          open: true,
        };
      }
      case 'ClientDisconnected':
        return state && { ...state, open: false };
      default:
        return unknownEvent(event, 'connection');
    }
  },
};

/**
 * Its refresh token has run out, or its code was never redeemed. @param lastUsedAt when it last fetched a token, ISO
 * 8601
 */
export function isExpired(
  { connectedAt }: Pick<Authorization, 'connectedAt'>,
  lastUsedAt: string | undefined,
  now: Date,
): boolean {
  const [since, lifetime] =
    lastUsedAt === undefined ? [connectedAt, interactionSeconds] : [lastUsedAt, refreshTokenSeconds];
  return now.getTime() - Date.parse(since) > lifetime * 1_000;
}
