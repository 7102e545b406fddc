import { expect, test } from '@jest/globals';
import { classLabel, latency, toneOf } from './call-status.js';

const percentiles = { p25: 10, p50: 20, p85: 80, p95: 200, p99: 900 };

test('a latency is green up to P25, yellow from P85 to P95 and red above P95', () => {
  const tones = [0, 10, 10.01, 79.9, 80, 200, 200.01].map((ms) => toneOf(ms, percentiles));
  expect(tones).toEqual(['fast', 'fast', 'usual', 'usual', 'slow', 'slow', 'slowest']);
});

test('when all calls took the same time, none of them is slow', () => {
  expect(toneOf(5, { p25: 5, p50: 5, p85: 5, p95: 5, p99: 5 })).toBe('fast');
});

test('without a latency or without figures nothing is coloured', () => {
  expect([
    toneOf(null, percentiles),
    toneOf(5, undefined),
    toneOf(5, { p25: null, p50: null, p85: null, p95: null, p99: null }),
  ]).toEqual(['usual', 'usual', 'usual']);
});

test('latencies keep three figures', () => {
  expect([0.4211, 8.13, 12.34, 123.4, 999.6, 1_234, 61_500, 12_340].map(latency)).toEqual([
    '0.42 ms',
    '8.13 ms',
    '12.3 ms',
    '123 ms',
    '1000 ms',
    '1.23 s',
    '1 min 1 s',
    '12.3 s',
  ]);
});

test('a class of a later version is shown as it is', () => {
  expect([classLabel('tool_error'), classLabel(null), classLabel('something_new')]).toEqual([
    'The tool reported an error',
    'In progress',
    'something_new',
  ]);
});
