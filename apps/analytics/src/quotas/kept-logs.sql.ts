import type { Query } from '../clickhouse/query.js';

/** Bytes of the lines that are kept, by server. */
export function logBytes(serverId?: string): Query<{ id: string; bytes: string }> {
  return {
    text: `SELECT toString(server_id) AS id, toString(sum(length(text))) AS bytes FROM log_lines
WHERE {serverId:String} IN ('', server_id) GROUP BY server_id`,
    params: { serverId: serverId ?? '' },
  };
}

/** The minute within which the newest lines of a server reach the limit; lines of before it are too many. */
export function minuteOfLimit(serverId: string, bytes: number): Query<{ minute: string }> {
  return {
    text: `SELECT toString(max(minute)) AS minute FROM (
  SELECT minute, sum(bytes) OVER (ORDER BY minute DESC) AS kept FROM (
    SELECT toStartOfMinute(at) AS minute, sum(length(text)) AS bytes FROM log_lines
    WHERE server_id = {serverId:String} GROUP BY minute))
WHERE kept > {bytes:UInt64} HAVING count() > 0`,
    params: { serverId, bytes },
  };
}

/** The last line of each log stays, because it carries the number from which the log goes on. */
export function withoutLinesBefore(serverId: string, minute: string): Query<never> {
  return {
    text: `DELETE FROM log_lines WHERE server_id = {serverId:String} AND at < toDateTime({minute:String}, 'UTC')
AND (kind, owner, n) NOT IN (
  SELECT kind, owner, max(n) FROM log_lines WHERE server_id = {serverId:String} GROUP BY kind, owner)`,
    params: { serverId, minute },
  };
}
