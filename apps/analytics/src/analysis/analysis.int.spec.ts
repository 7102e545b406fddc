import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ToolCall } from '@toolyard/contracts';
import { CallStore } from '../calls/calls.store.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { applySchema } from '../clickhouse/schema.js';
import { FiguresService } from '../figures/figures.service.js';
import type { CallFilter } from '../filter/call-filter.js';
import type { ServerDirectory } from '../servers/server-directory.js';
import { BreakdownService } from './breakdown.service.js';
import type { Dimension } from './breakdown.sql.js';
import { ComparisonService } from './comparison.service.js';
import { ErrorsService } from './errors.service.js';
import { SeriesService } from './series.service.js';

const day = 86_400_000;
const start = Date.UTC(2026, 9, 20, 9, 30);
const now = start + 6 * day;
const promotedAt = start + 3 * day;
const directory = {
  nameOf: (serverId: string) => `Name of ${serverId}`,
  promotions: (serverId: string) =>
    serverId === 'srv_1'
      ? [
          {
            deploymentId: 'dep_2',
            serverId,
            at: new Date(promotedAt).toISOString(),
            commit: { sha: 'abcdef0123456', message: 'Search faster' },
          },
        ]
      : [],
} as unknown as ServerDirectory;

let folder: string;
let clickhouse: ClickHouse;
let figures: FiguresService;
let all: ToolCall[];

function call(number: number, changes: Partial<ToolCall> = {}): ToolCall {
  const startedAt = start + number * 1_800_000 + 17;
  return {
    id: `call_${number}`,
    serverId: `srv_${number % 3}`,
    deploymentId: startedAt < promotedAt ? 'dep_1' : 'dep_2',
    tool: `tool_${number % 4}`,
    userId: `user_${number % 5}`,
    userName: `User ${number % 5}`,
    clientName: number % 2 ? 'cursor' : 'claude',
    clientVersion: number % 4 < 2 ? '1.0' : '2.0',
    startedAt: new Date(startedAt).toISOString(),
    latencyMs: 5 + (number % 100),
    class: (['ok', 'ok', 'ok', 'tool_error', 'denied', 'timeout', 'cancelled'] as const)[number % 7]!,
    input: '{"q":1}',
    output: '{"content":[]}',
    error: number % 7 === 3 ? `Row ${number} of order ord_${number}a1 is gone (HTTP 404)` : '',
    correlationId: 'c',
    ...changes,
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-analysis-'));
  clickhouse = await ClickHouse.open({ folder });
  await applySchema(clickhouse, { callDays: 3_650, logDays: 3_650, auditDays: 0 });
  figures = new FiguresService(clickhouse);
  all = Array.from({ length: 288 }, (_, number) => call(number));
  all.push(
    call(250, { id: 'call_new', serverId: 'srv_1', tool: 'tool_1', class: 'tool_error', error: 'Out of paper.' }),
    call(251, {
      id: 'call_big',
      serverId: 'srv_1',
      tool: 'tool_1',
      deploymentId: 'dep_2',
      class: 'ok',
      latencyMs: 9_000,
      output: JSON.stringify({ truncated: true, originalLength: 400_000, beginning: '{"con' }),
    }),
  );
  const store = await CallStore.open(clickhouse);
  await store.add([{ sequence: 1, storedAt: now, redelivered: false, calls: all }]);
});

afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true, force: true });
});

const failed = ({ class: of }: ToolCall) => of === 'tool_error' || of === 'timeout';
const counted = ({ class: of }: ToolCall) => of !== 'denied' && of !== 'cancelled';
const rateOf = (calls: ToolCall[]) => {
  const letIn = calls.filter(counted).length;
  return letIn === 0 ? 0 : calls.filter(failed).length / letIn;
};
const within = (calls: ToolCall[], from: number, to: number) =>
  calls.filter(({ startedAt }) => Date.parse(startedAt) >= from && Date.parse(startedAt) < to);

