import { describe, expect, test } from '@jest/globals';
import { barAt, doublings, fromDoublings, stackByLatency, stackByTime, countsText } from './stacked.js';

const bucket = (at: string, byStatus: Record<string, number>) => ({ at, byStatus });

describe('bars stacked by status', () => {
  test('each status is on top of the ones below it, and buckets without calls keep their place', () => {
    const stack = stackByTime(
      [
        bucket('2026-01-01T00:00:00Z', { success: 5, denied: 1, error: 2 }),
        bucket('2026-01-01T00:01:00Z', {}),
        bucket('2026-01-01T00:02:00Z', { error: 3 }),
      ],
      60,
    );
    expect(stack.heights).toEqual([
      [5, 0, 0],
      [5, 0, 0],
      [5, 0, 0],
      [5, 0, 0],
      [6, 0, 0],
      [8, 0, 3],
    ]);
    expect(stack.edges.map((edge) => edge - stack.edges[0]!)).toEqual([0, 60, 120, 180]);
  });

  test('latencies are placed by doublings', () => {
    const { edges } = stackByLatency([
      { fromMs: 1.024, toMs: 2.048, byStatus: { success: 1 } },
      { fromMs: 2.048, toMs: 4.096, byStatus: {} },
    ]);
    expect(edges).toEqual([10, 11, 12]);
    expect(fromDoublings(doublings(250))).toBeCloseTo(250);
  });

  test('the bar of calls under a microsecond is as wide as the others', () => {
    const { edges } = stackByLatency([
      { fromMs: 0, toMs: 0.001, byStatus: { success: 1 } },
      { fromMs: 0.001, toMs: 0.002, byStatus: {} },
      { fromMs: 0.002, toMs: 0.004, byStatus: { success: 1 } },
    ]);
    expect(edges).toEqual([-1, 0, 1, 2]);
    expect(stackByLatency([{ fromMs: 0, toMs: 0.001, byStatus: { success: 1 } }]).edges).toEqual([-1, 0]);
  });

  test('a position is in the bar that begins at or before it', () => {
    expect([-1, 0, 59, 60, 179, 180].map((position) => barAt([0, 60, 120, 180], position))).toEqual([
      -1, 0, 0, 1, 2, -1,
    ]);
    expect(barAt([], 5)).toBe(-1);
  });

  test('the counts of a bar are shown in words', () => {
    expect(
      countsText(bucket('', { success: 1_200, error: 1, denied: 2, needs_sign_in: 4, cancelled: 3, in_progress: 1 })),
    ).toBe('1,200 success, 1 in progress, 3 cancelled, 4 needs sign-in, 2 permission denied, 1 error');
    expect(countsText(bucket('', {}))).toBe('no calls');
  });
});
