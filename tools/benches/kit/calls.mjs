import { join } from 'node:path';

const dist = join(import.meta.dirname, '..', '..', '..', 'apps/analytics/dist');
const day = 86_400_000;

/**
 * Thirty days of calls: 20 servers with 10 tools each, 1,000 users; generated in the engine and counted as the service
 * counts.
 */
export async function fillCalls(folder, calls, now) {
  const { ClickHouse } = await import(join(dist, 'clickhouse/clickhouse.js'));
  const { applySchema } = await import(join(dist, 'clickhouse/schema.js'));
  const { count } = await import(join(dist, 'figures/counting.sql.js'));
  const from = performance.now();
  const engine = await ClickHouse.open({ folder });
  await applySchema(engine, { callDays: 90, logDays: 90, auditDays: 0 });
  const step = 500_000;
  for (let offset = 0; offset < calls; offset += step) {
    const upTo = Math.min(calls, offset + step);
    await engine.run({
      text: `INSERT INTO tool_calls
SELECT
  'call_' || lower(hex(sipHash128(n))), 'srv_' || toString(cityHash64(n) % 20),
  'dep_' || toString(cityHash64(n) % 20), 'tool_' || toString(cityHash64(n, 1) % 10),
  'user_' || toString(cityHash64(n, 2) % 1000), 'User ' || toString(cityHash64(n, 2) % 1000),
  ['claude', 'cursor', 'inspector'][cityHash64(n, 3) % 3 + 1], '1.0',
  fromUnixTimestamp64Milli(toInt64({begin:Int64} + intDiv(n * {span:Int64}, {calls:UInt64}))),
  toUInt64(exp(8 + (cityHash64(n, 4) % 1000) / 1000 * 2 + (cityHash64(n, 5) % 1000) / 1000 * 3)),
  multiIf(
    cityHash64(n, 6) % 100 < 93, 'ok', cityHash64(n, 6) % 100 < 96, 'tool_error',
    cityHash64(n, 6) % 100 < 98, 'denied', 'timeout'
  ),
  '{"q":"' || toString(n) || '"}',
  '{"content":[{"type":"text","text":"' || repeat(lower(hex(cityHash64(n, 7))), 12) || '"}]}', '',
  lower(hex(cityHash64(n, 8))), 0, n + 1
FROM (SELECT number + {offset:UInt64} AS n FROM numbers({step:UInt64}))
SETTINGS max_insert_threads = 1`,
      params: { begin: now - 30 * day, span: 30 * day, calls, offset, step: upTo - offset },
    });
    await engine.run(count(offset, upTo));
  }
  await engine.close();
  console.log(
    `${calls.toLocaleString('en')} calls generated and counted in ` +
      `${((performance.now() - from) / 1000).toFixed(0)} s.\n`,
  );
}