describe('a series', () => {
  const series = (filter: CallFilter, timeZone: string) =>
    new SeriesService(clickhouse, figures).series(filter, timeZone, now, true);

  test.each([
    [{}, 'UTC'],
    [{ serverId: 'srv_1' }, 'Asia/Kolkata'],
    [{ userId: 'user_2' }, 'Europe/Berlin'],
    [{ tool: 'tool_1' }, 'America/New_York'],
  ])('of %j in %s counts each call in its bucket, and those of the period before', async (trait, timeZone) => {
    const span = { from: start + 2 * day, to: start + 4 * day };
    const found = await series({ ...trait, ...span }, timeZone);
    const matching = all.filter((each) => Object.entries(trait).every(([key, value]) => each[key as 'tool'] === value));
    for (const period of [found, found.previous!]) {
      const expected = within(matching, Date.parse(period.from), Date.parse(period.to));
      expect(expected.length).toBeGreaterThan(10);
      expect(period.totals).toMatchObject({ totalCalls: expected.length, errorRate: rateOf(expected) });
      for (const [index, bucket] of period.buckets.entries()) {
        const next = period.buckets[index + 1]?.at ?? period.to;
        const inBucket = within(expected, Date.parse(bucket.at), Date.parse(next));
        expect([bucket.at, bucket.totalCalls, bucket.errorRate]).toEqual([
          bucket.at,
          inBucket.length,
          rateOf(inBucket),
        ]);
        expect(bucket.p50 === null).toBe(inBucket.every((each) => each.class === 'denied'));
      }
    }
    expect(Date.parse(found.previous!.to)).toBeLessThanOrEqual(span.from);
    expect(found.previous!.buckets).toHaveLength(found.buckets.length);
  });

  test('has percentiles that one slow call of a few reaches', async () => {
    const found = await series({ serverId: 'srv_1', from: start, to: start + 6 * day }, 'UTC');
    const bucket = found.buckets.find(({ at }) => Date.parse(at) + 7_200_000 > start + 251 * 1_800_000)!;
    expect(bucket.p99! / 9_000).toBeGreaterThan(0.95);
    expect(bucket.p99! / 9_000).toBeLessThan(1.03);
  });

  test('as a heat map has every call that reached a server in one cell', async () => {
    const filter = { from: start, to: now };
    const map = await new SeriesService(clickhouse, figures).heatMap(filter, 'UTC', now);
    const cells = map.rows.flatMap(({ calls }) => calls);
    expect(cells.reduce((sum, calls) => sum + calls, 0)).toBe(all.filter((each) => each.class !== 'denied').length);
    expect(new Set(map.rows.map(({ calls }) => calls.length))).toEqual(new Set([map.times.length]));
    expect(map.rows.at(-1)!.toMs).toBeGreaterThan(9_000);
  });
});

