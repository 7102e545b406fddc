import type { Actor, ConnectionEvent, DataOf } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';
import { interactionSeconds, refreshTokenSeconds } from '../oauth-state/lifetimes.js';

type Connected = DataOf<ConnectionEvent, 'ClientConnected'>;
type Facts = Omit<Connected, 'connectionId' | 'actor' | 'at'>;

/** What a user allowed one client at one server. Its id is that of the OAuth grant. */
export interface Authorization extends Facts {
  id: string;
  connectedAt: string;
  open: boolean;
}

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
        const { connectionId: id, at: connectedAt, actor: _, ...facts } = event.data;
        return { id, ...facts, connectedAt, open: true };
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
