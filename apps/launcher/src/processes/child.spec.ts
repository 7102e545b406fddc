import { expect, test } from '@jest/globals';
import { restartDelayMs } from './child.js';

test('a child that keeps ending is started again after pauses that double up to a quarter of a minute', () => {
  expect([1, 2, 3, 4, 7, 50].map(restartDelayMs)).toEqual([250, 500, 1_000, 2_000, 15_000, 15_000]);
});
