import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { quotaExceeded, Rejected, type SlugEvent } from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging, Requester } from '@toolyard/messaging';
import {
  describedRoutes,
  answer,
  type Answer,
  type Engines,
  eventsUntil,
  eventually,
  type RunningService,
  startEngines,
} from '@toolyard/service/testing';

let engines: Engines;
let registry: RunningService;
let messaging: Messaging;
let requester: Requester;
let store: EventStoreDb;

beforeAll(async () => {
  engines = await startEngines();
  registry = await engines.service('registry');
  ({ messaging, requester, store } = await engines.clients());
  await answer(messaging.connection, 'builds.memory.check', ({ replicas }) => {
    if (replicas > 15) throw quotaExceeded('memory_per_server', { limit: 15, use: 1, requested: replicas });
    return { fits: true };
  });
}, 60_000);

afterAll(() => engines?.stop());

let unique = 0;
const minimal = (overrides: Record<string, unknown> = {}) => ({
  name: `Server ${++unique}`,
  source: { provider: 'git' },
  auth: { method: 'none' },
  ...overrides,
});
const create = async (overrides: Record<string, unknown> = {}, by = registry) => {
  const answer = await by.call('POST', '/api/v1/servers', minimal(overrides));
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};
const post = (body: unknown) => registry.call('POST', '/api/v1/servers', body);

