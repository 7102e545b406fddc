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
  expect(counts.byStatus).toEqual({ success: 6, error: 24, denied: 70 });
});

test('figures without calls are zero', () => {
  expect(stats({ classes: {}, total_us: 0, user_count: 0 })).toMatchObject({
    totalCalls: 0,
    uniqueUsers: 0,
    errorRate: 0,
    averageLatencyMs: 0,
  });
});
