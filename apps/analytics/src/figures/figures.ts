import {
  type CallClass,
  callClasses,
  type CallStatus,
  errorClasses,
  statusOf,
  uncountedClasses,
} from '@toolyard/contracts';
import type { Classes } from './figures.sql.js';
import { milliseconds } from './latencies.js';

export type RecordedStatus = Exclude<CallStatus, 'in_progress'>;

export interface Counts {
  total: number;
  byStatus: Record<RecordedStatus, number>;
  byClass: Record<CallClass, number>;
}

export function noCounts(): Counts {
  return {
    total: 0,
    byStatus: { success: 0, error: 0, denied: 0 },
    byClass: Object.fromEntries(callClasses.map((each) => [each, 0])) as Record<CallClass, number>,
  };
}

export function addCalls(counts: Counts, callClass: string, calls: number): void {
  const recorded = callClass as CallClass;
  counts.total += calls;
  counts.byClass[recorded] += calls;
  counts.byStatus[statusOf(recorded) as RecordedStatus] += calls;
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
  averageLatencyMs: number;
  byClass: Record<CallClass, number>;
  byStatus: Record<RecordedStatus, number>;
}

export function stats(row: { classes: Classes; total_us: number; user_count: number }): Stats {
  const counts = countsOf(row.classes);
  return {
    totalCalls: counts.total,
    uniqueUsers: Number(row.user_count),
    errorRate: errorRate(counts),
    averageLatencyMs: counts.total === 0 ? 0 : milliseconds(Number(row.total_us) / counts.total),
    byClass: counts.byClass,
    byStatus: counts.byStatus,
  };
}
