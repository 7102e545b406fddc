import { randomBytes } from 'node:crypto';
import type { Sealed } from '@toolyard/contracts';
import { keyBytes, openBox, sealBox } from '@toolyard/service';
import type { WrappedKey } from './data-key.decider.js';
import type { KeyEncryptionKey, Keyring } from './keyring.js';

/** Where a value belongs. It decrypts nowhere else, so stored rows cannot be swapped. */
export interface Place {
  owner: string;
  name: string;
  version: number;
}

interface Encrypted {
  nonce: string;
  ciphertext: string;
  tag: string;
}

/** The stored text is damaged, was moved, or belongs to another key. Says what, never the content. */
export class NotDecryptable extends Error {
  override readonly name = 'NotDecryptable';
}

export const newDataKey = (): Buffer => randomBytes(keyBytes);

export function wrapKey(
  dataKey: Buffer,
  { dataKeyId, owner }: Pick<WrappedKey, 'dataKeyId' | 'owner'>,
  by: KeyEncryptionKey,
): WrappedKey {
  const { ciphertext, nonce, tag } = encrypt(by.key, dataKey, wrapContext({ dataKeyId, owner, keyId: by.id }));
  return { dataKeyId, owner, keyId: by.id, wrapped: ciphertext, nonce, tag };
}

/** @throws NotDecryptable, UnknownKey */
export function unwrapKey(stored: WrappedKey, keyring: Keyring): Buffer {
  const { dataKeyId, wrapped: ciphertext, nonce, tag } = stored;
  return decrypt(
    keyring.key(stored.keyId).key,
    { ciphertext, nonce, tag },
    wrapContext(stored),
    `data key ${dataKeyId}`,
  );
}

export function sealValue(text: string, place: Place, dataKeyId: string, dataKey: Buffer): Sealed {
  return { dataKeyId, ...encrypt(dataKey, text, valueContext(place, dataKeyId)) };
}

/** @throws NotDecryptable */
export function openValue(sealed: Sealed, place: Place, dataKey: Buffer): string {
  return decrypt(dataKey, sealed, valueContext(place, sealed.dataKeyId), `${place.name} of ${place.owner}`).toString(
    'utf8',
  );
}

/** JSON arrays of strings and numbers are unambiguous: no two places give the same text. */
const wrapContext = ({ dataKeyId, owner, keyId }: Pick<WrappedKey, 'dataKeyId' | 'owner' | 'keyId'>): string =>
  JSON.stringify(['toolyard data key', 1, owner, dataKeyId, keyId]);
const valueContext = ({ owner, name, version }: Place, dataKeyId: string): string =>
  JSON.stringify(['toolyard value', 1, owner, name, version, dataKeyId]);

function encrypt(key: Buffer, plain: Buffer | string, context: string): Encrypted {
  const { nonce, ciphertext, tag } = sealBox(key, plain, context);
  return { nonce: nonce.toString('base64'), ciphertext: ciphertext.toString('base64'), tag: tag.toString('base64') };
}

function decrypt(key: Buffer, { nonce, ciphertext, tag }: Encrypted, context: string, what: string): Buffer {
  const bytes = (base64: string) => Buffer.from(base64, 'base64');
  try {
    return openBox(key, { nonce: bytes(nonce), ciphertext: bytes(ciphertext), tag: bytes(tag) }, context);
  } catch (cause) {
    throw new NotDecryptable(
      `The stored form of ${what} cannot be decrypted: it is damaged or belongs elsewhere. It was left as it is.`,
      { cause },
    );
  }
}
