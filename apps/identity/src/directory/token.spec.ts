import { describe, expect, test } from '@jest/globals';
import { digestOf, newToken, prefixOf, sameDigest } from './token.js';

describe('a token', () => {
  test("has its key's id and 256 random bits, and shows only the id", () => {
    const { token, prefix, digest } = newToken('key_01a206dab2f47023ae40d117a6c934b8');
    expect(token).toMatch(/^ty_[0-9A-Za-z]{22}_[\w-]{43}$/);
    expect([prefix, digest]).toEqual([token.slice(0, 25), digestOf(token)]);
    expect(newToken('key_01a206dab2f47023ae40d117a6c934b8').token).not.toBe(token);
    expect(prefixOf('ty_some-token-of-the-environment')).toBe('ty_some-');
  });

  test('is compared as a digest, whole, so that a token that begins the same is as wrong as any', () => {
    expect(sameDigest(digestOf('a'), digestOf('a'))).toBe(true);
    expect(sameDigest(digestOf('a'), digestOf('b'))).toBe(false);
    expect(sameDigest(digestOf('a'), digestOf('a').slice(0, 62))).toBe(false);
    expect(sameDigest('', digestOf('a'))).toBe(false);
  });
});
