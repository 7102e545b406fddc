import { expect, test } from '@jest/globals';
import { needsStepUp } from './login-sessions.js';

const now = Date.parse('2026-11-20T12:00:00.000Z');
const secondFactor = { totp: null, passkeys: [], recovery: [], since: '2026-11-01T00:00:00.000Z' };

test.each([
  [undefined, true],
  ['2026-11-20T11:44:59.000Z', true],
  ['2026-11-20T11:45:00.000Z', false],
  ['2026-11-20T12:00:00.000Z', false],
])('a code entered at %s: a dangerous action asks for another one: %s', (verifiedAt, asks) => {
  expect(needsStepUp({ verifiedAt }, { secondFactor }, now)).toBe(asks);
  expect(needsStepUp({ verifiedAt }, { secondFactor: null }, now)).toBe(false);
});
