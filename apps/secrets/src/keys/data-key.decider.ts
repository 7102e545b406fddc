import { type DataKeyEvent, type DataOf, Rejected } from '@toolyard/contracts';
import { type Decider, folder, unknownEvent } from '@toolyard/event-store';

/** A data key as it is stored: encrypted under the key-encryption key `keyId`. */
export type WrappedKey = Omit<DataOf<DataKeyEvent, 'DataKeyCreated'>, 'at'>;

type DataKeyCommand = { type: 'create' | 'rewrap'; key: WrappedKey; at: string };

export const dataKeyDecider: Decider<WrappedKey | null, DataKeyCommand, DataKeyEvent> = {
  initial: null,

  decide({ type, key, at }, state) {
    const { dataKeyId, owner, keyId, wrapped, nonce, tag } = key;
    const data = { dataKeyId, owner, keyId, wrapped, nonce, tag, at };
    switch (type) {
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
        return unknownEvent(event, 'data key');
    }
  },
};

/** A key that was never made, or is destroyed, folds to null. */
export const { fold: foldDataKey, is: isDataKeyEvent } = folder(dataKeyDecider, {
  DataKeyCreated: true,
  DataKeyRewrapped: true,
});
