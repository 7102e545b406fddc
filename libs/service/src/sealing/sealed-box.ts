import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
/** Length of every key, in bytes. */
export const keyBytes = 32;
const nonceBytes = 12;
const authTagLength = 16;

/** What AES-256-GCM makes of a text (NIST SP 800-38D). */
export interface SealedBox {
  /** 96 bits, random: safe for far more encryptions than one key ever does. */
  nonce: Buffer;
  ciphertext: Buffer;
  /** 128 bits. */
  tag: Buffer;
}

/**
 * A key of its own for each purpose, so that what is sealed for one does not open for another (HKDF with SHA-256 and
 * no salt, RFC 5869).
 * @param serviceKey 32 bytes in base64
 * @param info names the purpose; stored values depend on it
 */
export function derivedKey(serviceKey: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(serviceKey, 'base64'), Buffer.alloc(0), info, keyBytes));
}

/**
 * Encrypts with AES-256-GCM.
 * @param context is authenticated and not stored: the box opens only with the same one, so it cannot be moved
 */
export function sealBox(key: Buffer, plain: string | Uint8Array, context: string): SealedBox {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
}

/** @throws Error when the box is damaged, was moved to another context, or was sealed with another key */
export function openBox(key: Buffer, { nonce, ciphertext, tag }: SealedBox, context: string): Buffer {
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

/** Seals a value as JSON into one run of bytes: nonce, tag, ciphertext. */
export function sealJson(key: Buffer, value: unknown, context: string): Buffer {
  const { nonce, tag, ciphertext } = sealBox(key, JSON.stringify(value), context);
  return Buffer.concat([nonce, tag, ciphertext]);
}

/** Opens what `sealJson` made. Undefined when it is damaged, was moved, or was sealed with another key. */
export function openJson(key: Buffer, sealed: Uint8Array, context: string): unknown {
  const bytes = Buffer.from(sealed);
  const tagEnd = nonceBytes + authTagLength;
  try {
    const box = {
      nonce: bytes.subarray(0, nonceBytes),
      tag: bytes.subarray(nonceBytes, tagEnd),
      ciphertext: bytes.subarray(tagEnd),
    };
    return JSON.parse(openBox(key, box, context).toString('utf8'));
  } catch {
    return undefined;
  }
}
