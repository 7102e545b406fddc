import { expect, test } from '@jest/globals';
import { callsForAction, enteredThreshold, ruleText, thresholdOf } from './alert-text.js';

const rule = { measure: 'error_rate', scope: 'each', threshold: 0.25, windowMinutes: 15, minimumCalls: 20 } as const;

test('a rule is a sentence', () => {
  expect([
    ruleText(rule),
    ruleText({ ...rule, measure: 'p95', scope: 'server', threshold: 30_000, windowMinutes: 120 }, 'Weather'),
    ruleText({ ...rule, measure: 'no_calls', scope: 'all', windowMinutes: 1_440 }),
    ruleText({ ...rule, measure: 'failed_deployment', threshold: 1, minimumCalls: 0, windowMinutes: 60 }),
  ]).toEqual([
    'Error rate of each server: 25 % or more in 15 minutes, from 20 calls on',
    'P95 latency of Weather: 30,000 ms or more in 2 hours, from 20 calls on',
    'No calls of all servers together for 1 day',
    'Failed deployments of each server: 1 deployments or more in 1 hour',
  ]);
});

test('a rate is entered in percent', () => {
  expect([enteredThreshold('error_rate', 0.07), thresholdOf('error_rate', 7), thresholdOf('p95', 700)]).toEqual([
    7, 0.07, 700,
  ]);
});

test('only alerts that fire and are neither acknowledged nor silenced call for action', () => {
  expect(
    callsForAction([
      { state: 'firing', silencedUntil: null },
      { state: 'firing', silencedUntil: '2026-11-28T00:00:00Z' },
      { state: 'acknowledged', silencedUntil: null },
      { state: 'ok', silencedUntil: null },
    ]),
  ).toBe(1);
});
