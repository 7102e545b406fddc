import { errorClasses } from '@toolyard/contracts';
import { all, type Query } from '../clickhouse/query.js';
import { startedWithin, traits } from '../filter/call-conditions.js';
import { type CallFilter, classesOf, spanOf } from '../filter/call-filter.js';

/** Calls that failed for the same cause: the error without what differs from call to call. */
export interface ErrorGroupRow {
  server_id: string;
  tool: string;
  class: string;
  cause: string;
  count: number;
  user_count: number;
  first_ms: number;
  last_ms: number;
  deployments: string[];
  example_id: string;
  example_error: string;
}

const groupKeys = 'server_id, tool, class, cause';

/** What fails is asked for unless the filter names classes: refused calls have causes as well. */
const failing = (filter: CallFilter): CallFilter =>
  classesOf(filter) === undefined ? { ...filter, classes: errorClasses } : filter;

export function errorGroups(filter: CallFilter, limit: number): Query<ErrorGroupRow> {
  const where = all([...traits(failing(filter)), startedWithin([spanOf(filter)])]);
  return {
    text: `SELECT server_id, tool, toString(class) AS class, cause, count() AS count, uniqExact(user_id) AS user_count,
toUnixTimestamp64Milli(min(started_at)) AS first_ms, toUnixTimestamp64Milli(max(started_at)) AS last_ms,
arraySort(groupUniqArray(20)(toString(deployment_id))) AS deployments,
argMax(id, started_at) AS example_id, argMax(error, started_at) AS example_error
FROM tool_calls WHERE ${where.text} GROUP BY ${groupKeys} ORDER BY count DESC, last_ms DESC LIMIT {limit:UInt32}`,
    params: { ...where.params, limit },
  };
}

export type GroupKey = Pick<ErrorGroupRow, 'server_id' | 'tool' | 'class' | 'cause'>;

export interface CauseRow extends GroupKey {
  count: number;
  first_ms: number;
}

/** The same causes in another span: how often, and when they came first. */
export function sameCauses(filter: CallFilter, groups: readonly GroupKey[]): Query<CauseRow> {
  const where = all([
    ...traits(failing(filter)),
    startedWithin([spanOf(filter)]),
    {
      text: 'server_id IN {groupServers:Array(String)} AND cause IN {causes:Array(String)}',
      params: {
        groupServers: [...new Set(groups.map((group) => group.server_id))],
        causes: [...new Set(groups.map(({ cause }) => cause))],
      },
    },
  ]);
  return {
    text: `SELECT server_id, tool, toString(class) AS class, cause, count() AS count,
toUnixTimestamp64Milli(min(started_at)) AS first_ms
FROM tool_calls WHERE ${where.text} GROUP BY ${groupKeys}`,
    params: where.params,
  };
}
