import type { Query } from '../clickhouse/query.js';
import { all } from '../clickhouse/query.js';
import { startedWithin, traits } from '../filter/call-conditions.js';
import { type CallFilter, spanOf } from '../filter/call-filter.js';
import { percentileRanks } from './latencies.js';
import {
  type Classes,
  type LatenciesColumn,
  latenciesColumn,
  latencyBucket,
  levelOf,
  reached,
  sources,
  states,
  type TotalsRow,
  totalsColumns,
  union,
} from './sources.sql.js';

export function totals(filter: CallFilter): Query<TotalsRow> {
  const from = states(filter, []);
  return { text: `SELECT ${totalsColumns} FROM (${from.text})`, params: from.params };
}

interface ToolRow extends TotalsRow {
  server_id: string;
  tool: string;
  last_ms: number;
}

export function toolTotals(filter: CallFilter, limit: number): Query<ToolRow> {
  const from = states(filter, ['server_id', 'tool'], { level: 'tool' });
  return {
    text: `SELECT server_id, tool, ${totalsColumns}, toUnixTimestamp64Milli(max(last_at)) AS last_ms
FROM (${from.text}) GROUP BY server_id, tool ORDER BY sum(calls) DESC, server_id, tool LIMIT {limit:UInt32}`,
    params: { ...from.params, limit },
  };
}

interface HistogramRow {
  bucket: number;
  classes: Classes;
}

/** Buckets are named by the second of the edge before them. */
export function histogram(filter: CallFilter, edges: readonly number[]): Query<HistogramRow> {
  const from = states(filter, ['bucket'], { edges });
  return {
    text: `SELECT bucket, sumMap(map(toString(class), toUInt64(calls))) AS classes
FROM (${from.text}) GROUP BY bucket ORDER BY bucket`,
    params: from.params,
  };
}

/** Seconds of the first and last hour or day with calls; 0 for both when there are none. */
export function extent(filter: CallFilter): Query<{ first: number; last: number }> {
  const { figures, calls } = sources(filter, levelOf(filter));
  const from = union([
    figures && `SELECT toUnixTimestamp(at) AS second, last_at FROM call_figures WHERE ${figures.text}`,
    calls && `SELECT toUnixTimestamp(started_at) AS second, started_at AS last_at FROM tool_calls WHERE ${calls.text}`,
    !figures && !calls && 'SELECT 0 AS second, toDateTime64(0, 3) AS last_at WHERE 0',
  ]);
  return {
    text: `SELECT min(second) AS first, toUnixTimestamp(max(last_at)) AS last FROM (${from})`,
    params: { ...figures?.params, ...calls?.params },
  };
}

export interface LatencyRow {
  class: string;
  bucket: number;
  calls: number;
}

/** Of the calls that reached a server. */
export function latencies(filter: CallFilter): Query<LatencyRow> {
  const { figures, calls } = sources(filter, levelOf(filter));
  const selects = union([
    figures &&
      `SELECT toString(class) AS class, bucket, number
FROM call_figures ARRAY JOIN mapKeys(latencies) AS bucket, mapValues(latencies) AS number
WHERE ${reached} AND ${figures.text}`,
    calls &&
      `SELECT toString(class) AS class, ${latencyBucket} AS bucket, count() AS number
FROM tool_calls WHERE ${reached} AND ${calls.text} GROUP BY class, bucket`,
    !figures && !calls && `SELECT '' AS class, 0 AS bucket, 0 AS number WHERE 0`,
  ]);
  return {
    text: `SELECT class, bucket, sum(number) AS calls FROM (${selects}) GROUP BY class, bucket`,
    params: { ...figures?.params, ...calls?.params },
  };
}

export function exactPercentiles(filter: CallFilter): Query<{ values: number[] }> {
  const where = all([...traits(filter), startedWithin([spanOf(filter)])]);
  return {
    text: `SELECT quantilesExactInclusive(${percentileRanks.join(', ')})(latency_us) AS values
FROM tool_calls WHERE ${reached} AND ${where.text}`,
    params: where.params,
  };
}

export interface SeriesRow extends TotalsRow {
  bucket: number;
  latencies: LatenciesColumn;
}

export function series(filter: CallFilter, edges: readonly number[]): Query<SeriesRow> {
  const from = states(filter, ['bucket'], { edges, latencies: true });
  return {
    text: `SELECT bucket, ${totalsColumns}, ${latenciesColumn} FROM (${from.text}) GROUP BY bucket ORDER BY bucket`,
    params: from.params,
  };
}
