import { createHash, randomBytes } from 'node:crypto';

export interface KeyEncryptionKey {
  /** Derived from the key, so that the two cannot be mixed up. */
  id: string;
  key: Buffer;
}

/** The stored data names a key-encryption key that is not at hand. */
export class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
  constructor(readonly keyId: string) {
    super(
      `The key-encryption key ${keyId} is not in the keyring, so what it protects cannot be read. ` +
        'Nothing was changed; put the key back into the master key file or TOOLYARD_MASTER_KEY.',
    );
  }
}

/** Key-encryption keys: the first wraps, all unwrap. */
export class Keyring {
  private readonly byId: ReadonlyMap<string, KeyEncryptionKey>;

  constructor(readonly keys: readonly KeyEncryptionKey[]) {
    if (keys.length === 0) throw new Error('A keyring needs at least one key.');
    this.byId = new Map(keys.map((key) => [key.id, key]));
  }

  get current(): KeyEncryptionKey {
    return this.keys[0]!;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** @throws UnknownKey */
  key(id: string): KeyEncryptionKey {
    const found = this.byId.get(id);
    if (!found) throw new UnknownKey(id);
    return found;
  }
}

export function newKey(): KeyEncryptionKey {
  return keyOf(randomBytes(32));
}

/**
 * Reads keys from a file's or variable's text: one per line or separated by commas, 32 bytes each in base64, the
 * current one first. Lines that begin with `#` are comments.
 * @throws Error that names the place of a bad key and never the key.
 */
export function parseKeyring(text: string, where: string): Keyring {
  const entries = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter(Boolean);
  if (entries.length === 0)
    throw new Error(`${where} holds no key. It needs at least one: 32 bytes in base64 (openssl rand -base64 32).`);
  const keys = entries.map((entry, i) => {
    if (!/^[A-Za-z0-9+/]{43}=$/.test(entry))
      throw new Error(`Key ${i + 1} of ${where} is not 32 bytes in base64 (openssl rand -base64 32).`);
    return keyOf(Buffer.from(entry, 'base64'));
  });
  return new Keyring([...new Map(keys.map((key) => [key.id, key])).values()]);
}

export function formatKeyring(keyring: Keyring): string {
  const lines = keyring.keys.map(({ key }) => key.toString('base64'));
  return (
    '# Key-encryption keys of Toolyard, the current one first. Keep a copy: without them no stored ' +
    `secret can be read.\n${lines.join('\n')}\n`
  );
}

function keyOf(key: Buffer): KeyEncryptionKey {
  const id = createHash('sha256').update('toolyard key-encryption key\n').update(key).digest('hex').slice(0, 16);
  return { id, key };
}
