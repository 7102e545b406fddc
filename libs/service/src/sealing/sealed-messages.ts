import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';

/** A key of its own for each purpose, so that a message for one is nothing to another (HKDF, RFC 5869). */
function keyFor(serviceKey: string, purpose: string): Uint8Array {
  return new Uint8Array(
    hkdfSync('sha256', Buffer.from(serviceKey, 'base64'), Buffer.alloc(0), `toolyard sealed message: ${purpose}`, 32),
  );
}

/**
 * A short-lived message that any service of this installation can open, and nobody else can read or change (JWE, RFC
 * 7516).
 */
export function sealMessage(
  serviceKey: string,
  purpose: string,
  payload: JWTPayload,
  lifeSeconds: number,
): Promise<string> {
  const encryption = new EncryptJWT(payload).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).setAudience(purpose);
  return encryption
    .setExpirationTime(Math.floor(Date.now() / 1_000) + lifeSeconds)
    .encrypt(keyFor(serviceKey, purpose));
}

/** Null for a message that is damaged, too old, or for another purpose or installation. */
export async function openMessage<T>(serviceKey: string, purpose: string, sealed: string): Promise<T | null> {
  try {
    const options = {
      audience: purpose,
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      requiredClaims: ['exp'],
    };
    return (await jwtDecrypt(sealed, keyFor(serviceKey, purpose), options)).payload as T;
  } catch {
    return null;
  }
}
