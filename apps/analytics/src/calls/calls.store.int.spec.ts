import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ToolCall } from '@toolyard/contracts';
import { CallStore } from './calls.store.js';
import { callsPage } from './calls.sql.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { type CallFilter, classesOf } from '../filter/call-filter.js';
import { bucketEdges, bucketWidth } from '../filter/time-buckets.js';
import { stats } from '../figures/figures.js';
import { histogram, latencies, series, toolTotals, totals } from '../figures/figures.sql.js';
import { purgeSteps, serversWithRows } from '../ingest/purge.sql.js';
import type { Query } from '../clickhouse/query.js';
import { applySchema } from '../clickhouse/schema.js';

const minute = 60_000;
const start = Date.UTC(2026, 9, 30, 22, 17, 33, 421);
let folder: string;
let clickhouse: ClickHouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-calls-'));
  clickhouse = await ClickHouse.open({ folder });
  await applySchema(clickhouse, { callDays: 3_650, logDays: 3_650, auditDays: 0 });
});

afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true, force: true });
});

async function empty(): Promise<void> {
  for (const table of ['tool_calls', 'call_figures'])
    await clickhouse.run({ text: `TRUNCATE TABLE ${table}`, params: {} });
}

function call(number: number, changes: Partial<ToolCall> = {}): ToolCall {
  return {
    id: `call_${number}`,
    serverId: `srv_${number % 3}`,
    deploymentId: 'dep_1',
    tool: `tool_${number % 4}`,
    userId: `user_${number % 5}`,
    userName: `User ${number % 5}`,
    clientName: number % 2 ? 'cursor' : 'claude',
    clientVersion: '1.0',
    startedAt: new Date(start + number * 7 * minute).toISOString(),
    latencyMs: 5 + (number % 100),
    class: (['ok', 'ok', 'ok', 'tool_error', 'denied', 'timeout', 'cancelled'] as const)[number % 7]!,
    input: '{}',
    output: '{}',
    error: '',
    correlationId: 'c',
    ...changes,
  };
}

const calls = (from: number, to: number): ToolCall[] =>
  Array.from({ length: to - from }, (_, index) => call(from + index));
const delivery = (sequence: number, batch: ToolCall[], redelivered = false) => ({
  sequence,
  storedAt: Date.now(),
  redelivered,
  calls: batch,
});
const stored = async () =>
  Number((await clickhouse.row<{ n: number }>({ text: 'SELECT count() AS n FROM tool_calls', params: {} })).n);
const counted = async (filter: CallFilter = {}) => stats(await clickhouse.row(totals(filter)));

