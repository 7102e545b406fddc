import { type DataKeyEvent, Rejected } from '@toolyard/contracts';
import type { Decider } from '@toolyard/event-store';

/** A data key as it is stored: encrypted under the key-encryption key `keyId`. */
export interface WrappedKey {
  dataKeyId: string;
  /** Whose secrets it encrypts, e.g. `server:srv_…`. */
  owner: string;
  keyId: string;
  wrapped: string;
  nonce: string;
  tag: string;
}

export type DataKeyCommand = { kind: 'create' | 'rewrap'; key: WrappedKey; at: string };

export const dataKeyDecider: Decider<WrappedKey | null, DataKeyCommand, DataKeyEvent> = {
  initial: null,

  decide({ kind, key, at }, state) {
    const { dataKeyId, owner, keyId, wrapped, nonce, tag } = key;
    const data = { dataKeyId, owner, keyId, wrapped, nonce, tag, at };
    switch (kind) {
      case 'create':
        if (state) throw new Rejected('conflict', 'This data key exists already. Nothing was changed.');
        return [{ type: 'DataKeyCreated', data }];
      case 'rewrap':
        // A key that was destroyed in between stays destroyed.
        return state === null || state.keyId === keyId ? [] : [{ type: 'DataKeyRewrapped', data }];
    }
  },

  evolve(_, event) {
    switch (event.type) {
      case 'DataKeyCreated':
      case 'DataKeyRewrapped': {
        const { dataKeyId, owner, keyId, wrapped, nonce, tag } = event.data;
        return { dataKeyId, owner, keyId, wrapped, nonce, tag };
      }
      default:
        return neverEvent(event);
    }
  },
};

const dataKeyEvents: Record<DataKeyEvent['type'], true> = { DataKeyCreated: true, DataKeyRewrapped: true };

export function isDataKeyEvent<T extends { type: string; data: unknown }>(event: T): event is T & DataKeyEvent {
  return event.type in dataKeyEvents;
}

/** Key of one stream's events; null when it was never made or is destroyed. */
export function foldDataKey(
  events: { type: string; data: unknown }[],
  from: WrappedKey | null = null,
): WrappedKey | null {
  return events.reduce((state, event) => (isDataKeyEvent(event) ? dataKeyDecider.evolve(state, event) : state), from);
}

function neverEvent(event: never): never {
  throw new Error(`A data key stream holds an event of unknown type ${(event as { type: string }).type}.`);
}
