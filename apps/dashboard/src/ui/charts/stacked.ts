import type { HistogramBucket } from '../../api/activity.js';

/** From the bottom of a bar to its top. */
export const stackedStatuses = ['success', 'denied', 'error'] as const;
export type StackedStatus = (typeof stackedStatuses)[number];

export interface Stack {
  /** Where each bar begins; one more at the end than there are bars. */
  edges: number[];
  /** Height up to and with each status, one list a status, in the order of `stackedStatuses`. */
  heights: number[][];
}

const countOf = (bucket: HistogramBucket, status: StackedStatus): number => bucket.byStatus[status] ?? 0;

/** Bars by time: edges in seconds since 1970. */
export function stackByTime(buckets: HistogramBucket[], bucketSeconds: number): Stack {
  const starts = buckets.map(({ at }) => Date.parse(at ?? '') / 1_000);
  return { edges: [...starts, (starts.at(-1) ?? 0) + bucketSeconds], heights: heightsOf(buckets) };
}

/** Bars by latency: edges in doublings of a microsecond, so that bars are equally wide. */
export function stackByLatency(buckets: HistogramBucket[]): Stack {
  const starts = buckets.map(({ fromMs }) => doublings(fromMs ?? 0));
  return { edges: [...starts, doublings(buckets.at(-1)?.toMs ?? 0)], heights: heightsOf(buckets) };
}

export const doublings = (ms: number): number => Math.log2(Math.max(ms * 1_000, 1));
export const fromDoublings = (value: number): number => 2 ** value / 1_000;

function heightsOf(buckets: HistogramBucket[]): number[][] {
  return stackedStatuses.map((_, index) =>
    buckets.map((bucket) =>
      stackedStatuses.slice(0, index + 1).reduce((sum, status) => sum + countOf(bucket, status), 0),
    ),
  );
}

/** Which bar a position lies in; -1 outside of all. */
export function barAt(edges: number[], position: number): number {
  const next = edges.findIndex((edge) => edge > position);
  return next < 1 ? -1 : next - 1;
}

/** What a bar holds, in words: `12 success, 1 error`. */
export function told(bucket: HistogramBucket): string {
  const parts = stackedStatuses
    .filter((status) => countOf(bucket, status) > 0)
    .map(
      (status) =>
        `${countOf(bucket, status).toLocaleString('en')} ${status === 'denied' ? 'permission denied' : status}`,
    );
  return parts.length > 0 ? parts.join(', ') : 'no calls';
}
