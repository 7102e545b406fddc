import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CallInProgress, type LogBatch, Rejected, streams, subjects, type ToolCall } from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging } from '@toolyard/messaging';
import {
  answer,
  type Engines,
  eventually,
  type RunningService,
  serverCreated,
  startEngines,
} from '@toolyard/service/testing';
import { allStored, recordCalls, toolCall } from './testing/records.js';

let engines: Engines;
let service: RunningService;
let messaging: Messaging;
let store: EventStoreDb;
let ids = 0;

beforeAll(async () => {
  engines = await startEngines();
  ({ messaging, store } = await engines.clients());
  service = await engines.service('analytics');
}, 90_000);

afterAll(() => engines?.stop(), 60_000);

const actor = { kind: 'system' as const, id: 'test', name: 'test' };
const get = <T = any>(path: string) => service.call<T>('GET', `/api/v1${path}`);
const now = Date.now();
const byKey = (a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key);

async function createServer(): Promise<string> {
  const serverId = `srv_${++ids}`;
  const created = serverCreated({ serverId, slug: serverId, actor });
  await store.append(`server-${serverId}`, [created], { expected: 'none' });
  await eventually(async () => (await get(`/servers/${serverId}/logs`)).status === 200);
  return serverId;
}

async function deploy(serverId: string): Promise<string> {
  const deploymentId = `dep_${++ids}`;
  await store.append(
    `deployment-${deploymentId}`,
    [{ type: 'DeploymentRequested', data: { deploymentId, serverId } }],
    { expected: 'none' },
  );
  await eventually(async () => (await get(`/deployments/${deploymentId}/logs`)).status === 200);
  return deploymentId;
}

const happens = (deploymentId: string, type: string) =>
  store.append(`deployment-${deploymentId}`, [{ type, data: { deploymentId } }], { expected: 'any' });

const call = (serverId: string, changes: Partial<ToolCall> = {}): ToolCall =>
  toolCall({
    id: `call_${++ids}`,
    serverId,
    startedAt: new Date(now - ids * 1_000).toISOString(),
    input: '{"q":1}',
    output: '{"content":[]}',
    ...changes,
  });

const record = (calls: ToolCall[]) => recordCalls(messaging, service, calls);

const batch = (serverId: string, deploymentId: string, texts: string[]): LogBatch => ({
  serverId,
  deploymentId,
  containerId: '',
  lines: texts.map((text) => ({ stage: 'image', stream: 'stdout', at: new Date().toISOString(), text })),
});

interface Stream {
  lines: { id: number; n: number; text: string }[];
  end?: { status: string };
  closed: Promise<void>;
  close(): void;
}

/** Reads server-sent events as a browser does. `pausedUntil` holds back reading. */
async function follow(
  path: string,
  headers: Record<string, string> = {},
  pausedUntil?: Promise<void>,
): Promise<Stream> {
  const sent = request(`${service.url}/api/v1${path}`, {
    headers: {
      Authorization: `Bearer ${engines.env['TOOLYARD_ADMIN_TOKEN']}`,
      Accept: 'text/event-stream',
      ...headers,
    },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const stream: Stream = {
    lines: [],
    closed: new Promise((resolve) => response.once('close', resolve)),
    close: () => sent.destroy(),
  };
  let text = '';
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  sent.on('error', () => undefined);
  const take = (chunk: string) => {
    const events = (text + chunk).split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const fields = Object.fromEntries(
        event.split('\n').map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 2)]),
      );
      if (fields['event'] === 'end') stream.end = JSON.parse(fields['data']!) as { status: string };
      else if (fields['data'])
        stream.lines.push({ id: Number(fields['id']), ...(JSON.parse(fields['data']) as { n: number; text: string }) });
    }
  };
  if (pausedUntil) void pausedUntil.then(() => response.on('data', take));
  else response.on('data', take);
  return stream;
}

