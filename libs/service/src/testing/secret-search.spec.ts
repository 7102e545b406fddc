import { expect, test } from '@jest/globals';
import { SecretSearch } from './secret-search.js';

test('a value is found as it is and encoded, also between bytes that are no text', () => {
  const value = 'canary-"17"-of-a-variable';
  const search = new SecretSearch([value, 'another-canary']);
  const within = (text: string) =>
    Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from(text), Buffer.from([0x80])]);
  for (const form of [value, JSON.stringify(value), encodeURIComponent(value), Buffer.from(value).toString('hex')])
    expect(search.found(within(form))).toHaveLength(1);
  expect(search.found(within(Buffer.from(`user:${value}`).toString('base64')))).toHaveLength(1);
  expect(search.found(within('canary-17'))).toEqual([]);
  expect(new SecretSearch([]).found(within(value))).toEqual([]);
});