describe('creating', () => {
  test('answers the server with its addresses, and it can be read at once', async () => {
    const server = await create({ name: 'Weather Forecasts', description: 'Rain or not' });
    expect(server).toMatchObject({
      slug: 'weather-forecasts',
      name: 'Weather Forecasts',
      description: 'Rain or not',
      status: 'never_deployed',
      visibility: 'private',
      access: 'organisation',
      source: { provider: 'git', repository: 'weather-forecasts' },
      auth: { method: 'none' },
      replicas: 1,
      disabled: false,
      tools: 0,
      mcpUrl: 'http://toolyard.test:8080/s/weather-forecasts/mcp',
      gitUrl: 'http://toolyard.test:8080/git/weather-forecasts.git',
      createdBy: { id: 'admin' },
    });
    expect(server.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const read = await registry.call('GET', `/api/v1/servers/${server.id}`);
    expect(read).toMatchObject({ status: 200, body: server });
  });

  test('keeps every auth method with all its fields', async () => {
    const credentials = {
      method: 'credentials',
      fields: [
        { name: 'API_KEY', label: 'Key', placeholder: 'sk-…', secret: true },
        { name: 'region', label: 'Region', secret: false },
      ],
    };
    const oauth2 = {
      method: 'oauth2',
      authorizationUrl: 'https://up.test/authorize',
      tokenUrl: 'https://up.test/token',
      clientId: 'abc',
      scopes: ['read', 'write:all'],
    };
    expect((await create({ auth: credentials })).auth).toEqual(credentials);
    expect((await create({ auth: oauth2 })).auth).toEqual(oauth2);
  });

  test("takes a slug of one's own, and a repository", async () => {
    expect(await create({ slug: 'mine-2', source: { provider: 'git', repository: 'Mono_repo.v2' } })).toMatchObject({
      slug: 'mine-2',
      gitUrl: 'http://toolyard.test:8080/git/Mono_repo.v2.git',
    });
  });

  test('finds an address for a name without letters', async () => {
    expect((await create({ name: '🌩️' })).slug).toMatch(/^server-[0-9a-f]{12}$/);
  });

  test.each([
    ['no name', { name: undefined }],
    ['an empty name', { name: '' }],
    ['a name of blanks', { name: '   ' }],
    ['a name of 101 characters', { name: 'x'.repeat(101) }],
    ['a name of a million characters', { name: 'x'.repeat(1_000_000) }],
    ['a name of two lines', { name: 'a\nb' }],
    ['a number as name', { name: 7 }],
    ['no source', { source: undefined }],
    ['null as source', { source: null }],
    ['a list as source', { source: [] }],
    ['an unknown provider', { source: { provider: 'svn' } }],
    ['a repository that climbs', { source: { provider: 'git', repository: '../../etc' } }],
    ['a repository with a slash', { source: { provider: 'git', repository: 'a/b' } }],
    ['a repository with blanks', { source: { provider: 'git', repository: 'a b' } }],
    ['a hidden repository', { source: { provider: 'git', repository: '.git' } }],
    ['an unknown field in the source', { source: { provider: 'git', branch: 'dev' } }],
    ['no auth', { auth: undefined }],
    ['a list as auth', { auth: [] }],
    ['a word as auth', { auth: 'none' }],
    ['an unknown auth method', { auth: { method: 'magic' } }],
    ['auth fields of another method', { auth: { method: 'none', fields: [] } }],
    ['credentials without fields', { auth: { method: 'credentials' } }],
    [
      'two credential fields of one name',
      {
        auth: {
          method: 'credentials',
          fields: [
            { name: 'A', label: 'a', secret: true },
            { name: 'A', label: 'b', secret: true },
          ],
        },
      },
    ],
    ['null as credential field', { auth: { method: 'credentials', fields: [null] } }],
    [
      'oauth2 with a script as URL',
      {
        auth: {
          method: 'oauth2',
          authorizationUrl: 'javascript:alert(1)',
          tokenUrl: 'https://t.test',
          clientId: 'x',
          scopes: [],
        },
      },
    ],
    ['an unknown visibility', { visibility: 'secret' }],
    ['null as visibility', { visibility: null }],
    ['no replicas', { replicas: 0 }],
    ['too many replicas', { replicas: 21 }],
    ['half a replica', { replicas: 1.5 }],
    ['replicas as text', { replicas: '2' }],
    ['a slug in capitals', { slug: 'Weather' }],
    ['a slug that climbs', { slug: '../up' }],
    ['a slug of 64 characters', { slug: 'x'.repeat(64) }],
    ['an unknown field', { colour: 'red' }],
    ['an id of its own', { id: 'srv_00000000000000000000000000000000' }],
  ])('refuses %s', async (_, overrides) => {
    const { status, body } = await post(minimal(overrides));
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request', message: expect.stringContaining('Nothing was') });
  });

  test.each([
    ['not JSON', '{"name": ', 'malformed_json'],
    ['a list', '[]', 'invalid_request'],
    ['a word', '"server"', 'malformed_json'],
    ['nothing', '', 'invalid_request'],
    ['null', 'null', 'malformed_json'],
  ])('refuses %s', async (_, body, code) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code } });
  });

  test('lets no body reach for a prototype', async () => {
    const poisoned = await post(
      JSON.stringify(minimal()).replace('{', '{"__proto__":{"description":"poison","disabled":true},'),
    );
    expect(poisoned).toMatchObject({ status: 201, body: { description: '', disabled: false } });
    expect(await create()).toMatchObject({ description: '', disabled: false });
  });

  test('refuses a body of 5 MB', async () => {
    expect(await post(minimal({ description: 'x'.repeat(5 << 20) }))).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    });
  });

  describe('from a repository on GitHub', () => {
    const github = (slug: string, more: object = {}) =>
      minimal({ slug, source: { provider: 'github', repository: 'ada/Weather', ...more } });

    test('keeps the slug free when the repository cannot be used', async () => {
      const builds = await answer(messaging.connection, 'builds.github.check', () => {
        throw new Rejected('source_not_connected', 'GitHub is not connected.');
      });
      try {
        const refused = await post(github('not-yet'));
        expect(refused).toMatchObject({ status: 409, body: { code: 'source_not_connected' } });
        await create({ slug: 'not-yet' });
      } finally {
        await builds.stop();
      }
    });

    test('keeps its name as GitHub writes it, the branch and the watched paths, which can change', async () => {
      const builds = await answer(messaging.connection, 'builds.github.check', () => ({ repository: 'Ada/weather' }));
      try {
        const { status, body } = await post(github('on-github', { branch: 'release', watchPaths: ['src/**'] }));
        const source = { provider: 'github', repository: 'Ada/weather', branch: 'release', watchPaths: ['src/**'] };
        expect([status, body.source, body.gitUrl]).toEqual([201, source, undefined]);
        const edited = await registry.call('PATCH', `/api/v1/servers/${body.id}`, { source: { branch: 'next' } });
        expect(edited.body.source).toEqual({ ...source, branch: 'next' });
      } finally {
        await builds.stop();
      }
    });

    test.each(['a..b', 'a b', '/a', 'a.lock', '-\u0007'])('refuses %j as a branch', async (branch) => {
      expect(await post(github('bad-branch', { branch }))).toMatchObject({ status: 400 });
    });
  });

  test('of the built-in git remote takes neither a branch nor watched paths', async () => {
    const refused = await post(minimal({ slug: 'branches', source: { provider: 'git', branch: 'release' } }));
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    const { id } = await create({ slug: 'branches' });
    const edited = await registry.call('PATCH', `/api/v1/servers/${id}`, { source: { branch: 'release' } });
    expect(edited).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  test('refuses a taken slug and says what to do', async () => {
    await create({ name: 'Taken' });
    const refused = await post(minimal({ name: 'taken!' }));
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'slug_taken', details: { slug: 'taken' }, message: expect.stringContaining('Choose another name') },
    });
  });

  test('gives one slug to one of twenty who ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(minimal({ name: 'Race' }))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  });

  test('takes a slug over from a creation that stopped halfway', async () => {
    const orphan: SlugEvent = {
      type: 'SlugReserved',
      data: { slug: 'orphan', serverId: 'srv_' + '0'.repeat(32), at: '2026-01-01T00:00:00.000Z' },
    };
    await store.append('slug-orphan', [orphan], { expected: 'none' });
    expect((await create({ slug: 'orphan' })).slug).toBe('orphan');
  });
});

