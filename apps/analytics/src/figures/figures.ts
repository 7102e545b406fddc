import {
  type CallClass,
  callClasses,
  type CallStatus,
  callStatuses,
  errorClasses,
  refusedClasses,
  statusOf,
  uncountedClasses,
} from '@toolyard/contracts';
import { milliseconds } from './latencies.js';
import type { Classes, TotalsRow } from './sources.sql.js';

export interface Counts {
  /** Calls in progress included. */
  total: number;
  byStatus: Record<CallStatus, number>;
  byClass: Record<CallClass, number>;
}

export function noCounts(): Counts {
  return {
    total: 0,
    byStatus: zeros(callStatuses),
    byClass: zeros(callClasses),
  };
}

const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  Object.fromEntries(keys.map((each) => [each, 0])) as Record<Key, number>;

export function addCalls(counts: Counts, callClass: string, calls: number): void {
  const recorded = callClass as CallClass;
  counts.total += calls;
  counts.byClass[recorded] += calls;
  counts.byStatus[statusOf(recorded)] += calls;
}

export function countsOf(classes: Classes): Counts {
  const counts = noCounts();
  for (const [callClass, calls] of Object.entries(classes)) addCalls(counts, callClass, Number(calls));
  return counts;
}

const sumOf = (byClass: Record<CallClass, number>, classes: readonly CallClass[]): number =>
  classes.reduce((sum, each) => sum + byClass[each], 0);

/** How often the server failed a caller who was let in and waited for the answer; 0 when there was none. */
export function errorRate({ total, byClass }: Counts): number {
  const counted = total - sumOf(byClass, uncountedClasses);
  return counted === 0 ? 0 : sumOf(byClass, errorClasses) / counted;
}

export interface Stats {
  totalCalls: number;
  uniqueUsers: number;
  errorRate: number;
  /** Of the calls that reached a server; 0 when none did. */
  averageLatencyMs: number;
  byClass: Record<CallClass, number>;
  byStatus: Record<CallStatus, number>;
}

export function stats(row: TotalsRow): Stats {
  const counts = countsOf(row.classes);
  const reached = counts.total - sumOf(counts.byClass, refusedClasses);
  return {
    totalCalls: counts.total,
    uniqueUsers: Number(row.user_count),
    errorRate: errorRate(counts),
    averageLatencyMs: reached === 0 ? 0 : milliseconds(Number(row.total_us) / reached),
    byClass: counts.byClass,
    byStatus: counts.byStatus,
  };
}