describe('activity', () => {
  test('a recorded call is listed with all its fields and counted in every figure', async () => {
    const serverId = await createServer();
    const failed = call(serverId, {
      class: 'timeout',
      latencyMs: 1_500.25,
      error: 'No answer within 60 s.',
      userId: 'user_2',
      userName: 'Bob',
    });
    await record([
      call(serverId),
      call(serverId, { latencyMs: 20 }),
      failed,
      call(serverId, { class: 'denied', latencyMs: 1 }),
      call(serverId, { class: 'auth_required', latencyMs: 0 }),
      call(serverId, { class: 'cancelled', latencyMs: 15, output: '' }),
    ]);
    const { items, nextCursor } = (await get(`/activity?serverId=${serverId}`)).body;
    expect(nextCursor).toBeNull();
    expect(items).toHaveLength(6);
    const shown = items.map((item: any) => [item.class, item.status, item.latencyMs, item.output === '']);
    expect(shown.toSorted()).toEqual([
      ['auth_required', 'needs_sign_in', null, false],
      ['cancelled', 'cancelled', 15, true],
      ['denied', 'denied', null, false],
      ['ok', 'success', 10, false],
      ['ok', 'success', 20, false],
      ['timeout', 'error', 1_500.25, false],
    ]);
    expect(items.find(({ id }: { id: string }) => id === failed.id)).toEqual({
      id: failed.id,
      serverId,
      deploymentId: 'dep_1',
      tool: 'search',
      user: 'Bob',
      userId: 'user_2',
      source: 'inspector',
      sourceVersion: '1.0',
      startedAt: failed.startedAt,
      latencyMs: 1_500.25,
      class: 'timeout',
      status: 'error',
      input: '{"q":1}',
      output: '{"content":[]}',
      error: 'No answer within 60 s.',
      correlationId: 'corr',
    });
    expect((await get(`/activity/stats?serverId=${serverId}`)).body).toMatchObject({
      totalCalls: 6,
      uniqueUsers: 2,
      errorRate: 1 / 3,
      averageLatencyMs: 386.313,
      byStatus: { success: 2, error: 1, denied: 1, needs_sign_in: 1, cancelled: 1, in_progress: 0 },
    });
    expect((await get(`/activity/percentiles?serverId=${serverId}`)).body).toEqual({
      p25: 13.75,
      p50: 17.5,
      p85: 834.137,
      p95: 1_278.212,
      p99: 1_455.842,
    });
    const histogram = (await get(`/activity/histogram?serverId=${serverId}`)).body;
    expect(histogram.buckets.reduce((sum: number, { total }: { total: number }) => sum + total, 0)).toBe(6);
    const byLatency = (await get(`/activity/histogram?serverId=${serverId}&by=latency&status=error`)).body.buckets;
    expect(byLatency).toHaveLength(1);
    expect(byLatency[0].byClass.timeout).toBe(1);
    expect((await get(`/activity/tools?serverId=${serverId}`)).body.items).toMatchObject([
      { serverId, tool: 'search', totalCalls: 6 },
    ]);
    for (const [query, count] of [
      ['status=needs_sign_in', 1],
      ['status=cancelled', 1],
      ['status=denied', 1],
      ['class=auth_required,timeout', 2],
      ['class=ok&status=error', 0],
      ['search=no%20ANSWER', 1],
      ['search=bob', 1],
      ['deploymentId=dep_2', 0],
      ['sourceVersion=1.0', 6],
    ] as const) {
      const figures = (await get(`/activity/stats?serverId=${serverId}&${query}`)).body;
      const listed = (await get(`/activity?serverId=${serverId}&${query}`)).body.items;
      expect([query, figures.totalCalls, listed.length]).toEqual([query, count, count]);
    }
  });

  test('pages neither repeat nor leave out a call while newer ones come in', async () => {
    const serverId = await createServer();
    const startedAt = new Date(now - 5_000).toISOString();
    const calls = Array.from({ length: 25 }, () => call(serverId, { startedAt }));
    await record(calls);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: any = (await get(`/activity?serverId=${serverId}&limit=10${cursor ? `&cursor=${cursor}` : ''}`)).body;
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor;
      await record([call(serverId, { startedAt: new Date(now).toISOString() })]);
    }
    expect(seen.filter((id) => calls.some((each) => each.id === id)).toSorted()).toEqual(
      calls.map(({ id }) => id).toSorted(),
    );
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('calls in progress lead the first page, take part in filters and give way to the recorded call', async () => {
    const serverId = await createServer();
    const ended = call(serverId);
    await record([ended]);
    const { latencyMs: _l, class: _c, output: _o, error: _e, ...running } = call(serverId, { tool: 'slow' });
    const calls: CallInProgress[] = [running, { ...running, id: ended.id, startedAt: ended.startedAt }];
    const gateway = await answer(messaging.connection, 'gateway.calls.inProgress', () => ({ calls }));
    try {
      const { items } = (await get(`/activity?serverId=${serverId}`)).body;
      expect(items.map(({ id, status }: any) => [id, status])).toEqual([
        [running.id, 'in_progress'],
        [ended.id, 'success'],
      ]);
      expect(items[0]).toMatchObject({ tool: 'slow', latencyMs: null, class: null, output: null });
      expect((await get(`/activity?serverId=${serverId}&status=in_progress`)).body.items).toHaveLength(1);
      expect((await get(`/activity?serverId=${serverId}&status=success`)).body.items).toHaveLength(1);
      expect((await get(`/activity?serverId=${serverId}&tool=other`)).body.items).toHaveLength(0);
      const { buckets } = (await get(`/activity/histogram?serverId=${serverId}`)).body;
      const stacked = buckets.map(({ total, byStatus }: any) => [total, byStatus.success, byStatus.in_progress]);
      expect(stacked.reduce((sums: number[], each: number[]) => sums.map((sum, i) => sum + each[i]!))).toEqual([
        2, 1, 1,
      ]);
      const exported = (await get(`/activity/export.ndjson?serverId=${serverId}`)).text.trimEnd().split('\n');
      expect(exported.map((line: string) => JSON.parse(line)).map(({ id, status }: any) => [id, status])).toEqual([
        [running.id, 'in_progress'],
        [ended.id, 'success'],
      ]);
    } finally {
      await gateway.stop();
    }
  });

  test('the export has every call of the filter once, with its rank among them', async () => {
    const serverId = await createServer();
    const calls = Array.from({ length: 6_000 }, (_, index) =>
      call(serverId, {
        latencyMs: index + 1,
        startedAt: new Date(now - (index % 700) * 60_000 - 1_000).toISOString(),
        tool: '=HYPERLINK("x")',
      }),
    );
    await record(calls.slice(0, 1_500));
    await record(calls.slice(1_500, 3_000));
    await record(calls.slice(3_000, 4_500));
    await record(calls.slice(4_500));
    await record([call(serverId, { class: 'tool_error' })]);
    const { status, headers, text } = await get(`/activity/export.csv?serverId=${serverId}&status=success`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const rows = text.trimEnd().split('\r\n').slice(1);
    expect(rows).toHaveLength(6_000);
    const latencies = rows.map((row) => Number(row.split(',')[4]));
    expect(latencies.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 6_000 }, (_, index) => index + 1));
    const slowest = rows.find((row) => row.includes(',6000,'))!;
    expect(slowest).toMatch(
      /^success,[^,]+Z,"'=HYPERLINK\(""x""\)",Ann,6000,100,,srv_\d+,srv_\d+,inspector,1.0,ok,dep_1,user_1,call_\d+$/,
    );
    const marked = (await get(`/activity/export.csv?serverId=${serverId}&bom=true&timeZone=Asia/Kolkata`)).text;
    expect(marked).toMatch(/^status,[^\n]+\r\n\w+,[^,]+\+05:30,/);
  });

  test('what is analysed is answered beside the call of an id, with promotions on the time axis', async () => {
    const serverId = await createServer();
    const deploymentId = `dep_${++ids}`;
    const at = new Date(now - 3_600_000).toISOString();
    await store.append(
      `deployment-${deploymentId}`,
      [
        {
          type: 'DeploymentRequested',
          data: { deploymentId, serverId, commit: { sha: 'abcdef0', message: 'Faster', author: 'Ann', at } },
        },
        { type: 'Promoted', data: { deploymentId, serverId, at } },
      ],
      { expected: 'none' },
    );
    const failed = call(serverId, {
      deploymentId,
      class: 'tool_error',
      error: 'Row 7 is gone',
      latencyMs: 70,
      startedAt: new Date(now - 60_000).toISOString(),
    });
    await record([call(serverId, { deploymentId: 'dep_old', latencyMs: 30 }), failed]);
    const query = `serverId=${serverId}&from=${new Date(now - 6 * 3_600_000).toISOString()}&compare=previous`;
    const series = await eventually(async () => {
      const { body } = await get(`/activity/series?${query}&timeZone=Asia/Kolkata`);
      return body.deployments.length === 1 && body;
    });
    expect(series).toMatchObject({
      timeZone: 'Asia/Kolkata',
      totals: { totalCalls: 2, errorRate: 0.5, byStatus: { success: 1, error: 1 } },
      deployments: [{ deploymentId, serverId, at, commit: { sha: 'abcdef0', message: 'Faster' } }],
      previous: { totals: { totalCalls: 0, p95: null } },
    });
    expect((await get(`/activity/breakdown?${query}&by=deployment`)).body.items.toSorted(byKey)).toMatchObject(
      [
        {
          key: deploymentId,
          name: 'abcdef0 Faster',
          serverId,
          totalCalls: 1,
          share: 0.5,
          errorRate: 1,
          previous: null,
        },
        { key: 'dep_old', name: 'dep_old', totalCalls: 1, errorRate: 0 },
      ].toSorted(byKey),
    );
    expect((await get(`/activity/errors?${query}`)).body.items).toMatchObject([
      {
        cause: 'Row <n> is gone',
        server: serverId,
        newSinceDeployment: deploymentId,
        previousCount: 0,
        example: { callId: failed.id, error: 'Row 7 is gone' },
      },
    ]);
    expect((await get(`/activity/heatmap?${query.replace('&compare=previous', '')}`)).body.rows.length).toBeGreaterThan(
      1,
    );
    const compared = await get(`/activity/comparison?serverId=${serverId}&base=dep_old&candidate=${deploymentId}`);
    expect(compared.body.items).toMatchObject([
      { tool: 'search', base: { errorRate: 0 }, candidate: { errorRate: 1 } },
    ]);
    expect((await get(`/activity/sizes?serverId=${serverId}`)).body.items).toMatchObject([{ outputTokens: 4 }]);
    expect((await get(`/activity/slowest?serverId=${serverId}`)).body.items).toMatchObject([
      { id: failed.id, latencyMs: 70, input: '', output: '' },
      { latencyMs: 30 },
    ]);
  });

  test.each([
    ['/activity/series?compare=next'],
    ['/activity/breakdown?by=colour'],
    ['/activity/comparison?base=dep_1'],
    ['/activity?limit=0'],
    ['/activity?limit=201'],
    ['/activity?limit=ten'],
    ['/activity?cursor=nonsense'],
    ['/activity?cursor=..'],
    ['/activity?colour=red'],
    ['/activity?status=fine'],
    ['/activity?from=yesterday'],
    ['/activity?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z'],
    ['/activity?from=1812-01-01'],
    ['/activity?tool=a&tool=b'],
    ['/activity?tool[x]=a'],
    ['/activity/stats?limit=3'],
    ['/activity/histogram?by=colour'],
    ['/activity/histogram?timeZone=Mars/Base'],
    ['/activity?class=fine'],
    ['/activity?class='],
    ['/activity/export.csv?bom=perhaps'],
    ['/activity/export.csv?cursor=x'],
  ])('%s is refused with a reason', async (path) => {
    const { status, body } = await get(path);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.message.length).toBeGreaterThan(20);
  });
});

