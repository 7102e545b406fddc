import { expect, test } from '@jest/globals';
import { trimmed } from './latencies.js';

const bars = (...totals: number[]) => ({
  by: 'latency' as const,
  buckets: totals.map((total, index) => ({ fromMs: index, toMs: index + 1, byClass: {}, byStatus: {}, total })),
});

test('a histogram begins and ends with a bar that has calls', () => {
  expect(trimmed(bars(0, 0, 3, 0, 1, 0)).buckets.map(({ total }) => total)).toEqual([3, 0, 1]);
  expect(trimmed(bars(0, 0)).buckets).toEqual([]);
});
