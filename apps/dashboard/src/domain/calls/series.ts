import type { Period, Series } from '../../api/activity/analysis.js';

/** The beginning of each bucket, in seconds since 1970. */
export const timesOf = ({ buckets }: Period): number[] => buckets.map(({ at }) => Date.parse(at) / 1_000);

/** Promotions at a time axis. Those that come close together have one label; of the newest few the commit is named. */
export const deploymentMarks = ({ deployments }: Series): { at: number; label: string }[] =>
  deployments.map(({ at, commit }) => ({ at: Date.parse(at) / 1_000, label: commit.sha.slice(0, 7) }));

type Figure = 'errorRate' | 'p50' | 'p95' | 'p99' | 'totalCalls';

/** A figure over time; null where no call has it. */
export const valuesOf = (period: Period, figure: Figure): (number | null)[] =>
  period.buckets.map((bucket) => (bucket.totalCalls === 0 && figure !== 'totalCalls' ? null : bucket[figure]));

/** The same figure of the period before, at the times of this one. */
export const valuesBefore = ({ previous, buckets }: Series, figure: Figure): (number | null)[] =>
  previous ? valuesOf(previous, figure).slice(0, buckets.length) : [];
