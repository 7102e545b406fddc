import { describe, expect, test } from '@jest/globals';
import { bars, bucketOf, type Distribution, percentiles, ranker } from './latencies.js';

function distribution(latenciesUs: number[]): Distribution {
  const counts = new Map<number, number>();
  for (const each of latenciesUs) counts.set(bucketOf(each), (counts.get(bucketOf(each)) ?? 0) + 1);
  return counts;
}

describe('percentiles', () => {
  test('of a distribution are at most 2.2 % off', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => Math.round(1_000 * 1.001 ** index)).sort(
      (a, b) => a - b,
    );
    const { p25, p50, p85, p95, p99 } = percentiles(distribution(values));
    for (const [rank, value] of [
      [0.25, p25],
      [0.5, p50],
      [0.85, p85],
      [0.95, p95],
      [0.99, p99],
    ] as const) {
      const exact = values[Math.round(rank * (values.length - 1))]! / 1_000;
      expect(Math.abs(value! / exact - 1)).toBeLessThan(0.022);
    }
  });

  test('without calls are null, not zero', () => {
    expect(percentiles(new Map())).toEqual({ p25: null, p50: null, p85: null, p95: null, p99: null });
  });
});

test('the rank of a latency is the share of calls that took at most as long', () => {
  const rank = ranker(distribution([1_000, 2_000, 3_000, 4_000]));
  expect([1_000, 2_000, 3_000, 4_000].map(rank)).toEqual([25, 50, 75, 100]);
  expect(rank(500)).toBe(0);
  expect(rank(2_500)).toBe(50);
});

test('bars have no hole between the fastest and the slowest call', () => {
  const rows = [
    { bucket: bucketOf(1_000), calls: 2, key: 'ok' },
    { bucket: bucketOf(16_500), calls: 1, key: 'timeout' },
  ];
  const joined = bars(
    rows,
    () => ({ calls: 0 }),
    (counts, _, calls) => (counts.calls += calls),
  );
  expect(joined.length).toBeGreaterThan(6);
  for (const [index, bar] of joined.entries()) if (index > 0) expect(bar.fromMs).toBe(joined[index - 1]!.toMs);
  expect(joined.reduce((sum, { counts }) => sum + counts.calls, 0)).toBe(3);
});
