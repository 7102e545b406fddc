import { expect, test } from '@jest/globals';
import { emailProblem, passwordProblem } from './account.rules.js';

test('a password needs length, and no particular characters', () => {
  expect(passwordProblem('elevenchars')).toMatch(/12/);
  expect(passwordProblem('twelve chars')).toBeNull();
  expect(passwordProblem('aaaaaaaaaaaaaaaa')).not.toBeNull();
});

test('only what cannot be an address is refused', () => {
  expect(['ada@example.com', ' ada@localhost ', 'ä+b@exämple.de'].map(emailProblem)).toEqual([null, null, null]);
  expect(['', 'ada', 'a b@c.d', '@x', 'x@'].map(emailProblem).every(Boolean)).toBe(true);
});
