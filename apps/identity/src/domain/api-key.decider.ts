import { type Actor, type ApiKeyEvent, type DataOf, Rejected } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

type Created = DataOf<ApiKeyEvent, 'ApiKeyCreated'>;

export interface ApiKey extends Omit<Created, 'keyId' | 'actor' | 'at'> {
  id: string;
  revoked: boolean;
  /** Every digest this key ever had: what was replaced or revoked does not come back. */
  usedDigests: string[];
  createdAt: string;
  createdBy: Actor;
}

export type ApiKeyCommand = { actor: Actor; at: string } & (
  | ({ type: 'create' } & Omit<Created, 'actor' | 'at'>)
  | { type: 'replace'; prefix: string; digest: string }
  | { type: 'revoke' }
);

export const apiKeyDecider: Decider<ApiKey | null, ApiKeyCommand, ApiKeyEvent> = {
  initial: null,

  decide(command, state) {
    const { actor, at } = command;
    if (command.type === 'create') {
      const { keyId, name, prefix, digest, userId, rights, servers, expiresAt } = command;
      return state
        ? []
        : [
            {
              type: 'ApiKeyCreated',
              data: { keyId, name, prefix, digest, userId, rights, servers, expiresAt, actor, at },
            },
          ];
    }
    if (!state) throw noSuchKey();
    switch (command.type) {
      case 'replace':
        if (state.usedDigests.includes(command.digest)) return [];
        return [
          {
            type: 'ApiKeyReplaced',
            data: { keyId: state.id, prefix: command.prefix, digest: command.digest, actor, at },
          },
        ];
      case 'revoke':
        return state.revoked ? [] : [{ type: 'ApiKeyRevoked', data: { keyId: state.id, actor, at } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ApiKeyCreated': {
        const { keyId: id, actor: createdBy, at: createdAt, ...created } = event.data;
        return { id, ...created, revoked: false, usedDigests: [created.digest], createdAt, createdBy };
      }
      case 'ApiKeyReplaced': {
        const { prefix, digest } = event.data;
        return state && { ...state, prefix, digest, revoked: false, usedDigests: [...state.usedDigests, digest] };
      }
      case 'ApiKeyRevoked':
        return state && { ...state, revoked: true };
      default:
        return unknownEvent(event, 'API key');
    }
  },
};

export const noSuchKey = (): Rejected =>
  new Rejected('not_found', 'There is no API key with this id. List the keys to see what there is.');
