import type { Query } from '../clickhouse/query.js';
import type { CallFilter } from '../filter/call-filter.js';
import {
  type Key,
  type LatenciesColumn,
  latenciesColumn,
  type Level,
  states,
  type TotalsRow,
  totalsColumns,
} from '../figures/sources.sql.js';

export const dimensions = ['server', 'tool', 'user', 'client', 'client_version', 'class', 'deployment'] as const;
export type Dimension = (typeof dimensions)[number];

interface Grouping {
  /** Columns that rows are grouped by; the first is the key of the dimension, unless `key` names another. */
  by: readonly (Key | 'class')[];
  key: string;
  level?: Level;
  /** Column with the name of the key. */
  name?: Key;
}

const groupings: Record<Dimension, Grouping> = {
  server: { by: ['server_id'], key: 'server_id', level: 'server' },
  tool: { by: ['server_id', 'tool'], key: 'tool', level: 'tool' },
  user: { by: ['user_id'], key: 'user_id', name: 'user_name' },
  client: { by: ['client_name'], key: 'client_name' },
  client_version: { by: ['client_name', 'client_version'], key: 'client_version' },
  class: { by: ['class'], key: 'toString(class)' },
  deployment: { by: ['server_id', 'deployment_id'], key: 'deployment_id' },
};

export interface BreakdownRow extends TotalsRow {
  key: string;
  name: string;
  server_id: string;
  client: string;
  latencies: LatenciesColumn;
  last_ms: number;
}

/** Groups with the most calls first. */
export function breakdown(filter: CallFilter, by: Dimension, limit: number): Query<BreakdownRow> {
  const { by: columns, key, level, name } = groupings[by];
  const keys = columns.filter((each): each is Key => each !== 'class');
  // A server that is narrowed to a tool is counted from the rows of that tool.
  const counted = filter.tool === undefined ? level : 'tool';
  const from = states(filter, name ? [...keys, name] : keys, { level: level && counted, latencies: true });
  const column = (of: Key) => (columns.includes(of) ? of : "''");
  return {
    text: `SELECT ${key} AS key, ${name ? `any(${name})` : "''"} AS name, ${column('server_id')} AS server_id,
${column('client_name')} AS client, ${totalsColumns}, ${latenciesColumn},
toUnixTimestamp64Milli(max(last_at)) AS last_ms
FROM (${from.text}) AS counted GROUP BY ${columns.map((each) => `counted.${each}`).join(', ')}
ORDER BY sum(calls) DESC, key LIMIT {limit:UInt32}`,
    params: { ...from.params, limit },
  };
}
