import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';
import { derivedKey } from './sealed-box.js';

const keyFor = (serviceKey: string, purpose: string): Uint8Array =>
  derivedKey(serviceKey, `toolyard sealed message: ${purpose}`);

/**
 * A short-lived message that any service of this installation can open, and no one else can read or change (JWE, RFC
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
