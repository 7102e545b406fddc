import { type CallFilter, countedFromCalls, spanOf } from '../filter/call-filter.js';
import { ofStatus, startedWithin, traits } from '../filter/call-conditions.js';
import { bucketsPerDoubling, percentileRanks } from './latencies.js';
import { all, any, type Fragment, type Query } from '../clickhouse/query.js';
import { cover, type Grain, grains, type Piece } from '../filter/time-grains.js';

type Level = 'all' | 'server' | 'tool';

/**
 * Grains that are kept for a level; few calls share a tool and a minute, so there the calls themselves are as quick.
 */
const kept: Record<Level, readonly Grain[]> = {
  all: ['day', 'hour', 'minute'],
  server: ['day', 'hour', 'minute'],
  tool: ['day', 'hour'],
};

const latencyBucket = `toUInt16(floor(log2(greatest(latency_us, 1)) * ${bucketsPerDoubling}))`;

interface Sources {
  pieces: Piece[];
  /** Conditions on call_figures; undefined when none of it is needed. */
  figures: Fragment | undefined;
  /** Conditions on tool_calls; undefined when none of it is needed. */
  calls: Fragment | undefined;
}

/** Where the figures of a filter come from. A histogram can only use grains that fit its buckets. */
function sources(filter: CallFilter, level: Level, bucketMs?: number): Sources {
  const usable =
    countedFromCalls(filter) || filter.status === 'in_progress'
      ? []
      : kept[level].filter((grain) => bucketMs === undefined || bucketMs % grains[grain] === 0);
  const pieces = cover(spanOf(filter), usable);
  const fromFigures = pieces.filter((piece) => piece.grain !== 'call');
  const fromCalls = pieces.filter((piece) => piece.grain === 'call');
  const figures = all([
    { text: 'level = {level:String}', params: { level } },
    // Rows over all servers or all tools have none; saying so lets the engine find them by the sorting key.
    ...(level === 'all' ? [{ text: "server_id = ''", params: {} }] : []),
    ...(level === 'tool' ? [] : [{ text: "tool = ''", params: {} }]),
    ...(filter.serverId === undefined
      ? []
      : [{ text: 'server_id = {serverId:String}', params: { serverId: filter.serverId } }]),
    ...(filter.tool === undefined ? [] : [{ text: 'tool = {tool:String}', params: { tool: filter.tool } }]),
    ...ofStatus(filter),
    any(fromFigures.map(pieceOfFigures)),
  ]);
  return {
    pieces,
    figures: fromFigures.length > 0 ? figures : undefined,
    calls: fromCalls.length > 0 ? all([...traits(filter), startedWithin(fromCalls)]) : undefined,
  };
}

function pieceOfFigures(piece: Piece, index: number): Fragment {
  const from = `figuresFrom${index}`;
  const to = `figuresTo${index}`;
  return {
    text: `grain = '${piece.grain}' AND at >= toDateTime({${from}:UInt32}, 'UTC') AND at < toDateTime({${to}:UInt32}, 'UTC')`,
    params: { [from]: piece.from / 1_000, [to]: piece.to / 1_000 },
  };
}

const levelOf = (filter: CallFilter): Level =>
  filter.tool !== undefined ? 'tool' : filter.serverId !== undefined ? 'server' : 'all';

function union(selects: (string | false | undefined)[]): string {
  return selects.filter(Boolean).join('\nUNION ALL\n');
}

type Key = 'server_id' | 'tool' | 'second';

/** Rows with states for each class and the given keys: one set from call_figures, one counted from the calls. */
function states({ figures, calls }: Sources, keys: readonly Key[], bucketMs: number = grains.day): Fragment {
  const named = keys.map((key) => `${key}, `).join('');
  const bucket = 'intDiv(toUnixTimestamp(started_at), {bucketSeconds:UInt32}) * {bucketSeconds:UInt32} AS second';
  const ofFigures = keys.map((key) => (key === 'second' ? 'toUnixTimestamp(at) AS second, ' : `${key}, `)).join('');
  const ofCalls = keys.map((key) => (key === 'second' ? `${bucket}, ` : `${key}, `)).join('');
  return {
    text: union([
      figures && `SELECT ${ofFigures}class, calls, latency_us, users, last_at FROM call_figures WHERE ${figures.text}`,
      calls &&
        `SELECT ${ofCalls}class, count() AS calls, sum(tool_calls.latency_us) AS latency_us, uniqState(toString(user_id)) AS users, max(started_at) AS last_at
FROM tool_calls WHERE ${calls.text} GROUP BY ${named}class`,
      !figures &&
        !calls &&
        `SELECT ${keys.map((key) => (key === 'second' ? '0 AS second, ' : `'' AS ${key}, `)).join('')}'ok' AS class, 0 AS calls, 0 AS latency_us, uniqState('') AS users, toDateTime64(0, 3) AS last_at WHERE 0`,
    ]),
    params: { ...figures?.params, ...calls?.params, bucketSeconds: bucketMs / 1_000 },
  };
}

