import { type DataKeyEvent, Rejected } from '@toolyard/contracts';
import { type EventStore, handle, StreamGone } from '@toolyard/event-store';
import { newId } from '@toolyard/service';
import { dataKeyDecider, foldDataKey, type WrappedKey } from './data-key.decider.js';
import { newDataKey, unwrapKey, wrapKey } from './envelope.js';
import type { KeyEncryptionKey } from './keyring.js';
import type { MasterKeys } from './master-keys.js';
import { dataKeyStream, type SecretsView } from '../variables/secrets.view.js';

/** Data keys in clear exist only inside the calls that use them. */
export class DataKeys {
  constructor(
    private readonly store: EventStore,
    private readonly view: SecretsView,
    private readonly masterKeys: MasterKeys,
  ) {}

  async create(owner: string): Promise<{ dataKeyId: string; dataKey: Buffer }> {
    const dataKeyId = newId('dk');
    const dataKey = newDataKey();
    const { current } = await this.masterKeys.refreshed();
    await storeKey(this.store, 'create', wrapKey(dataKey, { dataKeyId, owner }, current));
    // A rotation that ran between reading the keyring and storing may have missed this key.
    const { current: now } = await this.masterKeys.refreshed();
    if (now.id !== current.id) await storeKey(this.store, 'rewrap', wrapKey(dataKey, { dataKeyId, owner }, now));
    return { dataKeyId, dataKey };
  }

  /** @throws Rejected `not_found` when the key is destroyed, NotDecryptable, UnknownKey */
  async open(dataKeyId: string): Promise<Buffer> {
    const stored = this.view.dataKey(dataKeyId) ?? foldDataKey(await this.store.read(dataKeyStream(dataKeyId)));
    if (!stored)
      throw new Rejected('not_found', 'The data key of these variables was destroyed, so they are gone for good.');
    return unwrapKey(stored, await this.masterKeys.holding(stored.keyId));
  }

  /** Makes everything encrypted with the key unreadable, wherever copies of it are. */
  async destroy(dataKeyId: string): Promise<void> {
    await this.store.tombstone(dataKeyStream(dataKeyId));
    this.view.destroyed(dataKeyId);
  }
}

/** Stores the data key wrapped by another key-encryption key; a key destroyed meanwhile stays destroyed. */
export async function rewrap(
  store: EventStore,
  stored: WrappedKey,
  dataKey: Buffer,
  by: KeyEncryptionKey,
): Promise<void> {
  await storeKey(store, 'rewrap', wrapKey(dataKey, stored, by)).catch((error: unknown) => {
    if (!(error instanceof StreamGone)) throw error;
  });
}

async function storeKey(store: EventStore, type: 'create' | 'rewrap', key: WrappedKey): Promise<void> {
  await handle<WrappedKey | null, Parameters<typeof dataKeyDecider.decide>[0], DataKeyEvent>(
    store,
    dataKeyStream(key.dataKeyId),
    dataKeyDecider,
    {
      type,
      key,
      at: new Date().toISOString(),
    },
  );
}
