import { expect, test } from '@jest/globals';
import { figuresOf } from './figures.js';

const stats = (byClass: object) => ({
  byClass,
  byStatus: {},
  totalCalls: Object.values(byClass).reduce((sum: number, count: number) => sum + count, 0),
  uniqueUsers: 4,
  errorRate: 0.5,
  averageLatencyMs: 12,
});

test('without a status the figures are those of the API', () => {
  expect(figuresOf(stats({ ok: 1, timeout: 1, denied: 2 }), undefined)).toEqual({
    totalCalls: 4,
    uniqueUsers: 4,
    errorRate: 0.5,
    averageLatencyMs: 12,
  });
});

test('a status that the API answers together with another one has only the figures that can be separated', () => {
  expect(figuresOf(stats({ timeout: 3, cancelled: 1 }), 'error')).toEqual({
    totalCalls: 3,
    uniqueUsers: null,
    errorRate: 1,
    averageLatencyMs: null,
  });
  expect(figuresOf(stats({ timeout: 3 }), 'error')).toMatchObject({ uniqueUsers: 4, averageLatencyMs: 12 });
});

test('calls that never reached a server have no error rate and no latency', () => {
  expect(figuresOf(stats({ auth_required: 3 }), 'needs_sign_in')).toEqual({
    totalCalls: 3,
    uniqueUsers: 4,
    errorRate: null,
    averageLatencyMs: null,
  });
});

test('no calls have no errors', () => {
  expect(figuresOf(stats({}), undefined)).toMatchObject({ totalCalls: 0, errorRate: 0, averageLatencyMs: null });
});
