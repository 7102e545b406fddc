import { all, type Query } from '../clickhouse/query.js';
import { startedWithin, traits } from '../filter/call-conditions.js';
import { type CallFilter, spanOf } from '../filter/call-filter.js';
import {
  type LatenciesColumn,
  latenciesColumn,
  latencyBucket,
  type TotalsRow,
  totalsColumns,
} from '../figures/sources.sql.js';

export interface MeasuredRow extends TotalsRow {
  deployment_id: string;
  tool: string;
  latencies: LatenciesColumn;
  /** Of the calls that ended with an answer. */
  answered: number;
  input_total: number;
  output_total: number;
  output_largest: number;
}

/** Figures and sizes of payloads by tool, apart for each deployment when `deployments` are named. */
export function measuredTools(filter: CallFilter, deployments?: readonly string[]): Query<MeasuredRow> {
  const where = all([
    ...traits(filter),
    startedWithin([spanOf(filter)]),
    ...(deployments ? [{ text: 'deployment_id IN {deployments:Array(String)}', params: { deployments } }] : []),
  ]);
  const keys = deployments ? 'deployment_id, tool' : 'tool';
  return {
    text: `SELECT ${deployments ? 'deployment_id' : "''"} AS deployment_id, tool, ${totalsColumns}, ${latenciesColumn},
sumIf(calls, answer) AS answered, sumIf(inputs, answer) AS input_total, sumIf(outputs, answer) AS output_total,
max(largest) AS output_largest
FROM (
  SELECT ${keys}, class, output_bytes > 0 AS answer, count() AS calls, sum(tool_calls.latency_us) AS latency_us,
    uniqState(toString(user_id)) AS users, map(${latencyBucket}, count()) AS latencies,
    sum(input_bytes) AS inputs, sum(output_bytes) AS outputs, max(output_bytes) AS largest
  FROM tool_calls WHERE ${where.text} GROUP BY ${keys}, class, answer, ${latencyBucket})
GROUP BY ${keys} ORDER BY sum(calls) DESC, tool LIMIT 2000`,
    params: where.params,
  };
}
