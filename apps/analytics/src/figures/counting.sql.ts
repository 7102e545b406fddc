import type { Query } from '../clickhouse/query.js';
import { latencyBucket } from './sources.sql.js';

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
    text: `INSERT INTO call_figures
  (level, grain, server_id, tool, at, class, calls, latency_us, users, latencies, last_at, counted)
SELECT key.1, key.2, key.3, key.4, key.5, class, count(), sum(latency_us), uniqState(user),
  sumMap(map(bucket, toUInt64(1))), max(started_at), max(number)
FROM (
  SELECT arrayJoin([${keys.join(', ')}]) AS key, class, latency_us, toString(user_id) AS user,
    ${latencyBucket} AS bucket, started_at, number
  FROM tool_calls WHERE number > {counted:UInt64} AND number <= {upTo:UInt64})
GROUP BY key.1, key.2, key.3, key.4, key.5, class
SETTINGS max_insert_threads = 1`,
    params: { counted, upTo },
  };
}