describe('storing calls', () => {
  test('every call is stored and counted once when deliveries repeat in any order', async () => {
    await empty();
    const store = await CallStore.open(clickhouse);
    await store.add([delivery(1, calls(0, 10)), delivery(2, calls(10, 20))]);
    await store.add([delivery(2, calls(10, 20), true), delivery(3, calls(20, 30))]);
    const again = await store.add([delivery(1, calls(0, 10), true)]);
    expect(again).toEqual({ stored: 0, repeated: 10, refused: 0 });
    expect(await stored()).toBe(30);
    expect((await counted()).totalCalls).toBe(30);
  });

  test('a delivery older than the newest stored one is stored when it was not, as after a lost batch', async () => {
    await empty();
    await (await CallStore.open(clickhouse)).add([delivery(5, calls(50, 60))]);
    const restarted = await CallStore.open(clickhouse);
    expect(await restarted.add([delivery(4, calls(40, 50), true), delivery(5, calls(50, 60), true)])).toEqual({
      stored: 10,
      repeated: 10,
      refused: 0,
    });
    expect(await stored()).toBe(20);
  });

  test('a message stream that was made anew and counts from 1 again loses nothing', async () => {
    await empty();
    await (await CallStore.open(clickhouse)).add([delivery(900, calls(0, 5))]);
    const restarted = await CallStore.open(clickhouse);
    await restarted.add([delivery(1, calls(5, 10))]);
    await restarted.add([delivery(2, calls(10, 15)), delivery(3, calls(0, 5))]);
    expect(await stored()).toBe(15);
  });

  test('a call that a gateway sends again in another message, from its spool, is stored once', async () => {
    await empty();
    const store = await CallStore.open(clickhouse);
    await store.add([delivery(1, calls(0, 3))]);
    const restarted = await CallStore.open(clickhouse);
    expect(await restarted.add([delivery(2, [...calls(0, 3), ...calls(3, 5), call(4)])])).toEqual({
      stored: 2,
      repeated: 4,
      refused: 0,
    });
  });

  test('calls that were stored but not counted when the process died are counted at the next start', async () => {
    await empty();
    const store = await CallStore.open(clickhouse);
    await store.add([delivery(1, calls(0, 40))]);
    await clickhouse.run({ text: 'TRUNCATE TABLE call_figures', params: {} });
    await CallStore.open(clickhouse);
    await CallStore.open(clickhouse);
    expect((await counted()).totalCalls).toBe(40);
  });

  test('one batch is one part of each table, so that it is stored whole or not at all', async () => {
    await empty();
    await (await CallStore.open(clickhouse)).add([delivery(1, calls(0, 3_000))]);
    const counts = await clickhouse.rows<{ table: string; count: number }>({
      text: `SELECT table, uniqExact(name) AS count FROM system.parts
WHERE active AND table IN ('tool_calls', 'call_figures') GROUP BY table ORDER BY table`,
      params: {},
    });
    expect(counts.map(({ table, count }) => [table, Number(count)])).toEqual([
      ['call_figures', 1],
      ['tool_calls', 1],
    ]);
  });

  test('malformed calls and those of deleted servers are left out and the others stored', async () => {
    await empty();
    const store = await CallStore.open(clickhouse, (serverId) => serverId === 'srv_gone');
    const bad = [
      null,
      7,
      {},
      call(1, { startedAt: 'yesterday' }),
      call(2, { class: 'fine' as never }),
      call(3, { latencyMs: -1 }),
      call(4, { serverId: 'srv_gone' }),
    ] as ToolCall[];
    expect(
      await store.add([
        delivery(1, [...bad, call(5)]),
        { sequence: 2, storedAt: 0, redelivered: false, calls: 'nonsense' as never },
      ]),
    ).toEqual({ stored: 1, repeated: 0, refused: 8 });
  });

  test('numbers too large for a double come back digit for digit', async () => {
    await empty();
    const order = '{"order":9054686819491029395,"price":1.10,"rate":1e400}';
    await (await CallStore.open(clickhouse)).add([delivery(1, [call(1, { input: order, output: order })])]);
    const [row] = await clickhouse.rows(callsPage({}, undefined, 5));
    expect([row!.input, row!.output]).toEqual([order, order]);
  });

  test('text comes back as it was, quotes, placeholders, newlines and broken surrogates included', async () => {
    await empty();
    const nasty = `'; DROP TABLE tool_calls; -- {a:String} \\ \t\n\r\u0000 "\u{1F600}" %s`;
    const store = await CallStore.open(clickhouse);
    await store.add([
      delivery(1, [call(1, { input: nasty, output: `cut \u{1F600}`.slice(0, 5), error: nasty, tool: nasty })]),
    ]);
    const [row] = await clickhouse.rows(callsPage({ tool: nasty }, undefined, 5));
    expect([row!.input, row!.output, row!.error]).toEqual([nasty, 'cut \ufffd', nasty]);
  });
});

