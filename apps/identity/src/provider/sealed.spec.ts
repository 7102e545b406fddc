import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { derivedKey, seal, unseal } from './sealed.js';

const serviceKey = randomBytes(32).toString('base64');
const key = derivedKey(serviceKey, 'tests');

test('what is sealed opens in its place with its key, and nowhere else', () => {
  const sealed = seal(key, { code: 'secret' }, 'grants a');
  expect(unseal(key, sealed, 'grants a')).toEqual({ code: 'secret' });
  expect(Buffer.from(sealed).includes('secret')).toBe(false);
  expect(unseal(key, sealed, 'grants b')).toBeUndefined();
  expect(unseal(derivedKey(serviceKey, 'other'), sealed, 'grants a')).toBeUndefined();
  const damaged = Uint8Array.from(sealed, (byte, index) => (index === 40 ? byte ^ 1 : byte));
  expect(unseal(key, damaged, 'grants a')).toBeUndefined();
  expect(unseal(key, new Uint8Array(3), 'grants a')).toBeUndefined();
});
