import { describe, expect, test } from '@jest/globals';
import { generations, isDue, type KeyGeneration, type Keyring, rotated } from './keyring.js';

const key = (kid: string): KeyGeneration => ({ kid, privateKey: {}, publicKey: {}, cookieSecret: kid });
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
const first: Keyring = { current: key('a'), next: key('b'), previous: [], rotatedAt: day(0).toISOString() };
const kids = (keyring: Keyring) => generations(keyring).map(({ kid }) => kid);

describe('rotating keys', () => {
  test('is due once the current key has signed for long enough', () => {
    expect([isDue(first, day(29), 30 * 86_400_000), isDue(first, day(30), 30 * 86_400_000)]).toEqual([false, true]);
  });

  test('signs with a key that was published before, and keeps the last one while its tokens are valid', () => {
    const second = rotated(first, key('c'), day(30));
    expect([second.current.kid, second.next.kid, kids(second)]).toEqual(['b', 'c', ['b', 'c', 'a']]);
    expect(kids(first)).toContain(second.current.kid);
  });

  test('forgets a key once no token that it signed can be valid', () => {
    const third = rotated(rotated(first, key('c'), day(30)), key('d'), day(60));
    expect(kids(third)).toEqual(['c', 'd', 'b']);
  });
});