describe('without a valid token', () => {
  test.each([null, 'wrong', ''])('token %j opens nothing', async (token) => {
    for (const [method, path] of [
      ['GET', '/api/v1/servers'],
      ['POST', '/api/v1/servers'],
      ['DELETE', '/api/v1/servers/x'],
    ] as const) {
      expect(await registry.call(method, path, undefined, { token })).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
    }
  });
});

describe('forged ids', () => {
  test.each([
    ['a word', 'x'],
    ['a well-formed id that was never given', 'srv_' + 'f'.repeat(32)],
    ['a path', '%2e%2e%2fetc'],
    ['the stream of everything', '$all'],
    ['a property of every object', '__proto__'],
    ['another one', 'constructor'],
    ['2,000 letters', 'a'.repeat(2_000)],
    ['a NUL', '%00'],
    ['a piece of SQL', 'srv_%27%20or%201=1'],
  ])('%s is no server', async (_, id) => {
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', ''],
      ['POST', '/disable'],
      ['POST', '/enable'],
    ] as const) {
      expect(await registry.call(method, `/api/v1/servers/${id}${path}`, body)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
  });
});

describe("headers of a client's own", () => {
  test('are kept in lower case, and none are kept unless they are named', async () => {
    expect(await create()).toMatchObject({ headers: [] });
    expect(await create({ headers: ['X-Tenant-Id', 'x_region'] })).toMatchObject({
      headers: ['x-tenant-id', 'x_region'],
    });
  });

  test.each([
    ['the token of the client', ['Authorization']],
    ['framing', ['Transfer-Encoding']],
    ['the address that a proxy reports', ['X-Forwarded-For']],
    ['the protocol', ['Mcp-Session-Id']],
    ['what the platform adds', ['X-Toolyard-User']],
    ['a line break', ['x-a\r\nhost']],
    ['a name twice', ['x-a', 'X-A']],
    ['a number', [1]],
    ['more than 20', Array.from({ length: 21 }, (_, i) => `x-${i}`)],
    ['text', 'x-a'],
  ])('are refused where they are %s', async (_, headers) => {
    expect(await post(minimal({ headers }))).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('limits of tool calls', () => {
  const limits = {
    perCaller: 60,
    total: 600,
    timeoutSeconds: 20,
    tools: [{ name: 'report', perCaller: 2, timeoutSeconds: 90 }],
  };

  test('are kept, replaced as a whole, and removed by an empty object', async () => {
    const server = await create({ limits });
    expect(server).toMatchObject({ limits });
    const edit = (body: object) => registry.call('PATCH', `/api/v1/servers/${server.id}`, body);
    expect((await edit({ limits: { perKey: 5 } })).body.limits).toEqual({ perKey: 5 });
    expect((await edit({ name: 'Other' })).body.limits).toEqual({ perKey: 5 });
    expect((await edit({ limits: {} })).body.limits).toEqual({});
  });

  test.each([
    ['no call', { perCaller: 0 }],
    ['half a call', { total: 1.5 }],
    ['text', { perKey: '5' }],
    ['no time', { timeoutSeconds: 0 }],
    ['a tool without a name', { tools: [{ perCaller: 1 }] }],
    ['a tool twice', { tools: [{ name: 'a' }, { name: 'a' }] }],
    ['an unknown limit', { perDay: 1 }],
    ['a list', []],
  ])('are refused where they are %s', async (_, wrong) => {
    expect(await post(minimal({ limits: wrong }))).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('editing', () => {
  test('changes what is given, keeps the address, and is read back at once', async () => {
    const server = await create();
    const edits = {
      name: 'New name',
      description: 'New',
      visibility: 'internal',
      access: 'public',
      replicas: 3,
      headers: ['x-tenant'],
    };
    const edited = await registry.call('PATCH', `/api/v1/servers/${server.id}`, edits);
    expect(edited).toMatchObject({ status: 200, body: { ...edits, slug: server.slug, createdAt: server.createdAt } });
    expect((await registry.call('GET', `/api/v1/servers/${server.id}`)).body).toEqual(edited.body);
  });

  test('never changes the auth method', async () => {
    const server = await create();
    for (const auth of [{ method: 'credentials', fields: [] }, 'oauth2', null]) {
      expect(await registry.call('PATCH', `/api/v1/servers/${server.id}`, { auth, name: 'Sneaky' })).toMatchObject({
        status: 409,
        body: { code: 'auth_method_fixed' },
      });
    }
    expect((await registry.call('GET', `/api/v1/servers/${server.id}`)).body).toEqual(server);
  });

  test.each([
    { slug: 'other' },
    { source: { provider: 'git' } },
    { id: 'x' },
    { disabled: true },
    { name: '' },
    { name: null },
    { replicas: 0 },
    { createdBy: {} },
  ])('refuses %j', async (body) => {
    const server = await create();
    expect(await registry.call('PATCH', `/api/v1/servers/${server.id}`, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  test('of ten at once loses none', async () => {
    const server = await create();
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, (_, i) =>
        registry.call('PATCH', `/api/v1/servers/${server.id}`, { description: `d${i}` }),
      ),
      ...Array.from({ length: 5 }, (_, i) =>
        registry.call('PATCH', `/api/v1/servers/${server.id}`, { replicas: i + 2 }),
      ),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await store.read(`server-${server.id}`)).toHaveLength(11);
  });
});

describe('quotas', () => {
  const usesOf = async (accountId: string) =>
    (await requester.request('registry.quotas.use', { accountId })).uses as Record<string, number>;

  test('of many creations at once as many pass as there is room, and the slugs of the others are free', async () => {
    const { servers } = await usesOf('admin');
    const limited = await engines.service('registry', { TOOLYARD_QUOTAS: `servers_per_account=${servers! + 2}` });
    const names = Array.from({ length: 6 }, (_, i) => `Crowd ${i}`);
    const answers = await Promise.all(names.map((name) => limited.call('POST', '/api/v1/servers', minimal({ name }))));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(4);
    for (const { status, body } of refused) {
      expect([status, body.code]).toEqual([409, 'quota_exceeded']);
      expect(body.details).toMatchObject({ quota: 'servers_per_account', limit: servers! + 2, unit: 'count' });
    }
    for (const [i, { status }] of answers.entries()) if (status !== 201) await create({ name: names[i] });
    await limited.stop();
  });

  test('of one account leave the others room', async () => {
    const greedy = engines.principal({ role: 'developer' });
    const modest = engines.principal({ role: 'developer' });
    const data = { quota: 'servers_per_account', subjectId: greedy.userId, limit: 0, actor: greedy, at: '' };
    await store.append('organisation-main', [{ type: 'QuotaSet', data }], { expected: 'any' });
    const by = (token: string) => registry.call('POST', '/api/v1/servers', minimal(), { token });
    await eventually(async () => (await by(greedy.token)).status === 409);
    expect((await by(modest.token)).status).toBe(201);
    expect(await usesOf(modest.userId)).toMatchObject({ servers_per_account: 1 });
  });

  test('refuse replicas whose memory does not fit, and what was there stays', async () => {
    const server = await create({ replicas: 2 });
    const path = `/api/v1/servers/${server.id}`;
    expect(await registry.call('PATCH', path, { replicas: 16 })).toMatchObject({
      status: 409,
      body: { code: 'quota_exceeded', details: { quota: 'memory_per_server', requested: 16 } },
    });
    expect((await registry.call('GET', path)).body.replicas).toBe(2);
    expect((await registry.call('PATCH', path, { replicas: 15 })).body.replicas).toBe(15);
  });
});

describe('disabling, enabling, deleting', () => {
  test('a disabled server says so and can be enabled again; both may be repeated', async () => {
    const server = await create();
    for (const [path, status] of [
      ['disable', 'disabled'],
      ['disable', 'disabled'],
      ['enable', 'never_deployed'],
      ['enable', 'never_deployed'],
    ]) {
      expect(await registry.call('POST', `/api/v1/servers/${server.id}/${path}`)).toMatchObject({
        status: 200,
        body: { status, disabled: status === 'disabled' },
      });
    }
    expect(await store.read(`server-${server.id}`)).toHaveLength(3);
  });

  test('a deleted server is gone from everything, and its slug is free', async () => {
    const server = await create({ name: 'Short Lived' });
    expect(await registry.call('DELETE', `/api/v1/servers/${server.id}`)).toMatchObject({ status: 204, text: '' });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/enable'],
    ] as const) {
      expect((await registry.call(method, `/api/v1/servers/${server.id}${path}`)).status).toBe(404);
    }
    const list = await registry.call('GET', '/api/v1/servers?deactivated=true&search=Short%20Lived');
    expect(list.body).toEqual({ items: [], nextCursor: null });
    await expect(requester.request('registry.servers.bySlug', { slug: 'short-lived' })).rejects.toMatchObject({
      code: 'not_found',
    });
    const again = await create({ name: 'Short Lived' });
    expect(again.slug).toBe('short-lived');
    expect(again.id).not.toBe(server.id);
  });
});

describe('listing', () => {
  test('pages newest first without gap or repeat, filtered as asked', async () => {
    const made = [];
    for (let i = 0; i < 5; i++) made.push(await create({ name: `Paged ${i}` }));
    await registry.call('POST', `/api/v1/servers/${made[2].id}/disable`);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Answer = await registry.call(
        'GET',
        `/api/v1/servers?search=paged&deactivated=true&mine=true&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(page.status).toBe(200);
      seen.push(...page.body.items.map((server: { name: string }) => server.name));
      cursor = page.body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['Paged 4', 'Paged 3', 'Paged 2', 'Paged 1', 'Paged 0']);
    const active = await registry.call('GET', '/api/v1/servers?search=paged');
    expect(active.body.items.map((server: { name: string }) => server.name)).not.toContain('Paged 2');
  });

  test('finds the one server at an address, disabled or not', async () => {
    const { id } = await create({ name: 'Found by slug', slug: 'found-by-slug' });
    await create({ name: 'Found by slug too', slug: 'found-by-slug-2' });
    await registry.call('POST', `/api/v1/servers/${id}/disable`);
    const { body } = await registry.call('GET', '/api/v1/servers?slug=found-by-slug');
    expect(body.items.map((server: { id: string }) => server.id)).toEqual([id]);
    expect((await registry.call('GET', '/api/v1/servers?slug=not-there')).body.items).toEqual([]);
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=ten',
    'cursor=..',
    'cursor=1e9',
    'mine=perhaps',
    'deactivated=2',
    'search=a&search=b',
    'unknown=1',
    'search=' + 'x'.repeat(201),
  ])('refuses ?%s', async (query) => {
    expect(await registry.call('GET', `/api/v1/servers?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});

describe('what builds knows', () => {
  test('completes a page with one request, and is remembered while builds is away', async () => {
    const [first, second] = [await create({ name: 'Stated 1' }), await create({ name: 'Stated 2' })];
    const asked: string[][] = [];
    const builds = await answer(messaging.connection, 'builds.deployments.states', ({ serverIds }) => {
      asked.push(serverIds);
      return {
        states: {
          [first.id]: { live: 'dep_1', failing: true, tools: 4, lastDeployedAt: '2026-11-20T10:00:00.000Z' },
          [second.id]: { live: null, failing: true, tools: 0, lastDeployedAt: null },
        },
      };
    });
    const list = () => registry.call('GET', '/api/v1/servers?search=stated');
    const expected = [
      { status: 'failing', tools: 0, liveDeploymentId: null, lastDeploymentFailed: true },
      {
        status: 'live',
        tools: 4,
        liveDeploymentId: 'dep_1',
        lastDeploymentFailed: true,
        lastDeployedAt: '2026-11-20T10:00:00.000Z',
      },
    ];
    expect((await list()).body.items).toMatchObject(expected);
    expect(asked).toEqual([[second.id, first.id]]);
    await builds.stop();
    expect((await list()).body.items).toMatchObject(expected);
  });
});

describe('other services', () => {
  test('find a server by id and slug', async () => {
    const server = await create();
    expect(await requester.request('registry.servers.get', { serverId: server.id })).toMatchObject({
      id: server.id,
      slug: server.slug,
    });
    expect(await requester.request('registry.servers.bySlug', { slug: server.slug })).toMatchObject({ id: server.id });
    await expect(requester.request('registry.servers.get', { serverId: '../x' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('receive every change once, as a CloudEvent', async () => {
    const server = await create();
    const received = await eventsUntil(messaging, 'server.ServerCreated', server.id);
    const found = received.find(({ data }) => data.serverId === server.id);
    expect(new Set(received.map((event) => event.id)).size).toBe(received.length);
    expect(found).toMatchObject({
      specversion: '1.0',
      type: 'ServerCreated',
      source: 'toolyard/server',
      subject: `server-${server.id}`,
      data: { slug: server.slug },
    });
  });
});

describe('replicas and restarts', () => {
  test("two replicas give one slug once and see each other's changes", async () => {
    const second = await engines.service('registry');
    const answers = await Promise.all(
      [registry, second, registry, second].map((replica) =>
        replica.call('POST', '/api/v1/servers', minimal({ name: 'Both' })),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
    const server = await create();
    expect(await second.call('GET', `/api/v1/servers/${server.id}`)).toMatchObject({
      status: 200,
      body: { id: server.id, updatedAt: server.updatedAt },
    });
    expect(await second.call('PATCH', `/api/v1/servers/${server.id}`, { name: 'By the other' })).toMatchObject({
      status: 200,
    });
    await eventually(
      async () => (await registry.call('GET', `/api/v1/servers/${server.id}`)).body.name === 'By the other',
    );
    await second.stop();
    expect(await second.process.exited).toBe(0);
  });

  test('a killed registry and a restarted event store forget nothing', async () => {
    // What deployments say is not the registry's to remember.
    const ofDeployments = new Set(['status', 'tools', 'liveDeploymentId', 'lastDeploymentFailed', 'lastDeployedAt']);
    const stored = async () => {
      const { items, nextCursor } = (await registry.call('GET', '/api/v1/servers?deactivated=true&limit=100')).body;
      return {
        nextCursor,
        items: items.map((server: object) => Object.entries(server).filter(([field]) => !ofDeployments.has(field))),
      };
    };
    const before = await stored();
    await registry.kill();
    await engines.eventStore.kill();
    await engines.eventStore.start();
    registry = await engines.service('registry');
    expect(await stored()).toEqual(before);
    const { items } = (await registry.call('GET', '/api/v1/servers?limit=100')).body;
    expect(new Set(items.map((server: { status: string }) => server.status))).toEqual(new Set(['unknown']));
  });

  test('without the event store reads go on, changes are refused in time, and health names it', async () => {
    const server = await create();
    await engines.eventStore.kill();
    expect((await registry.call('GET', `/api/v1/servers/${server.id}`)).status).toBe(200);
    const health = await registry.call('GET', '/health');
    expect(health).toMatchObject({
      status: 503,
      body: { status: 'failing', checks: { 'event store': { ok: false }, nats: { ok: true } } },
    });
    expect(await registry.call('PATCH', `/api/v1/servers/${server.id}`, { name: 'Lost' })).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
    await engines.eventStore.start();
    await eventually(async () => (await registry.call('GET', '/health')).status === 200);
    expect(await registry.call('PATCH', `/api/v1/servers/${server.id}`, { name: 'Kept' })).toMatchObject({
      status: 200,
      body: { name: 'Kept' },
    });
  }, 60_000);
});

test('the OpenAPI document describes every route with its answers', async () => {
  const { body } = await registry.call('GET', '/openapi.json');
  const routes = describedRoutes(body);
  expect(routes.map(({ id }) => id)).toEqual([
    'delete /api/v1/servers/{id}',
    'get /api/v1/servers',
    'get /api/v1/servers/{id}',
    'patch /api/v1/servers/{id}',
    'post /api/v1/servers',
    'post /api/v1/servers/{id}/disable',
    'post /api/v1/servers/{id}/enable',
  ]);
  for (const { summary, statuses } of routes) {
    expect(summary).toBeTruthy();
    expect(statuses).toEqual(expect.arrayContaining(['401']));
  }
  expect(Object.keys(body.components.schemas.ServerDto.properties)).toEqual(
    expect.arrayContaining(['id', 'slug', 'status', 'mcpUrl', 'gitUrl']),
  );
});
