import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** A key of its own for each purpose, so that one service key serves them all (HKDF, RFC 5869). */
export function derivedKey(serviceKey: string, purpose: string): Buffer {
  return Buffer.from(
    hkdfSync('sha256', Buffer.from(serviceKey, 'base64'), Buffer.alloc(0), `toolyard ${purpose} 1`, 32),
  );
}

/** AES-256-GCM; `place` is authenticated, so that a stored value opens nowhere but where it was put. */
export function seal(key: Buffer, value: unknown, place: string): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** Undefined for what another key sealed, and for what was moved or damaged. */
export function unseal(key: Buffer, sealed: Uint8Array, place: string): unknown {
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return JSON.parse(
      Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(),
    );
  } catch {
    return undefined;
  }
}
