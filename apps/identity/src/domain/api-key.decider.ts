import { type Actor, type ApiKeyEvent, Rejected, type Right } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export interface ApiKey {
  id: string;
  name: string;
  /** The part of the token that is shown. */
  prefix: string;
  /** SHA-256 of the token, hexadecimal. */
  digest: string;
  userId: string;
  rights: Right[];
  servers: 'all' | string[];
  /** ISO 8601; null: never. */
  expiresAt: string | null;
  revoked: boolean;
  /** Every digest this key ever had: what was replaced or revoked does not come back. */
  usedDigests: string[];
  createdAt: string;
  createdBy: Actor;
}

export type ApiKeyCommand = { actor: Actor; at: string } & (
  | {
      type: 'create';
      keyId: string;
      name: string;
      prefix: string;
      digest: string;
      userId: string;
      rights: Right[];
      servers: 'all' | string[];
      expiresAt: string | null;
    }
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
        const { keyId: id, name, prefix, digest, userId, rights, servers, expiresAt, actor, at } = event.data;
        return {
          id,
          name,
          prefix,
          digest,
          userId,
          rights,
          servers,
          expiresAt,
          revoked: false,
          usedDigests: [digest],
          createdAt: at,
          createdBy: actor,
        };
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
