import { expect, test } from '@jest/globals';
import { errorRate, countsOf, stats } from './figures.js';

test('the error rate leaves out calls that were refused or given up by the caller', () => {
  const counts = countsOf({
    ok: 6,
    tool_error: 1,
    protocol_error: 1,
    timeout: 1,
    upstream_down: 1,
    denied: 50,
    auth_required: 20,
    cancelled: 20,
  });
  expect(counts.total).toBe(100);
  expect(errorRate(counts)).toBe(0.4);
  expect(counts.byStatus).toEqual({
    success: 6,
    error: 4,
    denied: 50,
    needs_sign_in: 20,
    cancelled: 20,
    in_progress: 0,
  });
});

test('the average latency is of the calls that reached a server', () => {
  const classes = { ok: 3, timeout: 1, denied: 6, auth_required: 90 };
  expect(stats({ classes, total_us: 8_000, user_count: 1 }).averageLatencyMs).toBe(2);
  expect(stats({ classes: { denied: 6 }, total_us: 0, user_count: 1 }).averageLatencyMs).toBe(0);
});

test('figures without calls are zero', () => {
  expect(stats({ classes: {}, total_us: 0, user_count: 0 })).toMatchObject({
    totalCalls: 0,
    uniqueUsers: 0,
    errorRate: 0,
    averageLatencyMs: 0,
  });
});
