/** In the order from the bottom of a bar to its top. */
export const stackedStatuses = ['success', 'in_progress', 'cancelled', 'needs_sign_in', 'denied', 'error'] as const;
export type StackedStatus = (typeof stackedStatuses)[number];

/** What a bar counts. */
interface Counted {
  byStatus: Partial<Record<StackedStatus, number>>;
}

export interface Stack {
  /** Where each bar begins, and the end of the last bar. */
  edges: number[];
  /** For each status, in the order of `stackedStatuses`: the heights of its upper edge in all bars. */
  heights: number[][];
}

export const statusCount = ({ byStatus }: Counted, status: StackedStatus): number => byStatus[status] ?? 0;

/** Bars by time: edges in seconds since 1970. */
export function stackByTime(buckets: (Counted & { at?: string })[], bucketSeconds: number): Stack {
  const starts = buckets.map(({ at }) => Date.parse(at ?? '') / 1_000);
  return { edges: [...starts, (starts.at(-1) ?? 0) + bucketSeconds], heights: heightsOf(buckets) };
}

/**
 * Bars by latency: edges in doublings of a microsecond, so that all bars have the same width. The bar of the fastest
 * calls begins at 0, which has no logarithm: it is as wide as the bar after it.
 */
export function stackByLatency(buckets: (Counted & { fromMs?: number; toMs?: number })[]): Stack {
  const starts = buckets.map(({ fromMs }) => doublings(fromMs ?? 0));
  const edges = [...starts, doublings(buckets.at(-1)?.toMs ?? 0)];
  for (let index = edges.length - 2; index >= 0; index--) {
    const next = edges[index + 1]!;
    const step = index + 2 < edges.length ? edges[index + 2]! - next : 1;
    if (next - edges[index]! < step / 2) edges[index] = next - step;
  }
  return { edges, heights: heightsOf(buckets) };
}

export const doublings = (ms: number): number => Math.log2(Math.max(ms * 1_000, 1));
export const fromDoublings = (value: number): number => 2 ** value / 1_000;

function heightsOf(buckets: Counted[]): number[][] {
  return stackedStatuses.map((_, index) =>
    buckets.map((bucket) =>
      stackedStatuses.slice(0, index + 1).reduce((sum, status) => sum + statusCount(bucket, status), 0),
    ),
  );
}

/** The index of the bar at a position; -1 outside all bars. */
export function barAt(edges: number[], position: number): number {
  const next = edges.findIndex((edge) => edge > position);
  return next < 1 ? -1 : next - 1;
}

const labels: Record<StackedStatus, string> = {
  success: 'success',
  in_progress: 'in progress',
  cancelled: 'cancelled',
  needs_sign_in: 'needs sign-in',
  denied: 'permission denied',
  error: 'error',
};

/** The counts of a bar in words: `12 success, 1 error`. */
export function countsText(bucket: Counted): string {
  const counts = stackedStatuses
    .filter((status) => statusCount(bucket, status) > 0)
    .map((status) => `${statusCount(bucket, status).toLocaleString('en')} ${labels[status]}`);
  return counts.length > 0 ? counts.join(', ') : 'no calls';
}
