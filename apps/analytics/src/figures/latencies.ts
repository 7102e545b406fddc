/**
 * Latencies are counted in buckets that grow by a factor of 2^(1/32), from 1 µs: a value read back is at most 2.2 %
 * off. The same numbers are written by `counting.sql.ts` and kept in call_figures.
 */
export const bucketsPerDoubling = 32;

/** Bucket number → number of calls. */
export type Distribution = ReadonlyMap<number, number>;

const percentileKeys = ['p25', 'p50', 'p85', 'p95', 'p99'] as const;
export type Percentiles = Record<(typeof percentileKeys)[number], number | null>;
export const percentileRanks = [0.25, 0.5, 0.85, 0.95, 0.99] as const;

export function bucketOf(latencyUs: number): number {
  return Math.floor(Math.log2(Math.max(latencyUs, 1)) * bucketsPerDoubling);
}

const lowerUs = (bucket: number): number => 2 ** (bucket / bucketsPerDoubling);

/** Milliseconds with three decimals, which is what is stored. */
export const milliseconds = (us: number): number => Math.round(us) / 1_000;

export function total(distribution: Distribution): number {
  let calls = 0;
  for (const count of distribution.values()) calls += count;
  return calls;
}

const sorted = (distribution: Distribution): [number, number][] => [...distribution].sort(([a], [b]) => a - b);

/** A distribution as the engine answers it: keys are texts, counts perhaps too. */
export const distributionOf = (row: Record<string, unknown>): Distribution =>
  new Map(Object.entries(row).map(([bucket, calls]) => [Number(bucket), Number(calls)]));

/** Values in milliseconds; null for each when there are no calls. */
export function percentiles(distribution: Distribution): Percentiles {
  const calls = total(distribution);
  const buckets = sorted(distribution);
  return named(percentileRanks.map((rank) => (calls === 0 ? null : milliseconds(at(buckets, rank * (calls - 1))))));
}

export function named(values: readonly (number | null)[]): Percentiles {
  return Object.fromEntries(percentileKeys.map((key, index) => [key, values[index] ?? null])) as Percentiles;
}

/** The latency at a position of the sorted calls: between two calls by the distance to each, as exact ones are. */
function at(buckets: [number, number][], position: number): number {
  const call = Math.floor(position);
  const lower = ofCall(buckets, call);
  return position === call ? lower : lower + (ofCall(buckets, call + 1) - lower) * (position - call);
}

/** The latency of a call by its place, calls within a bucket taken as spread evenly. */
function ofCall(buckets: [number, number][], place: number): number {
  let before = 0;
  for (const [bucket, count] of buckets) {
    if (place < before + count) return lowerUs(bucket + (place - before + 0.5) / count);
    before += count;
  }
  return lowerUs(buckets.at(-1)![0] + 1);
}

/** Answers which share of the calls, in percent, took at most as long. */
export function ranker(distribution: Distribution): (latencyUs: number) => number {
  const calls = total(distribution);
  const shares = new Map<number, number>();
  let before = 0;
  for (const [bucket, count] of sorted(distribution)) {
    before += count;
    shares.set(bucket, Math.round((before / calls) * 1_000) / 10);
  }
  const buckets = [...shares.keys()];
  return (latencyUs) => {
    const bucket = bucketOf(latencyUs);
    return shares.get(bucket) ?? shares.get(buckets.findLast((each) => each < bucket) ?? -1) ?? 0;
  };
}

export interface LatencyBucket<Counts> {
  fromMs: number;
  toMs: number;
  counts: Counts;
}

const barsPerDoubling = 2;

/** Joins buckets into bars, two for every doubling, without a hole between the first and the last. */
export function bars<Counts>(
  rows: { bucket: number; calls: number; key: string }[],
  empty: () => Counts,
  add: (counts: Counts, key: string, calls: number) => void,
): LatencyBucket<Counts>[] {
  const width = bucketsPerDoubling / barsPerDoubling;
  const byBar = new Map<number, Counts>();
  for (const { bucket, calls, key } of rows) {
    const bar = Math.floor(bucket / width);
    if (!byBar.has(bar)) byBar.set(bar, empty());
    add(byBar.get(bar)!, key, calls);
  }
  if (byBar.size === 0) return [];
  const first = Math.min(...byBar.keys());
  const last = Math.max(...byBar.keys());
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const bar = first + index;
    return {
      fromMs: milliseconds(lowerUs(bar * width)),
      toMs: milliseconds(lowerUs((bar + 1) * width)),
      counts: byBar.get(bar) ?? empty(),
    };
  });
}
