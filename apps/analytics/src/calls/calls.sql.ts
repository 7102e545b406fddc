import { startedWithin, traits } from '../filter/call-conditions.js';
import { type CallFilter, spanOf } from '../filter/call-filter.js';
import { openEnd } from '../filter/time-grains.js';
import { all, type Fragment, instant, type Query } from '../clickhouse/query.js';
import { reached } from '../figures/sources.sql.js';

/** Place of a call in the list, the newest first. */
export interface Place {
  startedAt: number;
  number: number;
}

export interface CallRow {
  id: string;
  server_id: string;
  deployment_id: string;
  tool: string;
  user_id: string;
  user_name: string;
  client_name: string;
  client_version: string;
  started_ms: number;
  latency_us: number;
  class: string;
  input: string;
  output: string;
  error: string;
  correlation_id: string;
  number: number;
}

const withoutPayload = `id, server_id, deployment_id, tool, user_id, user_name, client_name, client_version,
toUnixTimestamp64Milli(started_at) AS started_ms, latency_us, class, error, correlation_id, number`;
const columns = (payloads: boolean): string =>
  `${withoutPayload}, ${payloads ? 'input, output' : "'' AS input, '' AS output"}`;
const newestFirst = 'ORDER BY tool_calls.started_at DESC, tool_calls.number DESC';

/**
 * Without a span in a filter the condition on time is left away, so that the engine may stop at the first granules of
 * the sorting key.
 */
function listed(filter: CallFilter, after: Place | undefined): Fragment {
  const spans = filter.from === undefined && filter.to === undefined ? [] : [startedWithin([spanOf(filter)])];
  const places: Fragment[] = after
    ? [
        { text: `started_at <= ${instant('afterAt')}`, params: { afterAt: after.startedAt } },
        {
          text: `NOT (started_at = ${instant('afterAt')} AND number >= {afterNumber:UInt64})`,
          params: { afterNumber: after.number },
        },
      ]
    : [];
  return all([...traits(filter), ...spans, ...places]);
}

export function callsPage(
  filter: CallFilter,
  after: Place | undefined,
  limit: number,
  payloads = true,
): Query<CallRow> {
  const where = listed(filter, after);
  return {
    text: `SELECT ${columns(payloads)} FROM tool_calls WHERE ${where.text} ${newestFirst} LIMIT {limit:UInt32}`,
    params: { ...where.params, limit },
  };
}

export function slowestCalls(filter: CallFilter, limit: number): Query<CallRow> {
  const where = listed(filter, undefined);
  return {
    text: `SELECT ${columns(false)} FROM tool_calls WHERE ${reached} AND ${where.text}
ORDER BY tool_calls.latency_us DESC, tool_calls.number DESC LIMIT {limit:UInt32}`,
    params: { ...where.params, limit },
  };
}

const aroundMs = 3_600_000;

/** The id of a call says when it was made (RFC 9562, section 5.7), which leads to the call by time. */
export function callById(id: string, filter: CallFilter): Query<CallRow> {
  const made = /^call_([0-9a-f]{12})7[0-9a-f]{19}$/.exec(id)?.[1];
  const at = made === undefined ? Number.NaN : Number.parseInt(made, 16);
  const spans = at > aroundMs && at < openEnd ? [startedWithin([{ from: at - aroundMs, to: at + aroundMs }])] : [];
  const where = all([...traits(filter), ...spans, { text: 'id = {id:String}', params: { id } }]);
  return { text: `SELECT ${columns(true)} FROM tool_calls WHERE ${where.text} LIMIT 1`, params: where.params };
}

export type ExportRow = Omit<CallRow, 'input' | 'output'>;

export function exportPage(filter: CallFilter, after: Place | undefined, limit: number): Query<ExportRow> {
  const where = listed(filter, after);
  return {
    text: `SELECT ${withoutPayload} FROM tool_calls WHERE ${where.text} ${newestFirst} LIMIT {limit:UInt32}`,
    params: { ...where.params, limit },
  };
}

/** Which of these calls are stored. Server and time lead to them by the sorting key. */
export function storedIds(calls: { id: string; serverId: string; startedAt: number }[]): Query<{ id: string }> {
  return {
    text: `SELECT id FROM tool_calls
WHERE server_id IN {serverIds:Array(String)}
AND started_at IN (SELECT fromUnixTimestamp64Milli(arrayJoin({times:Array(Int64)}), 'UTC'))
AND id IN {ids:Array(String)}`,
    params: {
      serverIds: [...new Set(calls.map(({ serverId }) => serverId))],
      times: [...new Set(calls.map(({ startedAt }) => startedAt))],
      ids: calls.map(({ id }) => id),
    },
  };
}
