import { callClasses } from '@toolyard/contracts';
import type { Histogram, HistogramBucket, Percentiles } from '../../api/activity/calls.js';
import { classesOf, countOf, reachedServer, type ShownStatus } from '../../api/activity/shown-status.js';

const ranks = { p25: 0.25, p50: 0.5, p85: 0.85, p95: 0.95, p99: 0.99 };

/** Calls with the status, of an answer that may include calls of another one. */
export function withStatus(histogram: Histogram, status: ShownStatus | undefined): Histogram {
  const classes = new Set(status === undefined ? callClasses : classesOf(status));
  const buckets = histogram.buckets.map((bucket) => {
    const byClass = Object.fromEntries(
      callClasses.flatMap((each) => (classes.has(each) ? [[each, bucket.byClass[each] ?? 0]] : [])),
    );
    return { ...bucket, byClass, total: countOf(byClass, callClasses) };
  });
  return { ...histogram, buckets };
}

/** Calls with the status that reached a server, without empty bars at either end. */
export function latenciesOf(histogram: Histogram, status: ShownStatus | undefined): Histogram {
  const reached = callClasses.filter((each) => reachedServer({ class: each }));
  const bars = withStatus(histogram, status).buckets.map((bucket) => {
    const byClass = Object.fromEntries(reached.map((each) => [each, bucket.byClass[each] ?? 0]));
    return { ...bucket, byClass, total: countOf(byClass, reached) };
  });
  const isUsed = ({ total }: HistogramBucket) => total > 0;
  return { ...histogram, buckets: bars.slice(Math.max(0, bars.findIndex(isUsed)), bars.findLastIndex(isUsed) + 1) };
}

/**
 * The percentiles of the calls with the status that reached a server: those of the API, unless its figures include
 * other calls; then they are read from the histogram by latency, calls within a bar taken as spread evenly.
 */
export function percentilesOf(
  answered: Percentiles | undefined,
  histogram: Histogram | undefined,
  status: ShownStatus | undefined,
): Percentiles | undefined {
  if (!answered || !histogram) return undefined;
  const { buckets } = latenciesOf(histogram, status);
  const calls = sumOf(buckets);
  if (calls === sumOf(histogram.buckets)) return answered;
  const entries = Object.entries(ranks).map(([name, rank]) => [name, calls === 0 ? null : at(buckets, rank * calls)]);
  return Object.fromEntries(entries) as Percentiles;
}

const sumOf = (bars: HistogramBucket[]): number => bars.reduce((sum, { total }) => sum + total, 0);

function at(bars: HistogramBucket[], position: number): number {
  let before = 0;
  for (const { total, fromMs = 0, toMs = 0 } of bars) {
    if (total > 0 && position <= before + total) return fromMs + ((position - before) / total) * (toMs - fromMs);
    before += total;
  }
  return bars.at(-1)?.toMs ?? 0;
}