describe('overview', () => {
  test('shows figures of 7 days and recent calls while other services are away', async () => {
    const serverId = await createServer();
    const old = call(serverId, { startedAt: new Date(now - 8 * 86_400_000).toISOString() });
    await record([...Array.from({ length: 12 }, () => call(serverId)), old]);
    const { status, body } = await get(`/servers/${serverId}/overview`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ totalCalls: 12, uniqueUsers: 1, errorRate: 0, averageLatencyMs: 10, inProgress: [] });
    expect(body.recent).toHaveLength(10);
  });
});

describe('logs', () => {
  test('are read by range and continue where the last range ended', async () => {
    const serverId = await createServer();
    const deploymentId = await deploy(serverId);
    await messaging.publish(
      subjects.deploymentLog(deploymentId),
      batch(serverId, deploymentId, ['one', 'two', 'three']),
    );
    await messaging.publish(subjects.serverLog(serverId), batch(serverId, deploymentId, ['served']));
    await allStored(service, streams.logs.name);
    expect((await get(`/deployments/${deploymentId}/logs?limit=2`)).body).toMatchObject({
      lines: [{ n: 1, text: 'one', stage: 'image', stream: 'stdout' }, { n: 2 }],
      nextAfter: 2,
      last: 3,
    });
    expect((await get(`/deployments/${deploymentId}/logs?after=2`)).body).toMatchObject({
      lines: [{ n: 3, text: 'three' }],
      nextAfter: 3,
    });
    expect((await get(`/deployments/${deploymentId}/logs?after=3`)).body).toEqual({ lines: [], nextAfter: 3, last: 3 });
    expect((await get(`/deployments/${deploymentId}/logs?search=TW`)).body.lines).toMatchObject([{ n: 2 }]);
    expect((await get(`/servers/${serverId}/logs`)).body.lines).toMatchObject([{ n: 1, text: 'served' }]);
  });

  test('a stream gives every line once across reconnects and ends after the last line of a deployment', async () => {
    const serverId = await createServer();
    const deploymentId = await deploy(serverId);
    const path = `/deployments/${deploymentId}/logs`;
    const publish = (text: string) =>
      messaging.publish(subjects.deploymentLog(deploymentId), batch(serverId, deploymentId, [text]));
    await publish('line 1');
    const first = await follow(path);
    await eventually(() => first.lines.length === 1);
    for (let n = 2; n <= 20; n++) await publish(`line ${n}`);
    await eventually(() => first.lines.length >= 5);
    first.close();
    const received = first.lines.slice();
    for (let n = 21; n <= 40; n++) await publish(`line ${n}`);
    const second = await follow(path, { 'Last-Event-ID': String(received.at(-1)!.id) });
    await happens(deploymentId, 'Promoted');
    await publish('line 41');
    await second.closed;
    expect(second.end).toEqual({ status: 'live' });
    expect([...received, ...second.lines].map(({ id, n, text }) => [id, n, text])).toEqual(
      Array.from({ length: 41 }, (_, index) => [index + 1, index + 1, `line ${index + 1}`]),
    );
    const third = await follow(`${path}?after=40`);
    await third.closed;
    expect([third.lines.map(({ n }) => n), third.end]).toEqual([[41], { status: 'live' }]);
  });

  test('a slow client gets everything, and a fast one beside it is not held up', async () => {
    const serverId = await createServer();
    const deploymentId = await deploy(serverId);
    for (let part = 0; part < 40; part++) {
      await messaging.publish(
        subjects.deploymentLog(deploymentId),
        batch(
          serverId,
          deploymentId,
          Array.from({ length: 50 }, (_, index) => `${part * 50 + index} ${'x'.repeat(8_000)}`),
        ),
      );
    }
    await happens(deploymentId, 'Failed');
    const path = `/deployments/${deploymentId}/logs`;
    let resume: () => void = () => undefined;
    const slow = await follow(path, {}, new Promise((resolve) => (resume = resolve)));
    const fast = await follow(path);
    await fast.closed;
    expect(slow.lines).toHaveLength(0);
    resume();
    await slow.closed;
    for (const { lines, end } of [fast, slow]) {
      expect(lines.map(({ n }) => n)).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
      expect(end).toEqual({ status: 'failed' });
    }
  });

  test('of an unknown server are not found when its owner says so, and readable while the owner is away', async () => {
    const builds = await answer(messaging.connection, 'builds.deployments.get', () => {
      throw new Rejected('not_found', 'There is no such deployment.');
    });
    try {
      expect((await get('/deployments/dep_forged/logs')).status).toBe(404);
    } finally {
      await builds.stop();
    }
    expect((await get('/servers/srv_forged/logs')).body).toEqual({ lines: [], nextAfter: 0, last: 0 });
  });

  test.each([['after=-1'], ['after=1.5'], ['limit=0'], ['limit=5001'], ['search='], ['tail=5']])(
    'the query %s is refused',
    async (query) => {
      const serverId = await createServer();
      expect((await get(`/servers/${serverId}/logs?${query}`)).body.code).toBe('invalid_request');
    },
  );
});

