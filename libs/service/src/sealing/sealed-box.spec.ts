import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { derivedKey, openBox, openJson, sealBox, sealJson } from './sealed-box.js';

const serviceKey = randomBytes(32).toString('base64');
const key = derivedKey(serviceKey, 'tests');

test('sealed JSON opens in its context with its key, and nowhere else', () => {
  const sealed = sealJson(key, { code: 'secret' }, 'grants a');
  expect(openJson(key, sealed, 'grants a')).toEqual({ code: 'secret' });
  expect(sealed.includes('secret')).toBe(false);
  expect(openJson(key, sealed, 'grants b')).toBeUndefined();
  expect(openJson(derivedKey(serviceKey, 'other'), sealed, 'grants a')).toBeUndefined();
  const damaged = Uint8Array.from(sealed, (byte, index) => (index === 40 ? byte ^ 1 : byte));
  expect(openJson(key, damaged, 'grants a')).toBeUndefined();
  expect(openJson(key, new Uint8Array(3), 'grants a')).toBeUndefined();
});

test('a box does not open with a shortened tag', () => {
  const box = sealBox(key, 'secret', 'a');
  expect(openBox(key, box, 'a').toString()).toBe('secret');
  expect(() => openBox(key, { ...box, tag: box.tag.subarray(0, 4) }, 'a')).toThrow();
});

describe('what earlier versions stored opens', () => {
  test('state of the authorization server', () => {
    const stored = '0terfhbDaggz9NoalDMJB+NCiXn7ibp0ROSV+Iijwow+0FCqvNQiIy5G/Hb1';
    const storedKey = derivedKey(Buffer.alloc(32, 7).toString('base64'), 'toolyard tests 1');
    expect(openJson(storedKey, Buffer.from(stored, 'base64'), 'grants a')).toEqual({ code: 'secret' });
  });

  test('values of variables', () => {
    const box = {
      nonce: Buffer.from('PFsXGLILtDBm1BGT', 'base64'),
      ciphertext: Buffer.from('OnS2VM0=', 'base64'),
      tag: Buffer.from('ntHA09QH3RerCh1i65X1yw==', 'base64'),
    };
    const context = JSON.stringify(['toolyard value', 1, 'server:srv_1', 'API_KEY', 3, 'dk_1']);
    expect(openBox(Buffer.alloc(32, 9), box, context).toString('utf8')).toBe('pä$$');
  });
});
