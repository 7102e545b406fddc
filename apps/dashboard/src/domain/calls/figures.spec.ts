import { expect, test } from '@jest/globals';
import { figuresOf } from './figures.js';

const stats = (byClass: object) => ({
  byClass,
  byStatus: {},
  totalCalls: Object.values(byClass).reduce((sum: number, count: number) => sum + count, 0),
  uniqueUsers: 4,
  errorRate: 0,
  averageLatencyMs: 0,
});

test('the figures are those of the API', () => {
  expect(figuresOf({ ...stats({ ok: 1, timeout: 1 }), errorRate: 0.5, averageLatencyMs: 12 })).toEqual({
    totalCalls: 2,
    uniqueUsers: 4,
    errorRate: 0.5,
    averageLatencyMs: 12,
  });
});

test('calls that never reached a server have no error rate and no latency', () => {
  expect(figuresOf(stats({ auth_required: 3, denied: 1 }))).toMatchObject({ errorRate: null, averageLatencyMs: null });
});

test('no calls have no errors', () => {
  expect(figuresOf(stats({}))).toMatchObject({ totalCalls: 0, errorRate: 0, averageLatencyMs: null });
});
