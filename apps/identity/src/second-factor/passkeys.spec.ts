import { expect, test } from '@jest/globals';
import { takesPasskeys } from './passkeys.js';

test.each([
  ['https://tools.example.org', true],
  ['https://tools.example.org:8443', true],
  ['http://localhost:8080', true],
  ['http://tools.example.org', false],
  ['http://127.0.0.1:8080', false],
  ['https://192.0.2.7', false],
  ['https://[2001:db8::1]', false],
])('browsers take passkeys at %s: %s', (url, takes) => {
  expect(takesPasskeys(url)).toBe(takes);
});
