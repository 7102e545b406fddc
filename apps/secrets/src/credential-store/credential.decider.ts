import {
  type Actor,
  type CredentialEvent,
  type CredentialProblem,
  type CredentialStatus,
  Rejected,
  type Sealed,
  type ServerAuth,
} from '@toolyard/contracts';
import { type Decider, folder, unknownEvent } from '@toolyard/event-store';
import { StaleSeal } from '../store/fresh-seal.js';

export interface StoredTokens {
  value: Sealed;
  version: number;
  scopes: string[];
  expiresAt: string | null;
}

export interface CredentialState {
  /** What the user filled in, by field; empty for OAuth 2.0. */
  values: ReadonlyMap<string, { value: Sealed; version: number }>;
  tokens: StoredTokens | null;
  problem: { reason: CredentialProblem; error: string } | null;
  /** Last version that was sealed: counts over the stream's whole life. */
  version: number;
  dataKeyId: string | null;
  /** Data keys of what was removed, and the tokens that are to be revoked before their key is destroyed. */
  retired: readonly { dataKeyId: string; tokens: StoredTokens | null }[];
  updatedAt: string | null;
  /** Events so far: changes with every change. */
  changes: number;
}

export type CredentialCommand = { serverId: string; userId: string; at: string } & (
  | { type: 'set'; values: Record<string, Sealed>; version: number; actor: Actor }
  | { type: 'connect'; tokens: StoredTokens; actor: Actor }
  /** `from`: version of the tokens that were exchanged for these. */
  | { type: 'refresh'; from: number; tokens: StoredTokens }
  /** `from`: version of the tokens that do not work; null for a connection that did not come about. */
  | { type: 'fail'; from: number | null; reason: CredentialProblem; error: string }
  | { type: 'remove'; reason: 'asked' | 'server_deleted' | 'user_gone'; actor?: Actor }
);

export const credentialDecider: Decider<CredentialState, CredentialCommand, CredentialEvent> = {
  initial: {
    values: new Map(),
    tokens: null,
    problem: null,
    version: 0,
    dataKeyId: null,
    retired: [],
    updatedAt: null,
    changes: 0,
  },

  decide(command, state) {
    const { serverId, userId, at } = command;
    switch (command.type) {
      case 'set': {
        const { values, version, actor } = command;
        for (const value of Object.values(values)) assertFits(value, version, state);
        return [{ type: 'CredentialSet', data: { serverId, userId, values, version, actor, at } }];
      }
      case 'connect': {
        const { tokens, actor } = command;
        assertFits(tokens.value, tokens.version, state);
        return [{ type: 'CredentialConnected', data: { serverId, userId, ...asStored(tokens), actor, at } }];
      }
      case 'refresh': {
        const { from, tokens } = command;
        // Removed or connected anew meanwhile: these tokens belong to nothing any more.
        if (state.tokens?.version !== from) return [];
        assertFits(tokens.value, tokens.version, state);
        return [{ type: 'CredentialRefreshed', data: { serverId, userId, ...asStored(tokens), at } }];
      }
      case 'fail': {
        const { from, reason, error } = command;
        const same = state.problem?.reason === reason && state.problem.error === error;
        return (state.tokens?.version ?? null) !== from || same
          ? []
          : [{ type: 'CredentialFailed', data: { serverId, userId, reason, error, at } }];
      }
      case 'remove': {
        const { reason, actor } = command;
        if (!isEmpty(state))
          return [{ type: 'CredentialRemoved', data: { serverId, userId, reason, ...(actor ? { actor } : {}), at } }];
        if (reason !== 'asked') return [];
        throw new Rejected('not_found', 'You have no credentials for this server, so there is nothing to remove.');
      }
    }
  },

  evolve(state, event) {
    const { at } = event.data;
    const base = { ...state, updatedAt: at, changes: state.changes + 1 };
    switch (event.type) {
      case 'CredentialSet': {
        const { values, version } = event.data;
        const stored = Object.entries(values).map(([name, value]) => [name, { value, version }] as const);
        return {
          ...base,
          values: new Map([...state.values, ...stored]),
          version,
          dataKeyId: stored[0]?.[1].value.dataKeyId ?? state.dataKeyId,
        };
      }
      case 'CredentialConnected':
      case 'CredentialRefreshed': {
        const { tokens: value, version, scopes, expiresAt } = event.data;
        return {
          ...base,
          tokens: { value, version, scopes, expiresAt },
          problem: null,
          version,
          dataKeyId: value.dataKeyId,
        };
      }
      case 'CredentialFailed':
        return { ...base, problem: { reason: event.data.reason, error: event.data.error } };
      case 'CredentialRemoved': {
        const retired =
          state.dataKeyId === null
            ? state.retired
            : [...state.retired, { dataKeyId: state.dataKeyId, tokens: state.tokens }];
        return { ...base, values: new Map(), tokens: null, problem: null, dataKeyId: null, retired };
      }
      default:
        return unknownEvent(event, 'credential');
    }
  },
};

/** The fields of tokens in an event. */
const asStored = ({ value: tokens, version, scopes, expiresAt }: StoredTokens) => ({
  tokens,
  version,
  scopes,
  expiresAt,
});

const isEmpty = ({ values, tokens, problem }: CredentialState): boolean => values.size === 0 && !tokens && !problem;

/** @throws StaleSeal when another change took the place that it was sealed for */
function assertFits(value: Sealed, version: number, state: CredentialState): void {
  const keyFits =
    state.dataKeyId === null
      ? state.retired.every(({ dataKeyId }) => dataKeyId !== value.dataKeyId)
      : value.dataKeyId === state.dataKeyId;
  if (version !== state.version + 1 || !keyFits) throw new StaleSeal('The credential changed in between.');
}

/** Whether the user has given what the server's auth method asks for. */
export function statusOf(auth: ServerAuth, { values, tokens, problem }: CredentialState): CredentialStatus {
  switch (auth.method) {
    case 'none':
      return 'complete';
    case 'credentials':
      return auth.fields.every(({ name }) => values.has(name)) ? 'complete' : 'missing';
    case 'oauth2':
      return problem ? problem.reason : tokens ? 'connected' : 'missing';
  }
}

export const { fold: foldCredential, is: isCredentialEvent } = folder(credentialDecider, {
  CredentialSet: true,
  CredentialConnected: true,
  CredentialRefreshed: true,
  CredentialFailed: true,
  CredentialRemoved: true,
});
