import { refusedClasses } from '@toolyard/contracts';
import { all, any, type Fragment } from '../clickhouse/query.js';
import { equal, ofClasses, startedWithin, traits } from '../filter/call-conditions.js';
import { type CallFilter, countedFromCalls, spanOf } from '../filter/call-filter.js';
import { cover, coverBuckets, type Grain, grains, type Piece } from '../filter/time-grains.js';
import { bucketsPerDoubling } from './latencies.js';

export type Level = 'all' | 'server' | 'tool';

/**
 * Grains that are kept for a level; few calls share a tool and a minute, so there the calls themselves are as quick.
 */
const kept: Record<Level, readonly Grain[]> = {
  all: ['day', 'hour', 'minute'],
  server: ['day', 'hour', 'minute'],
  tool: ['day', 'hour'],
};

export const latencyBucket = `toUInt16(floor(log2(greatest(tool_calls.latency_us, 1)) * ${bucketsPerDoubling}))`;

/** Calls that the gateway refused have no latency. */
export const reached = `class NOT IN (${refusedClasses.map((each) => `'${each}'`).join(', ')})`;

export const levelOf = (filter: CallFilter): Level =>
  filter.tool !== undefined ? 'tool' : filter.serverId !== undefined ? 'server' : 'all';

/** What rows can be grouped by. `bucket` is the edge before the call, in seconds since 1970. */
const figureKeys = ['server_id', 'tool', 'bucket'] as const;
type CallKey = 'user_id' | 'user_name' | 'client_name' | 'client_version' | 'deployment_id';
export type Key = (typeof figureKeys)[number] | CallKey;

interface StatesOptions {
  /** @default the level that the filter asks for */
  level?: Level;
  /** Edges of the buckets in milliseconds, for the key `bucket`. */
  edges?: readonly number[];
  /** Adds the latency distribution, which costs most of the time. */
  latencies?: boolean;
}

interface Sources {
  /** Conditions on call_figures; undefined when none of it is needed. */
  figures: Fragment | undefined;
  /** Conditions on tool_calls; undefined when none of it is needed. */
  calls: Fragment | undefined;
}

/** Where the figures of a filter come from. Buckets can only use grains that fit between their edges. */
export function sources(filter: CallFilter, level: Level, edges?: readonly number[], fromCallsAlone = false): Sources {
  const nothing = filter.status === 'in_progress';
  const usable = fromCallsAlone || nothing || countedFromCalls(filter) ? [] : kept[level];
  const span = spanOf(filter);
  const pieces = edges ? coverBuckets(span, edges, usable) : cover(span, usable);
  const fromFigures = pieces.filter((piece) => piece.grain !== 'call');
  const fromCalls = pieces.filter((piece) => piece.grain === 'call');
  const figures = all([
    { text: 'level = {level:String}', params: { level } },
    // Rows over all servers or all tools have none; saying so lets the engine find them by the sorting key.
    ...(level === 'all' ? [{ text: "server_id = ''", params: {} }] : []),
    ...(level === 'tool' ? [] : [{ text: "tool = ''", params: {} }]),
    ...equal(filter, ['serverId', 'tool']),
    ...ofClasses(filter),
    piecesOfFigures(fromFigures),
  ]);
  return {
    figures: fromFigures.length > 0 ? figures : undefined,
    calls: fromCalls.length > 0 ? all([...traits(filter), startedWithin(fromCalls)]) : undefined,
  };
}

/** Up to so many pieces of one grain are ranges; the engine takes seconds to plan hundreds of them. */
const mostRanges = 8;

function piecesOfFigures(pieces: readonly Piece[]): Fragment {
  const byGrain = [...Map.groupBy(pieces, ({ grain }) => grain)];
  return any(
    byGrain.flatMap(([grain, same]) =>
      same.length > mostRanges ? timesOfFigures(grain as Grain, same) : same.map((each, n) => rangeOfFigures(each, n)),
    ),
  );
}

