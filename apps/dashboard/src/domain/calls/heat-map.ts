import type { HeatMap } from '../../api/activity/latency.js';

/** A column is a span of time, a row a span of latencies. */
export interface Cell {
  column: number;
  row: number;
}

type Rows = Pick<HeatMap, 'rows'>;

/** The calls of the fullest cell; 0 without calls. */
export const mostCalls = ({ rows }: Rows): number => Math.max(0, ...rows.flatMap(({ calls }) => calls));

/**
 * How dark a cell is, from 0 for no calls to 1 for the fullest cell. By the root of the share, so that single slow
 * calls are seen beside hundreds of fast ones.
 */
export const shade = (calls: number, most: number): number => (calls === 0 ? 0 : 0.14 + 0.86 * Math.sqrt(calls / most));

/** The row with the most calls; undefined without calls. */
export function fullestRow({ rows }: Rows): HeatMap['rows'][number] | undefined {
  const sums = rows.map(({ calls }) => calls.reduce((sum, each) => sum + each, 0));
  const most = Math.max(0, ...sums);
  return most === 0 ? undefined : rows[sums.indexOf(most)];
}
