import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallInProgress, Deployment, Requests, ToolCall } from '@toolyard/contracts';
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
import { recordCalls, toolCall } from '../testing/records.js';

let engines: Engines;
let service: RunningService;
let messaging: Messaging;
let store: EventStoreDb;
let ann: { token: string; userId: string };
let bob: { token: string; userId: string };
let auditor: { token: string; userId: string };
let limited: { token: string; userId: string };
let byAnn: ToolCall;
let byBob: ToolCall;
let elsewhere: ToolCall;
let running: CallInProgress;

const at = Date.now() - 60_000;
const get = <T = any>(path: string, token: string | null | undefined) =>
  service.call<T>('GET', `/api/v1${path}`, undefined, { token });
const ids = (items: { id: string }[]) => items.map(({ id }) => id).toSorted();

function call(n: number, serverId: string, { userId, tool = 'search' }: { userId: string; tool?: string }): ToolCall {
  const startedAt = new Date(at - n * 1_000);
  return toolCall({
    id: `call_${startedAt.getTime().toString(16).padStart(12, '0')}7${String(n).padStart(19, '0')}`,
    serverId,
    tool,
    userId,
    userName: userId,
    startedAt: startedAt.toISOString(),
    latencyMs: n,
    input: `{"question":${n}}`,
    output: `{"answer":${n}}`,
  });
}

/** With a mark in everything that only those who may inspect the server see. */
const deployment: Deployment = {
  id: 'dep_1',
  serverId: 'srv_1',
  status: 'live',
  stage: 'candidate',
  trigger: 'push',
  actor: { kind: 'user', id: 'usr_private', name: 'private actor' },
  commit: { sha: 'private sha', message: 'private message', author: 'private author', at: '2026-01-01T00:00:00.000Z' },
  image: { digest: 'sha256:private', tag: 'private tag', sizeBytes: 1 },
  run: { port: 1, paths: ['/'], command: ['private command'], startupSeconds: 1, memoryMb: 1, cpus: 1, pids: 1 },
  generatedDockerfile: 'FROM private',
  error: { stage: 'image', code: 'build_failed', message: 'private error' },
  changes: { added: ['search'], changed: [], dropped: [] },
  createdAt: '2026-01-01T00:00:00.000Z',
  stages: [],
};

const month = () => new Date().toISOString().slice(0, 7);
const reads = async () =>
  (await store.read(`payloadreads-${month()}`)).map(({ type, data, metadata }) => ({
    type,
    data: data as any,
    metadata,
  }));

beforeAll(async () => {
  engines = await startEngines();
  ({ messaging, store } = await engines.clients());
  service = await engines.service('analytics');
  ann = engines.principal({ role: 'developer', name: 'Ann' });
  bob = engines.principal({ role: 'member', name: 'Bob' });
  auditor = engines.principal({ role: 'auditor', name: 'Eve' });
  limited = engines.principal({ role: 'admin', servers: ['srv_other'] });
  const owners = { srv_1: { ...ann, name: 'Ann' }, srv_other: { ...bob, name: 'Bob' } };
  for (const [serverId, { userId, name }] of Object.entries(owners)) {
    const created = serverCreated({ serverId, slug: 'one', name: 'One', actor: { kind: 'user', id: userId, name } });
    await store.append(`server-${serverId}`, [created], { expected: 'none' });
  }
  byAnn = call(1, 'srv_1', ann);
  byBob = call(2, 'srv_1', { userId: bob.userId, tool: 'write' });
  elsewhere = call(3, 'srv_other', bob);
  const { latencyMs: _l, class: _c, output: _o, error: _e, ...unfinished } = call(4, 'srv_1', bob);
  running = unfinished;
  await answer(messaging.connection, 'gateway.calls.inProgress', () => ({ calls: [running] }));
  await answer(messaging.connection, 'registry.servers.get', ({ serverId }) => {
    const createdBy = { kind: 'user', id: serverId === 'srv_1' ? ann.userId : bob.userId, name: 'x' };
    return { id: serverId, createdBy } as Requests['registry.servers.get']['reply'];
  });
  await answer(messaging.connection, 'builds.deployments.summary', () => ({
    live: deployment,
    inProgress: [deployment],
    lastFailed: false,
  }));
  await recordCalls(messaging, service, [byAnn, byBob, elsewhere]);
}, 90_000);

afterAll(() => engines?.stop(), 60_000);

