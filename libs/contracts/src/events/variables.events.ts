import type { Actor } from './actor.js';
import type { Sealed } from './sealed.js';

/** `variables-<server id>`. */
export type VariablesEvent =
  | {
      type: 'VariableSet';
      data: { serverId: string; name: string; value: Sealed; version: number; actor: Actor; at: string };
    }
  | { type: 'VariableRemoved'; data: { serverId: string; name: string; actor: Actor; at: string } }
  /** The server was deleted: all its variables are gone and no more can be set. */
  | { type: 'VariablesDropped'; data: { serverId: string; at: string } };

/** A data key wrapped by the key-encryption key `keyId`. Deleting a secret tombstones its `datakey-<id>` stream. */
export type DataKeyEvent =
  { type: 'DataKeyCreated'; data: WrappedDataKey } | { type: 'DataKeyRewrapped'; data: WrappedDataKey };

interface WrappedDataKey {
  dataKeyId: string;
  /** Whose secrets it encrypts, e.g. `server:srv_…`. */
  owner: string;
  keyId: string;
  wrapped: string;
  nonce: string;
  tag: string;
  at: string;
}
