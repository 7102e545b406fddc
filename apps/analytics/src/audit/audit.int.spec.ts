import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import { type Engines, eventually, type RunningService, serverCreated, startEngines } from '@toolyard/service/testing';

let engines: Engines;
let service: RunningService;
let store: EventStoreDb;
let auditor: { token: string };

const ann: Actor = { kind: 'user', id: 'usr_ann', name: 'Ann' };
const key: Actor = { kind: 'apikey', id: 'key_ci', name: 'CI', userId: 'usr_bob' };
const metadata = (actor: Actor) => ({ actor, correlationId: 'corr_1', address: '192.0.2.7' });
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 12, minute)).toISOString();
const get = (query: string, token = auditor.token) =>
  service.call('GET', `/api/v1/audit${query}`, undefined, { token });
const all = async () => (await get('?limit=200')).body.items as any[];
const summaries = async (query: string) =>
  (await get(query)).body.items.map(({ summary }: { summary: string }) => summary);

async function happens(stream: string, type: string, data: Record<string, unknown>, actor = ann): Promise<void> {
  await store.append(stream, [{ type, data: { ...data, actor } }], { expected: 'any', metadata: metadata(actor) });
}

beforeAll(async () => {
  engines = await startEngines();
  ({ store } = await engines.clients());
  const created = serverCreated({ serverId: 'srv_1', slug: 'one', name: 'One', actor: ann, at: at(0) });
  await happens('server-srv_1', created.type, { ...created.data });
  await happens('server-srv_1', 'ServerEdited', { serverId: 'srv_1', name: 'Prime', at: at(1) });
  service = await engines.service('analytics');
  auditor = engines.principal({ role: 'auditor', name: 'Eve' });
  await happens(
    'variables-srv_1',
    'VariableSet',
    {
      serverId: 'srv_1',
      name: 'API_URL',
      value: { dataKeyId: 'k', nonce: 'SECRET', ciphertext: 'SECRET', tag: 'SECRET' },
      version: 1,
      at: at(2),
    },
    key,
  );
  await happens('deployment-dep_1', 'DeploymentRequested', {
    deploymentId: 'dep_1',
    serverId: 'srv_1',
    slug: 'one',
    repository: 'one',
    commit: { sha: 'a'.repeat(40), message: '=1+1', author: 'Ann', at: at(3) },
    trigger: 'push',
    at: at(3),
  });
  await happens('deployment-dep_1', 'BuildStarted', { deploymentId: 'dep_1', worker: 'w', attempt: 1, at: at(4) });
  await happens('server-srv_2', 'ServerDisabled', { serverId: 'srv_2', at: at(5) });
  await eventually(async () => (await all()).length === 5);
}, 90_000);

afterAll(() => engines?.stop(), 60_000);