describe('someone who is neither admin nor auditor', () => {
  test('lists their own calls only, whatever they filter by', async () => {
    expect(ids((await get('/activity', bob.token)).body.items)).toEqual(ids([byBob, elsewhere, running]));
    expect(ids((await get('/activity?serverId=srv_1', ann.token)).body.items)).toEqual([byAnn.id]);
    expect((await get(`/activity?userId=${bob.userId}`, ann.token)).body.items).toEqual([]);
    expect((await get('/activity?status=in_progress', ann.token)).body.items).toEqual([]);
  });

  test('gets figures and exports of their own calls only', async () => {
    expect((await get('/activity/stats', ann.token)).body.totalCalls).toBe(1);
    expect((await get(`/activity/stats?userId=${bob.userId}`, ann.token)).body.totalCalls).toBe(0);
    expect((await get('/activity/percentiles', ann.token)).body.p50).toBe(1);
    expect((await get('/activity/histogram?by=latency', ann.token)).body.buckets).toHaveLength(1);
    const bars = (await get('/activity/histogram', bob.token)).body.buckets;
    expect(bars.reduce((sum: number, { total }: { total: number }) => sum + total, 0)).toBe(3);
    expect((await get('/activity/export.csv', ann.token)).text.trimEnd().split('\r\n')).toHaveLength(2);
    expect((await get('/activity/tools?serverId=srv_other', ann.token)).body.items).toEqual([]);
  });

  test('reads the payload of their own call, and learns nothing about that of another', async () => {
    expect((await get(`/activity/${byBob.id}`, bob.token)).body).toMatchObject({
      id: byBob.id,
      input: byBob.input,
      output: byBob.output,
    });
    expect((await get(`/activity/${running.id}`, bob.token)).body).toMatchObject({
      id: running.id,
      status: 'in_progress',
      output: null,
    });
    for (const id of [byBob.id, running.id, 'call_none', '%27'])
      expect(await get(`/activity/${id}`, ann.token)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await reads()).toEqual([]);
  });

  test('sees figures of the whole server when it is theirs, but calls only of their own', async () => {
    expect(
      (await get('/activity/tools?serverId=srv_1', ann.token)).body.items.map(({ tool }: any) => tool).toSorted(),
    ).toEqual(['search', 'write']);
    const own = (await get('/servers/srv_1/overview', ann.token)).body;
    expect([own.totalCalls, own.uniqueUsers, ids(own.recent)]).toEqual([2, 2, [byAnn.id]]);
    const others = (await get('/servers/srv_1/overview', bob.token)).body;
    expect([others.totalCalls, others.uniqueUsers, ids(others.recent)]).toEqual([1, 1, ids([byBob, running])]);
  });
});

describe('analysed figures', () => {
  const keys = async (query: string, token: string) =>
    (await get(`/activity/breakdown?${query}`, token)).body.items.map(({ key }: any) => key).toSorted();
  const total = async (query: string, token: string) =>
    (await get(`/activity/series?${query}`, token)).body.totals.totalCalls;

  test('of their own servers count all callers for a developer, without naming them', async () => {
    expect(await total('serverId=srv_1', ann.token)).toBe(2);
    expect(await total('mine=true', ann.token)).toBe(2);
    expect(await total('', ann.token)).toBe(1);
    expect(await keys('by=tool&serverId=srv_1', ann.token)).toEqual(['search', 'write']);
    expect(await keys('by=user&serverId=srv_1', ann.token)).toEqual([ann.userId]);
    expect(await keys('by=client&mine=true&search=bob', ann.token)).toEqual([]);
    expect(await total(`serverId=srv_1&userId=${bob.userId}`, ann.token)).toBe(0);
    const { items } = (await get('/activity/errors?serverId=srv_1&class=ok', ann.token)).body;
    expect(items).toHaveLength(2);
    expect(items.every((group: object) => !('example' in group))).toBe(true);
  });

  test('are of own calls for a member, also of servers that they made', async () => {
    expect(await total('serverId=srv_1', bob.token)).toBe(1);
    expect(await total('mine=true', bob.token)).toBe(1);
    expect(await keys('by=user', bob.token)).toEqual([bob.userId]);
    expect((await get('/activity/slowest', bob.token)).body.items.map(({ id }: any) => id).toSorted()).toEqual(
      ids([byBob, elsewhere]),
    );
  });

  test('are of all calls for an auditor, and of the servers of a limited API key', async () => {
    expect(await keys('by=user', auditor.token)).toEqual([ann.userId, bob.userId].toSorted());
    expect(await keys('by=server', limited.token)).toEqual(['srv_other']);
    expect((await get('/activity/series?serverId=srv_1', limited.token)).status).toBe(403);
    expect((await get('/activity/comparison?serverId=srv_1&base=a&candidate=b', limited.token)).status).toBe(403);
  });
});

