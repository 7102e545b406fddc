import { type DataKeyEvent, Rejected } from '@toolyard/contracts';
import { type EventStore, handle, StreamGone } from '@toolyard/event-store';
import { log, newId } from '@toolyard/service';
import { dataKeyDecider, foldDataKey, type WrappedKey } from './data-key.decider.js';
import { newDataKey, unwrapKey, wrapKey } from './envelope.js';
import type { KeyEncryptionKey } from './keyring.js';
import type { MasterKeyPlace } from './master-key.js';
import { MasterKeys } from './master-keys.js';
import { dataKeyStream, type DataKeysView } from './data-keys.view.js';

/** Data keys in clear exist only inside the calls that use them. */
export class DataKeys {
  constructor(
    private readonly store: EventStore,
    private readonly view: DataKeysView,
    private readonly masterKeys: MasterKeys,
  ) {}

  /** @param view folded already, so that a missing master key is noticed before any secret is read */
  static async open(store: EventStore, view: DataKeysView, place: MasterKeyPlace): Promise<DataKeys> {
    return new DataKeys(store, view, await MasterKeys.open(place, view.all));
  }

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
    const stored = this.view.get(dataKeyId) ?? foldDataKey(await this.store.read(dataKeyStream(dataKeyId)));
    if (!stored)
      throw new Rejected('not_found', 'The data key of these variables was destroyed, so they are gone for good.');
    return unwrapKey(stored, await this.masterKeys.holding(stored.keyId));
  }

  /** Makes everything encrypted with the key unreadable, wherever copies of it are. */
  async destroy(dataKeyId: string): Promise<void> {
    await this.store.tombstone(dataKeyStream(dataKeyId));
    this.view.destroyed(dataKeyId);
  }

  /** Destroys a key whose values are all gone; one that is destroyed already is left. */
  async retire(dataKeyId: string): Promise<void> {
    if (!this.view.has(dataKeyId)) return;
    await this.destroy(dataKeyId);
    log.info({ dataKeyId }, 'a data key was destroyed with the last of its values');
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