describe('bad luck', () => {
  test('nothing is lost or doubled when the service is killed while it stores', async () => {
    const serverId = await createServer();
    const deploymentId = await deploy(serverId);
    const published: Promise<void>[] = [];
    for (let part = 0; part < 60; part++) {
      published.push(
        messaging.publish(
          'toolyard.calls.batch',
          Array.from({ length: 100 }, () => call(serverId)),
        ),
      );
      published.push(
        messaging.publish(
          subjects.deploymentLog(deploymentId),
          batch(serverId, deploymentId, [`${part} a`, `${part} b`]),
        ),
      );
      if (part === 20 || part === 40) {
        await Promise.all(published);
        await service.kill();
        service = await engines.service('analytics');
      }
    }
    await Promise.all(published);
    await allStored(service, streams.calls.name);
    await allStored(service, streams.logs.name);
    expect((await get(`/activity/stats?serverId=${serverId}`)).body.totalCalls).toBe(6_000);
    const { lines } = (await get(`/deployments/${deploymentId}/logs?limit=5000`)).body;
    expect(lines.map(({ n, text }: any) => `${n} ${text}`)).toEqual(
      Array.from({ length: 120 }, (_, index) => `${index + 1} ${Math.floor(index / 2)} ${index % 2 ? 'b' : 'a'}`),
    );
  }, 120_000);

  test('malformed messages are taken off the streams and do not hold up others', async () => {
    const serverId = await createServer();
    for (const nonsense of ['not json', '{"calls":1}', '[1,null]', 'null'])
      await messaging.publish('toolyard.calls.batch', Buffer.from(nonsense));
    for (const nonsense of ['not json', '[]', 'null'])
      await messaging.publish(subjects.serverLog(serverId), Buffer.from(nonsense));
    await messaging.publish(subjects.serverLog(serverId), batch(serverId, '', ['still here']));
    await record([call(serverId)]);
    await allStored(service, streams.logs.name);
    expect((await get(`/activity?serverId=${serverId}`)).body.items).toHaveLength(1);
    expect((await get(`/servers/${serverId}/logs`)).body.lines).toHaveLength(1);
  });

  test('a deleted server takes its logs and calls along, also when the service was down meanwhile', async () => {
    const serverId = await createServer();
    const other = await createServer();
    const deploymentId = await deploy(serverId);
    await messaging.publish(subjects.deploymentLog(deploymentId), batch(serverId, deploymentId, ['secret']));
    await allStored(service, streams.logs.name);
    await record([call(serverId), call(other)]);
    const before = (await get('/activity/stats')).body.totalCalls;
    await service.stop();
    await store.append(
      `server-${serverId}`,
      [{ type: 'ServerDeleted', data: { serverId, slug: serverId, actor, at: new Date().toISOString() } }],
      { expected: 'any' },
    );
    service = await engines.service('analytics');
    await eventually(async () => (await get('/activity/stats')).body.totalCalls === before - 1);
    expect((await get(`/servers/${serverId}/logs`)).status).toBe(404);
    expect((await get(`/servers/${serverId}/overview`)).status).toBe(404);
    expect((await get(`/activity?serverId=${serverId}`)).body.items).toEqual([]);
    await record([call(serverId), call(other)]);
    expect((await get('/activity/stats')).body.totalCalls).toBe(before);
  }, 60_000);

  test('health says which engine is missing, and what is stored stays readable without the event store', async () => {
    const serverId = await createServer();
    await record([call(serverId)]);
    await Promise.all([engines.nats.stop(), engines.eventStore.stop()]);
    try {
      const health = await eventually(async () => {
        const answer = await service.call('GET', '/health');
        return answer.status === 503 && answer;
      });
      expect(health.body.checks).toMatchObject({
        clickhouse: { ok: true },
        nats: { ok: false },
        'event store': { ok: false },
      });
      expect(await get(`/activity?serverId=${serverId}`)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      await engines.nats.start();
      await eventually(
        async () => (await get(`/activity?serverId=${serverId}&payloads=false`)).body.items?.length === 1,
      );
      expect((await get(`/servers/${serverId}/logs`)).status).toBe(200);
    } finally {
      await engines.eventStore.start();
    }
    await eventually(async () => (await service.call('GET', '/health')).status === 200);
    const tail = await follow(`/servers/${serverId}/logs`);
    await eventually(() =>
      messaging.publish(subjects.serverLog(serverId), batch(serverId, '', ['back'])).then(() => true),
    );
    await eventually(() => tail.lines.length >= 1);
    tail.close();
  }, 90_000);
});
