import type { Keyring } from './keyring.js';
import { makeKeyring, type MasterKeyPlace, readKeyring } from './master-key.js';

/** The keyring of a running service. A file may get a new key at any time, by a rotation in another process. */
export class MasterKeys {
  private constructor(
    private readonly place: MasterKeyPlace,
    private loaded: Keyring,
  ) {}

  /**
   * Makes a key on the very first start only: a missing file beside stored data keys means that the key was lost or
   * mislaid.
   * @throws Error that says which key is missing and where it is looked for
   */
  static async open(place: MasterKeyPlace, stored: { keyId: string }[]): Promise<MasterKeys> {
    const found = (await readKeyring(place)) ?? (await firstKeyring(place, stored.length));
    for (const { keyId } of stored) found.key(keyId);
    return new MasterKeys(place, found);
  }

  get keyring(): Keyring {
    return this.loaded;
  }

  /** Looks at the file again. Keeps what it has when the file is unreadable right now. */
  async refreshed(): Promise<Keyring> {
    if (this.place.kind === 'file') this.loaded = (await readKeyring(this.place).catch(() => null)) ?? this.loaded;
    return this.loaded;
  }

  async holding(keyId: string): Promise<Keyring> {
    return this.loaded.has(keyId) ? this.loaded : this.refreshed();
  }
}

async function firstKeyring(place: MasterKeyPlace, storedKeys: number): Promise<Keyring> {
  if (place.kind === 'variable') throw new Error('TOOLYARD_MASTER_KEY holds no key.');
  if (place.given) {
    throw new Error(
      `TOOLYARD_MASTER_KEY_FILE names ${place.path}, which does not exist. Nothing was made there; ` +
        'write a key to it (openssl rand -base64 32), or correct the path.',
    );
  }
  if (storedKeys > 0) {
    throw new Error(
      `The master key file ${place.path} is missing, but ${storedKeys} stored data keys need it. ` +
        'Nothing was changed and no new key was made; put the file back from your copy.',
    );
  }
  return makeKeyring(place.path);
}
