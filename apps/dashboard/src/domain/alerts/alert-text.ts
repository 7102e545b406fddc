import type { AlertMeasure } from '@toolyard/contracts';
import type { Alert } from '../../api/alerts/alerts.js';

export const measureLabels: Record<AlertMeasure, string> = {
  error_rate: 'Error rate',
  p95: 'P95 latency',
  calls: 'Number of calls',
  no_calls: 'No calls',
  denied: 'Denied calls',
  failed_deployment: 'Failed deployments',
};

/** What a threshold is entered in. Rates are entered as percent. */
export const thresholdUnits: Record<AlertMeasure, string> = {
  error_rate: '%',
  p95: 'ms',
  calls: 'calls',
  no_calls: '',
  denied: 'calls',
  failed_deployment: 'deployments',
};

export const enteredThreshold = (measure: AlertMeasure, threshold: number): number =>
  measure === 'error_rate' ? Number((threshold * 100).toPrecision(6)) : threshold;
export const thresholdOf = (measure: AlertMeasure, entered: number): number =>
  measure === 'error_rate' ? entered / 100 : entered;

function spanText(minutes: number): string {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? '1 day' : `${minutes / 1_440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
  return `${minutes} minutes`;
}

type Rule = Pick<Alert, 'measure' | 'scope' | 'threshold' | 'windowMinutes' | 'minimumCalls'>;

/** A rule as a sentence: `Error rate of each server: 25 % or more in 15 minutes, from 20 calls on`. */
export function ruleText({ measure, scope, threshold, windowMinutes, minimumCalls }: Rule, server?: string): string {
  const whose = { all: 'all servers together', each: 'each server', server: server ?? 'one server' }[scope];
  const span = spanText(windowMinutes);
  if (measure === 'no_calls') return `No calls of ${whose} for ${span}`;
  const least = `${enteredThreshold(measure, threshold).toLocaleString('en')} ${thresholdUnits[measure]}`.trim();
  const enough = ['error_rate', 'p95'].includes(measure) && minimumCalls > 0 ? `, from ${minimumCalls} calls on` : '';
  return `${measureLabels[measure]} of ${whose}: ${least} or more in ${span}${enough}`;
}

/** How many alerts fire that are neither acknowledged nor silenced. */
export const callsForAction = (alerts: readonly Pick<Alert, 'state' | 'silencedUntil'>[]): number =>
  alerts.filter(({ state, silencedUntil }) => state === 'firing' && silencedUntil === null).length;