describe('a breakdown', () => {
  const service = () => new BreakdownService(clickhouse, figures, directory);
  const keyOf: Record<Dimension, (each: ToolCall) => unknown[]> = {
    server: ({ serverId }) => [serverId, undefined],
    tool: ({ serverId, tool }) => [tool, serverId],
    user: ({ userId }) => [userId, undefined],
    client: ({ clientName }) => [clientName, undefined],
    client_version: ({ clientVersion, clientName }) => [clientVersion, clientName],
    class: (each) => [each.class, undefined],
    deployment: ({ deploymentId, serverId }) => [deploymentId, serverId],
  };

  test.each(
    (Object.keys(keyOf) as Dimension[]).flatMap((by) =>
      [{}, { serverId: 'srv_1' }, { tool: 'tool_1' }, { userId: 'user_1' }].map((filter) => [by, filter] as const),
    ),
  )('by %s of %j has the figures of each group, now and before', async (by, trait) => {
    const span = { from: start + 3 * day, to: start + 6 * day };
    const before = { from: start, to: start + 3 * day };
    const { items, more } = await service().breakdown({ ...trait, ...span }, by, 50, before);
    const matching = all.filter((each) => Object.entries(trait).every(([key, value]) => each[key as 'tool'] === value));
    const groups = Map.groupBy(within(matching, span.from, span.to), (each) => JSON.stringify(keyOf[by](each)));
    const past = Map.groupBy(within(matching, before.from, before.to), (each) => JSON.stringify(keyOf[by](each)));
    expect(more).toBe(false);
    expect(
      items
        .map((item) => [
          JSON.stringify([item.key, item.serverId ?? item.client]),
          item.totalCalls,
          item.errorRate,
          item.previous?.calls ?? 0,
        ])
        .toSorted(),
    ).toEqual(
      [...groups].map(([key, calls]) => [key, calls.length, rateOf(calls), past.get(key)?.length ?? 0]).toSorted(),
    );
    expect(items.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(items.map(({ totalCalls }) => totalCalls)).toEqual(
      items.map(({ totalCalls }) => totalCalls).toSorted((a, b) => b - a),
    );
  });

  test('names servers, users and deployments, and says when there are more groups', async () => {
    const named = async (by: Dimension) =>
      (await service().breakdown({ serverId: 'srv_1' }, by, 1, undefined)).items[0]!;
    expect((await named('server')).name).toBe('Name of srv_1');
    expect((await named('user')).name).toMatch(/^User \d$/);
    expect((await named('client_version')).name).toMatch(/^(cursor|claude) \d\.0$/);
    expect(await service().breakdown({}, 'user', 2, undefined)).toMatchObject({ more: true, items: { length: 2 } });
    const deployments = (await service().breakdown({ serverId: 'srv_1' }, 'deployment', 9, undefined)).items;
    expect(deployments.map(({ name }) => name).toSorted()).toEqual(['abcdef0 Search faster', 'dep_1']);
    expect(deployments[0]).not.toHaveProperty('previous');
  });
});

describe('errors', () => {
  const groups = (filter: CallFilter, showsCalls = true) =>
    new ErrorsService(clickhouse, directory).groups(filter, 50, showsCalls, undefined);

  test('that differ in numbers and ids alone are one group, with its first and last call', async () => {
    const { items } = await groups({ serverId: 'srv_1', tool: 'tool_1' });
    const gone = items.find(({ cause }) => cause.startsWith('Row'))!;
    const expected = all.filter(
      (each) => each.serverId === 'srv_1' && each.tool === 'tool_1' && each.error.startsWith('Row'),
    );
    expect(expected.length).toBeGreaterThan(2);
    expect(gone).toMatchObject({
      cause: 'Row <n> of order <id> is gone (HTTP 404)',
      class: 'tool_error',
      count: expected.length,
      users: new Set(expected.map(({ userId }) => userId)).size,
      firstSeenAt: expected[0]!.startedAt,
      lastSeenAt: expected.at(-1)!.startedAt,
      deployments: ['dep_1', 'dep_2'],
      newSinceDeployment: null,
      example: { callId: expected.at(-1)!.id, error: expected.at(-1)!.error },
    });
  });

  test('that came first after the promotion of the live deployment are marked', async () => {
    const { items } = await groups({ serverId: 'srv_1', from: start + 4 * day });
    expect(items.find(({ cause }) => cause === 'Out of paper.')).toMatchObject({
      newSinceDeployment: 'dep_2',
      count: 1,
    });
    const old = items.find(({ cause, tool }) => cause.startsWith('Row') && tool === 'tool_1')!;
    expect(old.newSinceDeployment).toBeNull();
    expect(Date.parse(old.firstSeenAt)).toBeLessThan(start + 4 * day);
  });

  test('have no example for callers who may see figures alone', async () => {
    expect((await groups({}, false)).items.every((group) => !('example' in group))).toBe(true);
  });

  test('are failed calls unless classes are asked for', async () => {
    const classes = async (filter: CallFilter) => new Set((await groups(filter)).items.map((group) => group.class));
    expect(await classes({})).toEqual(new Set(['tool_error', 'timeout']));
    expect(await classes({ status: 'denied' })).toEqual(new Set(['denied']));
    expect(await classes({ status: 'success' })).toEqual(new Set(['ok']));
  });

  test.each([
    ['Request failed with status code 404', 'Request failed with status code 404'],
    ['HTTP 503 after 1.5s', 'HTTP 503 after <n>'],
    ['Invalid params (-32602)', 'Invalid params (-32602)'],
    ['No user "ann@example.org" at https://api.example.org/v1/users/7?x=1', 'No user <text> at <url>'],
    ['Mail to ann.b+c@mail.example.org bounced', 'Mail to <email> bounced'],
    ["Column 'price' doesn't exist", "Column <text> doesn't exist"],
    ['Key 0189f7e2-7c1a-7b3e-9d2c-1f2e3d4c5b6a is used', 'Key <id> is used'],
    ['Task task_9f3 at 2026-11-27T10:00:00.000Z', 'Task <id> at <time>'],
    ['Es fehlen 3 Einträge', 'Es fehlen <n> Einträge'],
  ])('%s has the cause %s', async (error, cause) => {
    const id = `call_cause_${error}`;
    const store = await CallStore.open(clickhouse);
    const example = call(0, { id, serverId: 'srv_causes', class: 'tool_error', error });
    await store.add([{ sequence: 2, storedAt: now, redelivered: true, calls: [example] }]);
    expect((await groups({ serverId: 'srv_causes', search: error })).items.map((group) => group.cause)).toEqual([
      cause,
    ]);
  });
});

describe('two deployments', () => {
  test('are compared tool by tool, sizes of answers before they were cut included', async () => {
    const compared = await new ComparisonService(clickhouse).deployments({ serverId: 'srv_1' }, 'dep_1', 'dep_2');
    const tool = compared.find((each) => each.tool === 'tool_1')!;
    const of = (deploymentId: string) =>
      all.filter((each) => each.serverId === 'srv_1' && each.tool === 'tool_1' && each.deploymentId === deploymentId);
    expect([tool.base!.totalCalls, tool.candidate!.totalCalls]).toEqual([of('dep_1').length, of('dep_2').length]);
    expect([tool.base!.errorRate, tool.candidate!.errorRate]).toEqual([rateOf(of('dep_1')), rateOf(of('dep_2'))]);
    expect(tool.base).toMatchObject({ averageOutputBytes: 14, averageInputBytes: 7, outputTokens: 4 });
    expect(tool.candidate!.largestOutputBytes).toBe(400_000);
  });

  test('without calls of a tool have nothing for it', async () => {
    const compared = await new ComparisonService(clickhouse).deployments({ serverId: 'srv_1' }, 'dep_1', 'dep_none');
    expect(compared.length).toBeGreaterThan(0);
    expect(compared.every(({ candidate }) => candidate === null)).toBe(true);
  });

  test('sizes of tools are those of their answers over all deployments', async () => {
    const sizes = await new ComparisonService(clickhouse).sizes({ serverId: 'srv_0' });
    expect(sizes.map(({ averageOutputBytes }) => averageOutputBytes)).toEqual(sizes.map(() => 14));
  });
});

test('calls that were stored before the measures existed have causes and sizes too', async () => {
  await clickhouse.run({
    text: 'ALTER TABLE tool_calls DROP COLUMN cause, DROP COLUMN input_bytes, DROP COLUMN output_bytes',
    params: {},
  });
  await applySchema(clickhouse, { callDays: 3_650, logDays: 3_650, auditDays: 0 });
  const { items } = await new ErrorsService(clickhouse, directory).groups({ serverId: 'srv_1' }, 50, true, undefined);
  expect(items.map(({ cause }) => cause)).toContain('Row <n> of order <id> is gone (HTTP 404)');
  const [first] = await new ComparisonService(clickhouse).sizes({ serverId: 'srv_0' });
  expect(first!.averageOutputBytes).toBe(14);
});
