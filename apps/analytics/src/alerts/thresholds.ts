import type { AlertMeasure, AlertRule } from '@toolyard/contracts';

/** What a measure is now. */
export interface Reading {
  /** Empty: all servers together. */
  serverId: string;
  value: number;
  /** Calls that the value is of. */
  calls: number;
}

/** Measures that say nothing about a few calls. */
const statistical: readonly AlertMeasure[] = ['error_rate', 'p95'];

/** The measure reached the threshold, over enough calls. */
export function isBreach({ measure, threshold, minimumCalls }: AlertRule, { value, calls }: Reading): boolean {
  if (measure === 'no_calls') return value === 0;
  return value >= threshold && (!statistical.includes(measure) || calls >= minimumCalls);
}

/** The measure fell far enough below the threshold that it does not flap. */
export const isRecovered = ({ measure, recoverAt }: AlertRule, value: number): boolean =>
  measure === 'no_calls' ? value > 0 : value <= recoverAt;

const share = 0.8;

/** Where an alert is resolved when its rule does not say. */
export const defaultRecovery = (measure: AlertMeasure, threshold: number): number =>
  statistical.includes(measure) ? threshold * share : Math.floor(threshold * share);
