import { expect, test } from '@jest/globals';
import { expiryOf } from './key-choices.js';

test('a key ends so many days from now, or never', () => {
  expect(expiryOf('7', Date.UTC(2026, 0, 1))).toBe('2026-01-08T00:00:00.000Z');
  expect(expiryOf('', 0)).toBeUndefined();
});
