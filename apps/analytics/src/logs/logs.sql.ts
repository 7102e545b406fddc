import type { LogLine } from '@toolyard/contracts';
import type { LogName } from './log-line.js';
import type { Query } from '../clickhouse/query.js';

interface LineRow {
  n: number;
  stage: string;
  stream: string;
  at_ms: number;
  text: string;
}

export function logLine({ n, stage, stream, at_ms, text }: LineRow): LogLine {
  return {
    n: Number(n),
    stage: stage as LogLine['stage'],
    stream: stream as LogLine['stream'],
    at: new Date(Number(at_ms)).toISOString(),
    text,
  };
}

/** Lines after number `after`; those that contain `search`, upper and lower case and colours aside. */
export function lines(
  { kind, owner }: LogName,
  range: { after: number; limit: number; search?: string },
): Query<LineRow> {
  const { after, limit, search } = range;
  const found =
    search === undefined
      ? ''
      : String.raw` AND positionCaseInsensitiveUTF8(
  replaceRegexpAll(text, '\x1b\\[[0-9;?]*[ -/]*[@-~]', ''), {search:String}) > 0`;
  return {
    text: `SELECT n, stage, stream, toUnixTimestamp64Milli(at) AS at_ms, text FROM log_lines
WHERE kind = {kind:String} AND owner = {owner:String} AND n > {after:UInt64}${found} ORDER BY n LIMIT {limit:UInt32}`,
    params: { kind, owner, after, limit, ...(search === undefined ? {} : { search }) },
  };
}

/** Number of the last line of each log that has lines. */
export function lastNumbers(kind: LogName['kind'], owners: string[]): Query<{ owner: string; last: number }> {
  return {
    text: `SELECT owner, max(n) AS last FROM log_lines
WHERE kind = {kind:String} AND owner IN {owners:Array(String)} GROUP BY owner`,
    params: { kind, owners },
  };
}

/**
 * Deliveries that are stored, each with its first line, because a message stream that was made anew counts from 1
 * again.
 */
export function storedDeliveries(
  owners: string[],
  sequences: number[],
): Query<{ kind: string; owner: string; sequence: number; first: string }> {
  return {
    text: `SELECT kind, owner, sequence, argMin(text, n) AS first FROM log_lines
WHERE owner IN {owners:Array(String)} AND sequence IN {sequences:Array(UInt64)} GROUP BY kind, owner, sequence`,
    params: { owners, sequences },
  };
}