describe('the deployments of an overview', () => {
  test.each([
    ['the developer of the server', () => ann],
    ['an auditor', () => auditor],
  ])('are whole for %s', async (_who, account) => {
    expect((await get('/servers/srv_1/overview', account().token)).body).toMatchObject({
      live: deployment,
      inProgress: [deployment],
    });
  });

  test('show a caller of the server nothing of its source, its image and its errors', async () => {
    const { body } = await get('/servers/srv_1/overview', bob.token);
    expect(body.live).toMatchObject({ id: 'dep_1', status: 'live', changes: { added: ['search'] } });
    expect(body.inProgress).toEqual([body.live]);
    expect(JSON.stringify(body)).not.toContain('private');
  });
});

describe('an auditor', () => {
  test('sees all calls; the payloads that they read are recorded before they get them', async () => {
    const before = (await reads()).length;
    const { items } = (await get('/activity?serverId=srv_1', auditor.token)).body;
    expect(ids(items)).toEqual(ids([byAnn, byBob, running]));
    expect(items.find(({ id }: any) => id === byBob.id)).toMatchObject({ input: byBob.input, output: byBob.output });
    expect((await get(`/activity/${elsewhere.id}`, auditor.token)).body.input).toBe(elsewhere.input);
    const [page, one, ...more] = (await reads()).slice(before);
    expect(more).toEqual([]);
    expect(page).toMatchObject({
      type: 'PayloadsRead',
      data: { serverId: 'srv_1', actor: { kind: 'user', id: auditor.userId, name: 'Eve' } },
      metadata: { address: '127.0.0.1' },
    });
    expect(page!.data.callIds.toSorted()).toEqual(ids([byAnn, byBob, running]));
    expect(one).toMatchObject({ data: { serverId: 'srv_other', callIds: [elsewhere.id] } });
  });

  test('leaves no entry when no payload is asked for', async () => {
    const before = (await reads()).length;
    const { items } = (await get('/activity?payloads=false', auditor.token)).body;
    expect(items.map(({ input, output }: any) => [input, output || ''])).toEqual(
      Array.from({ length: 4 }, () => ['', '']),
    );
    expect((await get('/servers/srv_1/overview', auditor.token)).body.recent.map(({ input }: any) => input)).toEqual([
      '',
      '',
      '',
    ]);
    expect(await reads()).toHaveLength(before);
  });

  test('exports everything, and the export is recorded with its filter', async () => {
    expect((await get('/activity/export.csv?tool=search', auditor.token)).text.trimEnd().split('\r\n')).toHaveLength(4);
    expect((await reads()).at(-1)).toMatchObject({
      type: 'CallsExported',
      data: { filter: { tool: 'search' }, actor: { id: auditor.userId } },
    });
  });
});

test('an API key that is limited to servers sees calls of those only, also of an admin', async () => {
  expect(ids((await get('/activity', limited.token)).body.items)).toEqual([elsewhere.id]);
  expect((await get('/activity/stats', limited.token)).body.totalCalls).toBe(1);
  expect((await get('/activity/stats?serverId=srv_other', limited.token)).body.totalCalls).toBe(1);
  expect((await get(`/activity/${byBob.id}`, limited.token)).status).toBe(404);
  for (const path of [
    '/activity?serverId=srv_1',
    '/activity/stats?serverId=srv_1',
    '/activity/tools?serverId=srv_1',
    '/activity/export.csv?serverId=srv_1',
    '/servers/srv_1/overview',
  ]) {
    expect(await get(path, limited.token)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  }
});

test('a payload whose reading cannot be recorded is not shown, while all else stays readable', async () => {
  await engines.eventStore.stop();
  try {
    const refused = await Promise.all(
      ['/activity?serverId=srv_1', `/activity/${byBob.id}`, '/activity/export.csv'].map((path) =>
        get(path, auditor.token),
      ),
    );
    for (const answer of refused) expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(ids((await get('/activity?serverId=srv_1&payloads=false', auditor.token)).body.items)).toEqual(
      ids([byAnn, byBob, running]),
    );
    expect((await get(`/activity/${byBob.id}`, bob.token)).body.input).toBe(byBob.input);
  } finally {
    await engines.eventStore.start();
  }
  await eventually(async () => (await get(`/activity/${byBob.id}`, auditor.token)).status === 200);
}, 90_000);