/** Class → number of calls. */
export type Classes = Record<string, number>;

interface TotalsRow {
  classes: Classes;
  total_us: number;
  user_count: number;
}

const totalsColumns =
  'sumMap(map(toString(class), toUInt64(calls))) AS classes, sum(latency_us) AS total_us, uniqMerge(users) AS user_count';

export function totals(filter: CallFilter): Query<TotalsRow> {
  const from = states(sources(filter, levelOf(filter)), []);
  return { text: `SELECT ${totalsColumns} FROM (${from.text})`, params: from.params };
}

interface ToolRow extends TotalsRow {
  server_id: string;
  tool: string;
  last_ms: number;
}

export function toolTotals(filter: CallFilter, limit: number): Query<ToolRow> {
  const from = states(sources(filter, 'tool'), ['server_id', 'tool']);
  return {
    text: `SELECT server_id, tool, ${totalsColumns}, toUnixTimestamp64Milli(max(last_at)) AS last_ms
FROM (${from.text}) GROUP BY server_id, tool ORDER BY sum(calls) DESC, server_id, tool LIMIT {limit:UInt32}`,
    params: { ...from.params, limit },
  };
}

interface HistogramRow {
  second: number;
  classes: Classes;
}

export function histogram(filter: CallFilter, bucketMs: number): Query<HistogramRow> {
  const from = states(sources(filter, levelOf(filter), bucketMs), ['second'], bucketMs);
  return {
    text: `SELECT intDiv(second, {bucketSeconds:UInt32}) * {bucketSeconds:UInt32} AS second, sumMap(map(toString(class), toUInt64(calls))) AS classes
FROM (${from.text}) AS source GROUP BY intDiv(source.second, {bucketSeconds:UInt32}) ORDER BY second`,
    params: from.params,
  };
}

/** Seconds of the first and last hour or day with calls; 0 for both when there are none. */
export function extent(filter: CallFilter): Query<{ first: number; last: number }> {
  const from = states(sources(filter, levelOf(filter)), ['second']);
  return {
    text: `SELECT min(second) AS first, toUnixTimestamp(max(last_at)) AS last FROM (${from.text})`,
    params: from.params,
  };
}

export interface LatencyRow {
  class: string;
  bucket: number;
  calls: number;
}

export function latencies(filter: CallFilter): Query<LatencyRow> {
  const { figures, calls } = sources(filter, levelOf(filter));
  const selects = union([
    figures &&
      `SELECT toString(class) AS class, bucket, number FROM call_figures ARRAY JOIN mapKeys(latencies) AS bucket, mapValues(latencies) AS number WHERE ${figures.text}`,
    calls &&
      `SELECT toString(class) AS class, ${latencyBucket} AS bucket, count() AS number FROM tool_calls WHERE ${calls.text} GROUP BY class, bucket`,
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
    text: `SELECT quantilesExactInclusive(${percentileRanks.join(', ')})(latency_us) AS values FROM tool_calls WHERE ${where.text}`,
    params: where.params,
  };
}

/**
 * Counts the calls numbered above `counted` up to `upTo` into call_figures: one row for each level, grain, time and
 * class. One thread writes, so that all of it is one part.
 */
export function count(counted: number, upTo: number): Query<never> {
  const day = "toDateTime(toStartOfDay(started_at), 'UTC')";
  const keys = [
    "('all', 'minute', '', '', toStartOfMinute(started_at))",
    "('all', 'hour', '', '', toStartOfHour(started_at))",
    `('all', 'day', '', '', ${day})`,
    "('server', 'minute', toString(server_id), '', toStartOfMinute(started_at))",
    "('server', 'hour', toString(server_id), '', toStartOfHour(started_at))",
    `('server', 'day', toString(server_id), '', ${day})`,
    "('tool', 'hour', toString(server_id), toString(tool), toStartOfHour(started_at))",
    `('tool', 'day', toString(server_id), toString(tool), ${day})`,
  ];
  return {
    text: `INSERT INTO call_figures (level, grain, server_id, tool, at, class, calls, latency_us, users, latencies, last_at, counted)
SELECT key.1, key.2, key.3, key.4, key.5, class, count(), sum(latency_us), uniqState(user), sumMap(map(bucket, toUInt64(1))), max(started_at), max(number)
FROM (SELECT arrayJoin([${keys.join(', ')}]) AS key, class, latency_us, toString(user_id) AS user, ${latencyBucket} AS bucket, started_at, number
  FROM tool_calls WHERE number > {counted:UInt64} AND number <= {upTo:UInt64})
GROUP BY key.1, key.2, key.3, key.4, key.5, class
SETTINGS max_insert_threads = 1`,
    params: { counted, upTo },
  };
}
