import { expect, test } from '@jest/globals';
import { newTotpSecret, stepOf } from './totp.js';

/** The secret of RFC 6238, appendix B, in base 32; its codes there have eight digits, of which apps show six. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082', 1],
  [1_111_111_109, '081804', 37_037_036],
  [2_000_000_000, '279037', 66_666_666],
])('the code at second %d is that of the RFC', (seconds, code, step) => {
  expect(stepOf(secret, code, seconds * 1_000)).toBe(step);
});

test('a code works one step early or late, and no further', () => {
  const at = (steps: number) => (1_111_111_109 + steps * 30) * 1_000;
  expect([-1, 0, 1].map((steps) => stepOf(secret, '081804', at(steps)))).toEqual([37_037_036, 37_037_036, 37_037_036]);
  expect([-2, 2].map((steps) => stepOf(secret, '081804', at(steps)))).toEqual([null, null]);
});

test('a secret has 160 random bits', () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(newTotpSecret());
});
