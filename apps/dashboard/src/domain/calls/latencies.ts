import type { Histogram, HistogramBucket } from '../../api/activity/calls.js';

const isUsed = ({ total }: HistogramBucket) => total > 0;

/** The histogram without empty bars at either end. */
export const trimmed = ({ buckets, ...histogram }: Histogram): Histogram => ({
  ...histogram,
  buckets: buckets.slice(Math.max(0, buckets.findIndex(isUsed)), buckets.findLastIndex(isUsed) + 1),
});