describe('the audit log', () => {
  test('has each change with actor, address and what changed, also those from before the service started', async () => {
    const items = await all();
    expect(items.map(({ summary }) => summary)).toEqual([
      'Ann disabled the server srv_2.',
      'Ann pushed aaaaaaa to Prime; it is being deployed.',
      'CI (API key) set the variable API_URL of Prime.',
      'Ann changed name of the server One.',
      'Ann created the server One.',
    ]);
    expect(items[2]).toEqual({
      id: expect.any(String),
      at: at(2),
      actor: key,
      address: '192.0.2.7',
      type: 'VariableSet',
      subject: { kind: 'variable', id: 'API_URL', name: 'API_URL' },
      serverId: 'srv_1',
      summary: 'CI (API key) set the variable API_URL of Prime.',
      changes: [],
      correlationId: 'corr_1',
    });
    expect(items[3].changes).toEqual([{ field: 'name', from: 'One', to: 'Prime' }]);
    expect(JSON.stringify(items)).not.toContain('SECRET');
  });

  test('is narrowed by actor, also by the account behind a key, type, server, subject, time and words', async () => {
    expect(await summaries('?actorId=usr_bob')).toHaveLength(1);
    expect(await summaries('?actorId=key_ci')).toHaveLength(1);
    expect(await summaries('?type=ServerEdited,ServerCreated')).toHaveLength(2);
    expect(await summaries('?serverId=srv_1')).toHaveLength(4);
    expect(await summaries('?subject=API_URL')).toHaveLength(1);
    expect(await summaries(`?from=${at(1)}&to=${at(3)}`)).toHaveLength(2);
    expect(await summaries('?search=PRIME')).toHaveLength(3);
    expect(await summaries('?search=192.0.2')).toHaveLength(5);
    expect(await summaries('?search=%25')).toHaveLength(0);
  });

  test('is read in pages that neither repeat nor leave out an entry', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: any = await get(`?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }: any) => id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual((await all()).map(({ id }) => id));
  });

  test('is exported whole, with nothing that a spreadsheet would run', async () => {
    await happens('server-srv_1', 'ServerEdited', { serverId: 'srv_1', name: '=HYPERLINK("x")', at: at(6) });
    await happens('server-srv_1', 'ServerDisabled', { serverId: 'srv_1', at: at(7) });
    await eventually(async () => (await all()).length === 7);
    const { text, headers } = await get('/export.csv?serverId=srv_1');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(7);
    expect(rows[0]).toBe(
      'time,actor,actor_kind,actor_id,address,type,subject_kind,subject,subject_id,server_id,summary,changes,' +
        'correlation_id,id',
    );
    expect(rows[1]).toContain(`,server,"'=HYPERLINK(""x"")",srv_1,`);
  });

  test('is for admins and auditors', async () => {
    for (const role of ['developer', 'member'] as const) {
      for (const path of ['', '/export.csv'])
        expect((await get(path, engines.principal({ role }).token)).status).toBe(403);
    }
    expect((await get('', engines.principal({ role: 'admin' }).token)).status).toBe(200);
    expect((await get('', engines.principal({ role: 'admin', rights: ['call'] }).token)).status).toBe(403);
    const limited = engines.principal({ role: 'auditor', servers: ['srv_2'] }).token;
    expect((await get('', limited)).body.items).toHaveLength(1);
    expect((await get('?serverId=srv_1', limited)).status).toBe(403);
  });

  test.each([
    ['?limit=0'],
    ['?limit=201'],
    ['?cursor=x'],
    ['?type=a%20b'],
    ['?from=now'],
    ['?colour=red'],
    [`?from=${at(2)}&to=${at(1)}`],
    ['?search='],
    ['/export.csv?limit=5'],
  ])('refuses %s with a reason', async (query) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  test('has every entry once, in order, when the service is killed while it writes', async () => {
    const before = (await all()).length;
    const names = Array.from({ length: 900 }, (_, index) => `name ${index}`);
    const edits = names.map((name, index) => ({
      type: 'ServerEdited',
      data: { serverId: 'srv_9', name, actor: ann, at: at(index % 60) },
    }));
    for (let part = 0; part < 9; part++) {
      await store.append('server-srv_9', edits.slice(part * 100, part * 100 + 100), {
        expected: 'any',
        metadata: metadata(ann),
      });
      if (part === 2 || part === 5) {
        await service.kill();
        service = await engines.service('analytics');
      }
    }
    const written = await eventually(async () => {
      const entries: any[] = [];
      for (let cursor = ''; ;) {
        const { body } = await get(`?serverId=srv_9&limit=200${cursor && `&cursor=${cursor}`}`);
        entries.push(...body.items);
        if (body.nextCursor === null) return entries.length >= 900 && entries;
        cursor = body.nextCursor;
      }
    }, 30_000);
    expect(written.map(({ changes }) => changes[0].to)).toEqual(names.toReversed());
    expect((await get('?limit=1')).body.items).toHaveLength(1);
    expect(before).toBeGreaterThan(5);
  }, 90_000);

  test('outlives the server that it is about', async () => {
    await happens('server-srv_1', 'ServerDeleted', { serverId: 'srv_1', slug: 'one', at: at(8) });
    await eventually(async () => (await summaries('?serverId=srv_1&type=ServerDeleted')).length === 1);
    await service.stop();
    service = await engines.service('analytics');
    expect((await summaries('?serverId=srv_1')).length).toBeGreaterThanOrEqual(7);
  }, 60_000);
});
