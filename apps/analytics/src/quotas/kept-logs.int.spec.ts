import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QuotaLimits } from '@toolyard/contracts';
import { ClickHouse, querySeconds } from '../clickhouse/clickhouse.js';
import { applySchema } from '../clickhouse/schema.js';
import { LogStore } from '../logs/logs.store.js';
import { KeptLogs } from './kept-logs.js';

let folder: string;
let clickhouse: ClickHouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-kept-'));
  clickhouse = await ClickHouse.open({ folder });
  await applySchema(clickhouse, { callDays: 90, logDays: 90, auditDays: 0 });
});

afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true, force: true });
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const delivery = (owner: string, sequence: number, minutes: number[], bytes: number) => ({
  log: { kind: 'server' as const, owner },
  sequence,
  redelivered: false,
  batch: {
    serverId: owner,
    deploymentId: 'dep',
    containerId: '',
    lines: minutes.map(
      (age) => ({ stage: 'run', stream: 'stdout', at: minutesAgo(age), text: 'x'.repeat(bytes) }) as never,
    ),
  },
});

test('the oldest lines of a server over its quota go, its newest and those of other servers stay', async () => {
  const store = await LogStore.open(clickhouse);
  await store.add([delivery('loud', 1, [60, 50, 40, 30, 20, 10], 1_000), delivery('quiet', 2, [60, 10], 1_000)]);
  const kept = new KeptLogs(clickhouse, store, { limits: new QuotaLimits({ log_bytes_per_server: 2_500 }) } as never);
  await kept.trim();
  const numbers = async (owner: string) =>
    (await store.read({ kind: 'server', owner }, { after: 0, limit: 100 })).map(({ n }) => n);
  expect(await numbers('loud')).toEqual([4, 5, 6]);
  expect(await numbers('quiet')).toEqual([1, 2]);
  expect(await kept.bytesOf('loud')).toBe(3_000);
});

test('a log whose lines are all too old goes on at its number', async () => {
  const store = await LogStore.open(clickhouse);
  await store.add([delivery('moved', 3, [90, 80], 1_000)]);
  const build = { ...delivery('moved', 4, [1], 5_000), log: { kind: 'deployment' as const, owner: 'dep_moved' } };
  build.batch.serverId = 'moved';
  await store.add([build]);
  const kept = new KeptLogs(clickhouse, store, { limits: new QuotaLimits({ log_bytes_per_server: 1 }) } as never);
  await kept.trim();
  expect(await (await LogStore.open(clickhouse)).last({ kind: 'server', owner: 'moved' })).toBe(2);
});

test('a query of an account that takes longer than its quota ends with the limit in the answer', async () => {
  const query = { text: 'SELECT count() AS n FROM numbers(1e12) WHERE sipHash64(number) = 0', params: {} };
  await expect(querySeconds.run(1, () => clickhouse.rows(query))).rejects.toMatchObject({
    code: 'quota_exceeded',
    details: { quota: 'query_seconds', limit: 1 },
  });
});
