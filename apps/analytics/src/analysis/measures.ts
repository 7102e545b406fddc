import { type Stats, stats } from '../figures/figures.js';
import { distributionOf, type Percentiles, percentiles } from '../figures/latencies.js';
import type { LatenciesColumn, TotalsRow } from '../figures/sources.sql.js';

/** Counts, error rate and latencies of some calls. */
export type Measures = Stats & Percentiles;

export const measures = (row: TotalsRow & { latencies: LatenciesColumn }): Measures => ({
  ...stats(row),
  ...percentiles(distributionOf(row.latencies)),
});

export const noCalls = { classes: {}, total_us: 0, user_count: 0, latencies: {} } as const;

/** Figures of the period before; null when it had no calls. */
export interface Before {
  calls: number;
  errorRate: number;
  p50: number | null;
  p95: number | null;
}

export const before = ({ totalCalls, errorRate, p50, p95 }: Measures): Before => ({
  calls: totalCalls,
  errorRate,
  p50,
  p95,
});
