import type { Query } from '../clickhouse/query.js';

export function serversWithRows(serverIds: readonly string[]): Query<{ id: string }> {
  return {
    text: `SELECT DISTINCT id FROM (
SELECT toString(server_id) AS id FROM log_lines WHERE server_id IN {serverIds:Array(String)}
UNION ALL SELECT toString(server_id) AS id FROM tool_calls WHERE server_id IN {serverIds:Array(String)}
UNION ALL SELECT toString(server_id) AS id FROM call_figures
  WHERE level = 'server' AND server_id IN {serverIds:Array(String)})`,
    params: { serverIds },
  };
}

const atItsTimes = `(grain, at, class) IN (
  SELECT grain, at, class FROM call_figures WHERE level = 'server' AND server_id = {serverId:String})`;

/**
 * In this order a removal that stops halfway can be repeated: the figures over all servers are counted anew from those
 * of the other servers wherever this one had a part, and only then its own rows go.
 */
export function purgeSteps(serverId: string): Query<never>[] {
  const params = { serverId };
  return [
    { text: 'DELETE FROM log_lines WHERE server_id = {serverId:String}', params },
    { text: 'DELETE FROM tool_calls WHERE server_id = {serverId:String}', params },
    { text: `DELETE FROM call_figures WHERE level = 'all' AND ${atItsTimes}`, params },
    {
      text: `INSERT INTO call_figures
  (level, grain, server_id, tool, at, class, calls, latency_us, users, latencies, last_at, counted)
SELECT 'all', grain, '', '', at, class, sum(calls), sum(latency_us), uniqMergeState(users), sumMap(latencies),
  max(last_at), max(counted)
FROM call_figures WHERE level = 'server' AND server_id != {serverId:String} AND ${atItsTimes}
GROUP BY grain, at, class`,
      params,
    },
    { text: "DELETE FROM call_figures WHERE level IN ('server', 'tool') AND server_id = {serverId:String}", params },
  ];
}
