/** One generation of keys: what signs access tokens, and what signs the cookies of a sign-in under way. */
export interface KeyGeneration {
  kid: string;
  /** ES256, JWK (RFC 7517). */
  privateKey: Record<string, unknown>;
  publicKey: Record<string, unknown>;
  cookieSecret: string;
}

export interface Keyring {
  /** Published already, so that every gateway has it long before the first token is signed with it. */
  next: KeyGeneration;
  current: KeyGeneration;
  previous: (KeyGeneration & { retiredAt: string })[];
  /** ISO 8601: since when `current` signs. */
  rotatedAt: string;
}

/** Tokens signed with a retired key live an hour; a day covers clocks that are wrong and gateways that were away. */
const keepRetiredMs = 24 * 3_600_000;

export function isDue(keyring: Keyring, now: Date, maxAgeMs: number): boolean {
  return now.getTime() - Date.parse(keyring.rotatedAt) >= maxAgeMs;
}

/** The next key signs from now on; tokens that were signed with the current one stay valid. */
export function rotated(keyring: Keyring, fresh: KeyGeneration, now: Date): Keyring {
  const previous = [{ ...keyring.current, retiredAt: now.toISOString() }, ...keyring.previous];
  return {
    next: fresh,
    current: keyring.next,
    previous: previous.filter(({ retiredAt }) => now.getTime() - Date.parse(retiredAt) < keepRetiredMs),
    rotatedAt: now.toISOString(),
  };
}

export const generations = ({ current, next, previous }: Keyring): KeyGeneration[] => [current, next, ...previous];
