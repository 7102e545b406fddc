import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClickHouse, schemaFolder } from './clickhouse.js';

export interface Retention {
  callDays: number;
  logDays: number;
  /** 0: for ever. */
  auditDays: number;
}

/**
 * Brings the tables up to date: every file of the schema folder in order (each may run again), then how long rows are
 * kept.
 */
export async function applySchema(clickhouse: ClickHouse, retention: Retention): Promise<void> {
  const files = (await readdir(schemaFolder)).filter((name) => name.endsWith('.sql')).sort();
  for (const file of files)
    await clickhouse.run({ text: await readFile(join(schemaFolder, file), 'utf8'), params: {} });
  await keep(clickhouse, 'tool_calls', 'toDateTime(started_at)', retention.callDays);
  await keep(clickhouse, 'call_figures', 'at', retention.callDays);
  await keep(clickhouse, 'log_lines', 'toDateTime(at)', retention.logDays);
  await keep(clickhouse, 'audit', 'toDateTime(at)', retention.auditDays);
}

/**
 * A changed time to live rewrites the table, so it is only set when it differs. The arguments are names of the schema
 * and a checked number.
 */
async function keep(clickhouse: ClickHouse, table: string, time: string, days: number): Promise<void> {
  const ttl = days === 0 ? undefined : `${time} + toIntervalDay(${days})`;
  const { definition } = await clickhouse.row<{ definition: string }>({
    text: `SELECT create_table_query AS definition
FROM system.tables WHERE database = currentDatabase() AND name = {table:String}`,
    params: { table },
  });
  if (ttl === undefined ? !definition.includes(' TTL ') : definition.includes(`TTL ${ttl}`)) return;
  await clickhouse.run({
    text: `ALTER TABLE ${table} ${ttl === undefined ? 'REMOVE TTL' : `MODIFY TTL ${ttl}`}`,
    params: {},
  });
}
