import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with what every authenticator app can do: SHA-1, six digits, thirty seconds. */
const periodSeconds = 30;
/** One step before and after, because clocks differ. */
const window = 1;

const totpOf = (secret: string, label = ''): TOTP =>
  new TOTP({
    issuer: 'Toolyard',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: Secret.fromBase32(secret),
  });

/** 160 random bits in base 32, as apps take them by hand. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What the QR code of an authenticator app says. @param label e-mail address of the account */
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString();

/** The time step whose code it is; null for a wrong code. */
export function stepOf(secret: string, code: string, now: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window });
  return delta === null ? null : Math.floor(now / 1_000 / periodSeconds) + delta;
}
