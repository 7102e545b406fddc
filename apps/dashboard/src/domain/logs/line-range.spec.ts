import { expect, test } from '@jest/globals';
import {
  extended,
  firstShown,
  isWithin,
  lineRangeHash,
  parseLineRange,
  nextFirstShown,
  mostLinesShown,
} from './line-range.js';

test('a link to lines is read as it was written, with the smaller number first', () => {
  expect(['#L12', 'L12-L30', '#L30-L12', 'L5-9'].map((hash) => lineRangeHash(parseLineRange(hash)!))).toEqual([
    'L12',
    'L12-L30',
    'L12-L30',
    'L5-L9',
  ]);
  expect(['', '#', '#L', '#L0', '#l12', '#L1x', '#L-3', '#L12-L0'].map(parseLineRange)).toEqual(Array(8).fill(null));
});

test('Shift extends the range from its beginning, in both directions', () => {
  expect(extended(null, 7)).toEqual({ from: 7, to: 7 });
  expect(extended({ from: 5, to: 9 }, 20)).toEqual({ from: 5, to: 20 });
  expect(extended({ from: 5, to: 5 }, 2)).toEqual({ from: 2, to: 5 });
  expect([4, 5, 9, 10].map((n) => isWithin({ from: 5, to: 9 }, n))).toEqual([false, true, true, false]);
});

test('of a very long log the end is shown, or the lines of a link', () => {
  expect(firstShown(10, null)).toBe(1);
  expect(firstShown(3_000_000, null)).toBe(2_000_001);
  expect(firstShown(3_000_000, { from: 2_500_000, to: 2_500_000 })).toBe(2_000_001);
  expect(firstShown(3_000_000, { from: 1_200_000, to: 1_200_000 })).toBe(700_000);
  expect(firstShown(3_000_000, { from: 5, to: 9 })).toBe(1);
});

test('the first line shown moves only to a match before it, or when too many lines have arrived', () => {
  const view = { total: 10, chosen: null, current: null, follow: true };
  expect(nextFirstShown(null, { ...view, total: 0 })).toBeNull();
  expect(nextFirstShown(null, view)).toBe(1);
  expect(nextFirstShown(5, view)).toBe(5);
  expect(nextFirstShown(5, { ...view, current: 3 })).toBe(1);
  const long = { ...view, total: 2 * mostLinesShown };
  expect(nextFirstShown(1, long)).toBe(mostLinesShown + 1);
  expect(nextFirstShown(1, { ...long, follow: false })).toBe(1);
});
