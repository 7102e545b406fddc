import { expect, test } from '@jest/globals';
import { duration, relativeTime } from './time.js';

const now = Date.parse('2026-06-01T12:00:00Z');
const ago = (seconds: number): string => relativeTime(now - seconds * 1_000, now);

test('time is told in the largest unit that has passed', () => {
  expect([0, 9, 45, 60, 3_599, 3_600, 86_400, 8 * 86_400, 400 * 86_400].map(ago)).toEqual([
    'just now',
    'just now',
    '45 seconds ago',
    '1 minute ago',
    '59 minutes ago',
    '1 hour ago',
    'yesterday',
    'last week',
    'last year',
  ]);
});

test('what is ahead is told as such, and a clock that differs a little is now', () => {
  expect(ago(-7_200)).toBe('in 2 hours');
  expect(ago(-3)).toBe('just now');
});

test('durations have two units at most', () => {
  expect([3.4, 999, 1_000, 59_940, 200_000, 7_500_000].map(duration)).toEqual([
    '3 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
});
