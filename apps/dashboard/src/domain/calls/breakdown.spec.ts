import { expect, test } from '@jest/globals';
import { sortedBy, worstFirst } from './breakdown.js';

const item = (name: string, totalCalls: number, errorRate: number, p95: number | null) => ({
  name,
  totalCalls,
  errorRate,
  p50: p95,
  p95,
  lastCalledAt: '2026-11-27T10:00:00Z',
});
const items = [item('quiet', 10, 0.5, 90), item('busy', 1_000, 0.02, null), item('fine', 500, 0, 300)];
const names = (sorted: { name: string }[]) => sorted.map(({ name }) => name);

test('a value without the figure comes last in both directions', () => {
  expect([names(sortedBy(items, 'p95', true)), names(sortedBy(items, 'p95', false))]).toEqual([
    ['fine', 'quiet', 'busy'],
    ['quiet', 'fine', 'busy'],
  ]);
});

test('the server with the most failed calls is the worst', () => {
  expect(names(worstFirst(items))).toEqual(['busy', 'quiet', 'fine']);
});
