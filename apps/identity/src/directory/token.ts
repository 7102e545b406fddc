import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shownLength = 8;

export interface NewToken {
  token: string;
  prefix: string;
  digest: string;
}

/** SHA-256, hexadecimal. Tokens have 256 random bits, so nothing slower is needed. */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A random token for a link. */
export const linkToken = (): string => randomBytes(32).toString('base64url');

/** In the fragment, which browsers keep to themselves: in no log and no Referer. */
export const linkTo = (publicUrl: string, page: string, token: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/${page}#token=${token}`;

/** What may be shown of a token without giving it away. */
export const prefixOf = (token: string): string =>
  /^ty_[0-9A-Za-z]{22}(?=_)/.exec(token)?.[0] ?? token.slice(0, shownLength);

/** `ty_<id in base 62>_<256 random bits in base64url>`. */
export function newToken(keyId: string): NewToken {
  const id = base62(BigInt(`0x${keyId.replace(/^\w+_/, '')}`)).padStart(22, '0');
  const token = `ty_${id}_${randomBytes(32).toString('base64url')}`;
  return { token, prefix: prefixOf(token), digest: digestOf(token) };
}

/**
 * Both are digests: looking one up says nothing about the token, and comparing takes the same time wherever they
 * differ.
 */
export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}

function base62(value: bigint): string {
  return value === 0n ? '' : base62(value / 62n) + alphabet[Number(value % 62n)];
}
