import { expect, test } from '@jest/globals';
import { duration, relativeTime } from './time.js';

const now = Date.parse('2026-06-01T12:00:00Z');
const ago = (seconds: number): string => relativeTime(now - seconds * 1_000, now);

test('a time is shown in its largest unit', () => {
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

test('a time in the future is shown as such, and a small difference of clocks as now', () => {
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