function rangeOfFigures({ grain, from, to }: Piece, index: number): Fragment {
  const names = [`${grain}From${index}`, `${grain}To${index}`] as const;
  const [since, until] = names.map((name) => `toDateTime({${name}:UInt32}, 'UTC')`);
  return {
    text: `grain = '${grain}' AND at >= ${since} AND at < ${until}`,
    params: { [names[0]]: from / 1_000, [names[1]]: to / 1_000 },
  };
}

/** The pieces as the times of their rows. */
function timesOfFigures(grain: Grain, pieces: readonly Piece[]): Fragment {
  const length = grains[grain];
  const times = pieces.flatMap(({ from, to }) =>
    Array.from({ length: (to - from) / length }, (_, index) => (from + index * length) / 1_000),
  );
  const span = { grain, from: pieces[0]!.from, to: pieces.at(-1)!.to };
  const within = rangeOfFigures(span, 0);
  return {
    text: `${within.text} AND toUnixTimestamp(at) IN {${grain}Times:Array(UInt32)}`,
    params: { ...within.params, [`${grain}Times`]: times },
  };
}

export function union(selects: (string | false | undefined)[]): string {
  return selects.filter(Boolean).join('\nUNION ALL\n');
}

const bucketOfTime = (time: string): string => `roundDown(toUnixTimestamp(${time}), {edges:Array(UInt32)}) AS bucket`;

/** Rows with states for each class and the given keys: one set from call_figures, one counted from the calls. */
export function states(filter: CallFilter, keys: readonly Key[], options: StatesOptions = {}): Fragment {
  const { level = levelOf(filter), edges, latencies = false } = options;
  const inFigures = keys.every((key) => (figureKeys as readonly Key[]).includes(key));
  const { figures, calls } = sources(filter, level, edges, !inFigures);
  const columns = (bucket: string) => keys.map((key) => `${key === 'bucket' ? bucket : key}, `).join('');
  const grouped = [...keys, 'class', ...(latencies ? [latencyBucket] : [])].join(', ');
  const ofFigures = latencies ? ', latencies' : '';
  const ofCalls = latencies ? `, map(${latencyBucket}, count()) AS latencies` : '';
  return {
    text: union([
      figures &&
        `SELECT ${columns(bucketOfTime('at'))}class, calls, latency_us, users, last_at${ofFigures}
FROM call_figures WHERE ${figures.text}`,
      calls &&
        `SELECT ${columns(bucketOfTime('started_at'))}class, count() AS calls, sum(tool_calls.latency_us) AS latency_us,
uniqState(toString(user_id)) AS users, max(started_at) AS last_at${ofCalls}
FROM tool_calls WHERE ${calls.text} GROUP BY ${grouped}`,
      !figures && !calls && emptyStates(keys, latencies),
    ]),
    params: {
      ...figures?.params,
      ...calls?.params,
      ...(edges ? { edges: edges.map((edge) => Math.floor(edge / 1_000)) } : {}),
    },
  };
}

function emptyStates(keys: readonly Key[], latencies: boolean): string {
  const columns = keys.map((key) => `${key === 'bucket' ? '0' : "''"} AS ${key}, `).join('');
  const distribution = latencies ? ', map(toUInt16(0), toUInt64(0)) AS latencies' : '';
  return `SELECT ${columns}'ok' AS class, 0 AS calls, 0 AS latency_us, uniqState('') AS users,
toDateTime64(0, 3) AS last_at${distribution} WHERE 0`;
}

/** Class → number of calls. */
export type Classes = Record<string, number>;

export interface TotalsRow {
  classes: Classes;
  /** Of the calls that reached a server. */
  total_us: number;
  user_count: number;
}

export const totalsColumns = `sumMap(map(toString(class), toUInt64(calls))) AS classes,
sumIf(latency_us, ${reached}) AS total_us, uniqMerge(users) AS user_count`;

/** Latency bucket → calls that reached a server. */
export const latenciesColumn = `sumMapIf(latencies, ${reached}) AS latencies`;

export type LatenciesColumn = Record<string, number>;
