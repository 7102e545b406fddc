import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { freePort } from '@toolyard/service/testing';
import { ClickHouse } from './clickhouse.js';
import { applySchema } from './schema.js';

test('a ClickHouse server that does not answer is reported unavailable, also by health', async () => {
  const clickhouse = await ClickHouse.open({ url: `http://127.0.0.1:${await freePort()}` });
  try {
    await expect(clickhouse.rows({ text: 'SELECT 1', params: {} })).rejects.toMatchObject({
      name: 'Rejected',
      code: 'unavailable',
    });
    await expect(clickhouse.ping()).rejects.toThrow();
  } finally {
    await clickhouse.close();
  }
});

test('the schema may be applied again, and a changed time to live replaces the one before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'toolyard-schema-'));
  const clickhouse = await ClickHouse.open({ folder });
  const lifetimes = async () => {
    const rows = await clickhouse.rows<{ ttl: string }>({
      text: `SELECT extract(create_table_query, 'TTL [^ ]+ [+] [^ ]+') AS ttl
FROM system.tables WHERE database = currentDatabase() ORDER BY name`,
      params: {},
    });
    return rows.map(({ ttl }) => ttl);
  };
  try {
    await applySchema(clickhouse, { callDays: 90, logDays: 30, auditDays: 0 });
    await applySchema(clickhouse, { callDays: 90, logDays: 30, auditDays: 0 });
    expect((await lifetimes()).filter(Boolean)).toEqual([
      'TTL at + toIntervalDay(90)',
      'TTL toDateTime(at) + toIntervalDay(30)',
      'TTL toDateTime(started_at) + toIntervalDay(90)',
    ]);
    await applySchema(clickhouse, { callDays: 7, logDays: 30, auditDays: 0 });
    expect(await lifetimes()).toContain('TTL at + toIntervalDay(7)');
    await applySchema(clickhouse, { callDays: 7, logDays: 30, auditDays: 400 });
    expect(await lifetimes()).toContain('TTL toDateTime(at) + toIntervalDay(400)');
    await applySchema(clickhouse, { callDays: 7, logDays: 30, auditDays: 0 });
    expect((await lifetimes()).filter(Boolean)).toHaveLength(3);
    await expect(clickhouse.rows({ text: 'SELECT nonsense', params: {} })).rejects.toMatchObject({ code: '47' });
  } finally {
    await clickhouse.close();
    await rm(folder, { recursive: true, force: true });
  }
});
