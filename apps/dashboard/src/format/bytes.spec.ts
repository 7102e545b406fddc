import { expect, test } from '@jest/globals';
import { bytesText } from './bytes.js';

test('a size has about two digits, and the next unit from a thousand on', () => {
  expect([0, 840, 999.6, 1_400, 9_960, 23_400_000, 5e12].map(bytesText)).toEqual([
    '0 B',
    '840 B',
    '1.0 kB',
    '1.4 kB',
    '10 kB',
    '23 MB',
    '5000 GB',
  ]);
});