describe('figures', () => {
  const filters: CallFilter[] = [
    {},
    { serverId: 'srv_1' },
    { tool: 'tool_2' },
    { serverId: 'srv_1', tool: 'tool_1' },
    { status: 'error' },
    { status: 'denied', serverId: 'srv_2' },
    { status: 'cancelled' },
    { classes: ['timeout', 'denied'], serverId: 'srv_1' },
    { status: 'success', classes: ['timeout'] },
    { search: 'TOOL_2' },
    { search: 'user 3', deploymentId: 'dep_1', sourceVersion: '1.0' },
    { deploymentId: 'dep_2' },
    { status: 'in_progress' },
    { userId: 'user_3' },
    { source: 'cursor', status: 'success' },
    { userId: 'without-calls' },
    { serverId: `' OR 1 = 1 --` },
  ];
  const spans = [
    {},
    { from: start + 3 * 86_400_000 + 12_345 },
    { to: start + 86_400_000 + 1 },
    { from: start + 3 * 3_600_000 + 17, to: start + 9 * 86_400_000 - 4_711 },
    { from: start + 61_000, to: start + 62_000 },
  ];

  beforeAll(async () => {
    await empty();
    const store = await CallStore.open(clickhouse);
    for (let batch = 0; batch < 4; batch++)
      await store.add([delivery(batch + 1, calls(batch * 1_000, batch * 1_000 + 1_000))]);
  });

  const plain = (filter: CallFilter) => {
    const all = calls(0, 4_000).filter((each) => {
      const at = Date.parse(each.startedAt);
      const classes = classesOf(filter);
      const text = `${each.tool} ${each.userName} ${each.error}`.toLowerCase();
      return (
        (!filter.serverId || each.serverId === filter.serverId) &&
        (!filter.tool || each.tool === filter.tool) &&
        (!filter.userId || each.userId === filter.userId) &&
        (!filter.source || each.clientName === filter.source) &&
        (!filter.deploymentId || each.deploymentId === filter.deploymentId) &&
        (!filter.search || text.includes(filter.search.toLowerCase())) &&
        (!classes || classes.includes(each.class)) &&
        at >= (filter.from ?? 0) &&
        at < (filter.to ?? Infinity)
      );
    });
    return all;
  };

  test.each(filters.flatMap((filter) => spans.map((span) => ({ ...filter, ...span }))))(
    'are what counting the calls of %j gives',
    async (filter) => {
      const expected = plain(filter);
      const totalsOf = await counted(filter);
      expect(totalsOf.totalCalls).toBe(expected.length);
      expect(totalsOf.uniqueUsers).toBe(new Set(expected.map(({ userId }) => userId)).size);
      const reached = expected.filter((each) => each.class !== 'denied');
      const mean = reached.reduce((sum, { latencyMs }) => sum + latencyMs, 0) / (reached.length || 1);
      expect(totalsOf.averageLatencyMs).toBeCloseTo(mean, 2);
      const sum = async <Row>(query: Query<Row>, calls: (row: Row) => number) =>
        (await clickhouse.rows(query)).reduce((all, row) => all + calls(row), 0);
      expect(await sum(latencies(filter), (row) => Number(row.calls))).toBe(reached.length);
      expect(await sum(toolTotals(filter, 1_000), (row) => stats(row).totalCalls)).toBe(expected.length);
      expect((await clickhouse.rows(callsPage(filter, undefined, 5_000))).map(({ id }) => id)).toEqual(
        expected.reverse().map(({ id }) => id),
      );
    },
  );

  const countedBy = (edges: number[], times: number[]) =>
    Object.fromEntries(
      edges.slice(0, -1).flatMap((edge, index) => {
        const count = times.filter((time) => time >= edge && time < edges[index + 1]!).length;
        return count === 0 ? [] : [[edge / 1_000, count]];
      }),
    );

  test.each(
    ['UTC', 'Asia/Kolkata', 'Europe/Berlin', 'America/St_Johns'].flatMap((timeZone) =>
      [{}, { serverId: 'srv_1' }, { tool: 'tool_2' }, { userId: 'user_3' }].flatMap((filter) =>
        [0.4, 3, 19].map((days) => ({ timeZone, filter, days })),
      ),
    ),
  )('over time count every call in the bucket of its time zone: %j', async ({ timeZone, filter, days }) => {
    const span = { from: start + 60_000 * 37 + 11, to: start + days * 86_400_000 };
    const edges = bucketEdges(span, bucketWidth(span), timeZone);
    const expected = plain({ ...filter, ...span });
    const rows = await clickhouse.rows(histogram({ ...filter, ...span }, edges));
    const total = (classes: Record<string, number>) => stats({ classes, total_us: 0, user_count: 0 }).totalCalls;
    const times = expected.map(({ startedAt }) => Date.parse(startedAt));
    expect(Object.fromEntries(rows.map(({ bucket, classes }) => [bucket, total(classes)]))).toEqual(
      countedBy(edges, times),
    );
    const reached = expected.filter((each) => each.class !== 'denied').map(({ startedAt }) => Date.parse(startedAt));
    const detailed = await clickhouse.rows(series({ ...filter, ...span }, edges));
    expect(detailed.map(({ bucket, classes }) => [bucket, total(classes)])).toEqual(
      rows.map(({ bucket, classes }) => [bucket, total(classes)]),
    );
    const measured = detailed.map(({ bucket, latencies: counts }) => [
      bucket,
      Object.values(counts).reduce((sum, count) => sum + Number(count), 0),
    ]);
    expect(Object.fromEntries(measured.filter(([, count]) => count! > 0))).toEqual(countedBy(edges, reached));
  });

  test('of the other servers stay right when a server is removed, also when the removal is repeated', async () => {
    const before = await counted({ serverId: 'srv_2' });
    for (const step of purgeSteps('srv_1').slice(0, 3)) await clickhouse.run(step);
    expect(await clickhouse.rows(serversWithRows(['srv_1', 'srv_x']))).toEqual([{ id: 'srv_1' }]);
    for (const step of purgeSteps('srv_1')) await clickhouse.run(step);
    expect(await clickhouse.rows(serversWithRows(['srv_1']))).toEqual([]);
    const left = calls(0, 4_000).filter(({ serverId }) => serverId !== 'srv_1');
    expect((await counted()).totalCalls).toBe(left.length);
    expect((await counted()).uniqueUsers).toBe(5);
    expect(await counted({ serverId: 'srv_2' })).toEqual(before);
    expect((await counted({ serverId: 'srv_1' })).totalCalls).toBe(0);
    const reopened = await CallStore.open(clickhouse);
    await reopened.add([delivery(99, [call(9_999, { serverId: 'srv_2' })])]);
    expect((await counted()).totalCalls).toBe(left.length + 1);
  });
});
