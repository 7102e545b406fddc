import { createHmac, randomInt } from 'node:crypto';

const count = 10;
const length = 10;
/** Without letters and digits that look alike. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';

const newCode = (): string => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');

/** Codes for an account whose authenticator is lost. Each works once; they are shown once. */
export const newRecoveryCodes = (): string[] => Array.from({ length: count }, newCode).map(shown);

/** Keyed, because a bare digest of 49 bits could be searched by a reader of the store. */
export const recoveryDigest = (key: Buffer, userId: string, code: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([userId, code.toLowerCase().replace(/[^a-z0-9]/g, '')]))
    .digest('hex');

const shown = (code: string): string => `${code.slice(0, length / 2)}-${code.slice(length / 2)}`;
