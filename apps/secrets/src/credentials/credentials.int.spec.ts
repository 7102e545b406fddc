import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeliveredCredential, Principal } from '@toolyard/contracts';
import { EventStoreDb } from '@toolyard/event-store';
import { Messaging, Requester } from '@toolyard/messaging';
import { SealingKey } from '@toolyard/service';
import { answer, type Engines, eventually, type RunningService, startEngines } from '@toolyard/service/testing';
import { startUpstream, type Upstream } from '../testing/upstream.js';

type Person = Principal & { token: string };

let engines: Engines;
let registry: RunningService;
let secrets: RunningService;
let second: RunningService;
let startSecrets: () => Promise<RunningService>;
let messaging: Messaging;
let requester: Requester;
let store: EventStoreDb;
let gateway: SealingKey;
let upstream: Upstream;
/** Its access tokens are due to be renewed at once. */
let hasty: Upstream;
let byPost: Upstream;
let forgotten: { serverId: string; userId: string }[];

beforeAll(async () => {
  engines = await startEngines();
  const callback = engines.env['TOOLYARD_PUBLIC_URL']!;
  [upstream, hasty, byPost] = await Promise.all([
    startUpstream(callback),
    startUpstream(callback, { accessSeconds: 30 }),
    startUpstream(callback, { takesBasic: false }),
  ]);
  const env = {
    LOG_LEVEL: 'trace',
    TOOLYARD_PROVIDER_HOSTS: [upstream, hasty, byPost].map(({ host }) => host).join(','),
  };
  registry = await engines.service('registry', { LOG_LEVEL: 'trace' });
  startSecrets = () => engines.service('secrets', env);
  [secrets, second] = [await startSecrets(), await startSecrets()];
  messaging = await Messaging.connect({ url: engines.nats.url, name: 'test' });
  requester = new Requester({ url: engines.nats.url, name: 'test' }, messaging.connection);
  store = new EventStoreDb(engines.eventStore.url);
  gateway = await SealingKey.create('gateway', engines.env['TOOLYARD_SERVICE_KEY']!);
  forgotten = [];
  await answer(messaging.connection, 'gateway.credentials.forget', (request) => {
    forgotten.push(request);
    return { forgotten: true };
  });
}, 90_000);

afterAll(async () => {
  await requester?.close();
  await messaging?.close();
  await store?.close();
  await engines?.stop();
  await Promise.all([upstream, hasty, byPost].map((each) => each?.stop()));
}, 60_000);

let unique = 0;
const newSecret = (what: string) => `${what}-${randomBytes(12).toString('hex')}`;
const person = (about: Partial<Principal> = {}): Person => engines.principal({ name: `Person ${++unique}`, ...about });
async function newServer(auth: object): Promise<any> {
  const answer = await registry.call('POST', '/api/v1/servers', {
    name: `Server ${++unique}`,
    source: { provider: 'git' },
    auth,
  });
  expect(answer).toMatchObject({ status: 201 });
  // Both replicas have heard of it.
  for (const each of [secrets, second])
    await eventually(
      async () =>
        (await each.call('GET', '/api/v1/me/credentials')).body.items.some(
          (item: any) => item.serverId === answer.body.id,
        ) || (auth as any).method === 'none',
    );
  return answer.body;
}
const withFields = (...names: string[]) =>
  newServer({ method: 'credentials', fields: names.map((name) => ({ name, label: `Your ${name}`, secret: true })) });
const path = (server: { id: string }, rest = '') => `/api/v1/servers/${server.id}/credential${rest}`;
const as = ({ token }: Person) => ({ token });
const put = (server: { id: string }, who: Person, values: unknown) =>
  secrets.call('PUT', path(server), { values }, as(who));
const item = async (server: { id: string }, who: Person, by = secrets) =>
  (await by.call('GET', '/api/v1/me/credentials', undefined, as(who))).body.items.find(
    ({ serverId }: any) => serverId === server.id,
  );
async function delivered(server: { id: string }, { userId }: Pick<Person, 'userId'>) {
  const reply = await requester.request(
    'secrets.credentials.deliver',
    { serverId: server.id, userId, receiver: gateway.receiver },
    { timeoutMs: 15_000 },
  );
  return { ...reply, opened: reply.sealed && (JSON.parse(await gateway.open(reply.sealed)) as DeliveredCredential) };
}
const eventsOf = (server: { id: string }, { userId }: Person) => store.read<any>(`credential-${server.id}-${userId}`);
const tokenOf = async (server: { id: string }, who: Person) =>
  (await delivered(server, who)).opened!.headers[1]!.replace('Bearer ', '');

async function comeBack(
  url: URL,
  who: Person,
  by = secrets,
  headers: Record<string, string> = {},
): Promise<{ status: number; location: string; body: string }> {
  const answer = await fetch(by.url + url.pathname + url.search, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${who.token}`, ...headers },
  });
  return { status: answer.status, location: answer.headers.get('location') ?? '', body: await answer.text() };
}
async function connect(server: { id: string }, who: Person, at = upstream, returnTo?: string) {
  const begun = await secrets.call('POST', path(server, '/connect'), { returnTo }, as(who));
  expect(begun.status).toBe(200);
  at.signsIn = who.userId;
  return comeBack(await at.visit(begun.body.url), who);
}
const isDestroyed = async (dataKeyId: string) => (await store.read(`datakey-${dataKeyId}`)).length === 0;

describe('credentials that users fill in', () => {
  test('reach a gateway as one header each, and each user has their own', async () => {
    const server = await withFields('API_KEY', 'workspace');
    const [ann, bob] = [person(), person()];
    expect(await item(server, ann)).toMatchObject({
      method: 'credentials',
      status: 'missing',
      slug: server.slug,
      fields: [
        { name: 'API_KEY', label: 'Your API_KEY', secret: true, set: false },
        { name: 'workspace', set: false },
      ],
    });
    expect(await put(server, ann, { API_KEY: 'key of ann' })).toMatchObject({
      status: 200,
      body: { status: 'missing', fields: [{ set: true }, { set: false }] },
    });
    expect((await delivered(server, ann)).sealed).toBeNull();
    expect(await put(server, ann, { workspace: 'wörk' })).toMatchObject({ status: 200, body: { status: 'complete' } });
    await put(server, bob, { API_KEY: 'key of bob', workspace: 'b' });
    expect((await delivered(server, ann)).opened!.headers).toEqual([
      'X-Credential-API-KEY',
      'key of ann',
      'X-Credential-WORKSPACE',
      `=?base64?${Buffer.from('wörk').toString('base64')}?=`,
    ]);
    expect((await delivered(server, bob)).opened!.headers).toEqual([
      'X-Credential-API-KEY',
      'key of bob',
      'X-Credential-WORKSPACE',
      'b',
    ]);
    expect(forgotten).toContainEqual({ serverId: server.id, userId: ann.userId });
  });

  test('that are given again unchanged change nothing', async () => {
    const server = await withFields('KEY');
    const ann = person();
    await put(server, ann, { KEY: 'same' });
    const { version } = await delivered(server, ann);
    expect((await put(server, ann, { KEY: 'same' })).status).toBe(200);
    expect((await delivered(server, ann)).version).toBe(version);
    await put(server, ann, { KEY: 'other' });
    expect((await delivered(server, ann)).version).not.toBe(version);
  });

  test.each([
    ['a line break', { KEY: 'SENSITIVE\r\nX-Credential-OTHER: 1' }],
    ['a NUL', { KEY: 'SENSITIVE\0' }],
    ['an unknown name', { OTHER: 'SENSITIVE' }],
    ['an object', { KEY: { $ne: 'SENSITIVE' } }],
    ['no name', {}],
    ['a list', ['SENSITIVE']],
    ['a text', 'SENSITIVE'],
    ['too much', { KEY: 'SENSITIVE'.padEnd(5_000, 'x') }],
  ])('%s is refused and not repeated', async (_, values) => {
    const server = await withFields('KEY');
    const answer = await put(server, person(), values);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(answer.text).not.toContain('SENSITIVE');
  });

  test('are for those who may use the server, and for servers that ask for them', async () => {
    const server = await withFields('KEY');
    const stranger = person({ usable: { default: false, servers: {} } });
    expect((await put(server, stranger, { KEY: 'x' })).status).toBe(403);
    expect(await item(server, stranger)).toBeUndefined();
    expect((await put(server, person({ servers: ['srv_other'] }), { KEY: 'x' })).status).toBe(403);
    expect((await put(server, person({ rights: ['read', 'call'] }), { KEY: 'x' })).status).toBe(403);
    expect(await put(await newServer({ method: 'none' }), person(), { KEY: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await put({ id: `srv_${'0'.repeat(32)}` }, person({ role: 'admin' }), { KEY: 'x' })).status).toBe(404);
  });

  test('are gone for good when they are removed, and can be filled in again', async () => {
    const server = await withFields('KEY');
    const ann = person();
    await put(server, ann, { KEY: 'first' });
    const { dataKeyId } = (await eventsOf(server, ann))[0]!.data.values.KEY;
    expect((await secrets.call('DELETE', path(server), undefined, as(ann))).status).toBe(204);
    expect(await item(server, ann)).toMatchObject({ status: 'missing', fields: [{ set: false }] });
    await eventually(() => isDestroyed(dataKeyId));
    expect((await secrets.call('DELETE', path(server), undefined, as(ann))).status).toBe(404);
    await put(server, ann, { KEY: 'second' });
    expect((await delivered(server, ann)).opened!.headers[1]).toBe('second');
  });

  test('of a deleted server are gone with it', async () => {
    const server = await withFields('KEY');
    const [ann, bob] = [person(), person()];
    for (const each of [ann, bob]) await put(server, each, { KEY: 'x' });
    const keys = await Promise.all(
      [ann, bob].map(async (each) => (await eventsOf(server, each))[0]!.data.values.KEY.dataKeyId),
    );
    await registry.call('DELETE', `/api/v1/servers/${server.id}`);
    for (const key of keys) await eventually(() => isDestroyed(key));
    expect((await eventsOf(server, ann)).at(-1)).toMatchObject({
      type: 'CredentialRemoved',
      data: { reason: 'server_deleted' },
    });
    await expect(delivered(server, ann)).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each(['UserDisabled', 'UserDeleted'])('go with their user (%s)', async (type) => {
    const server = await withFields('KEY');
    const ann = person();
    await put(server, ann, { KEY: 'x' });
    const { dataKeyId } = (await eventsOf(server, ann))[0]!.data.values.KEY;
    await store.append(
      `user-${ann.userId}`,
      [
        {
          type,
          data: { userId: ann.userId, actor: { kind: 'system', id: 'x', name: 'x' }, at: new Date().toISOString() },
        },
      ],
      { expected: 'any' },
    );
    await eventually(() => isDestroyed(dataKeyId));
    expect((await delivered(server, ann)).sealed).toBeNull();
  });

  test('are handed to services of this installation alone', async () => {
    const server = await withFields('KEY');
    const stranger = await SealingKey.create('gateway', randomBytes(32).toString('base64'));
    const ann = person();
    await put(server, ann, { KEY: 'x' });
    await expect(
      requester.request('secrets.credentials.deliver', {
        serverId: server.id,
        userId: ann.userId,
        receiver: stranger.receiver,
      }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  test.each([
    ['API_KEY', 'api_key'],
    ['A', 'A'],
  ])('of names %s and %s cannot be asked for together, because they are one header', async (one, other) => {
    const fields = [one, other].map((name) => ({ name, label: name, secret: true }));
    expect(
      (
        await registry.call('POST', '/api/v1/servers', {
          name: 'x',
          source: { provider: 'git' },
          auth: { method: 'credentials', fields },
        })
      ).status,
    ).toBe(400);
  });
});

describe('a connection with a provider', () => {
  const oauthServer = (at: Upstream, more: object = {}) =>
    newServer({ ...at.auth, clientSecret: at.clientSecret, ...more });

  test('comes about by going there and back, with PKCE, and reaches a gateway as a bearer token', async () => {
    const server = await oauthServer(upstream);
    const ann = person();
    expect(await item(server, ann)).toMatchObject({
      method: 'oauth2',
      status: 'missing',
      scopes: ['mail'],
      fields: [],
    });
    const begun = new URL((await secrets.call('POST', path(server, '/connect'), {}, as(ann))).body.url);
    expect(begun.origin).toBe(upstream.issuer);
    expect(Object.fromEntries(begun.searchParams)).toMatchObject({
      client_id: upstream.clientId,
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'mail',
      redirect_uri: upstream.redirectUri,
    });
    const endpoints = new URLSearchParams({
      authorizationUrl: String(upstream.auth['authorizationUrl']),
      tokenUrl: String(upstream.auth['tokenUrl']),
    });
    const asked = await secrets.call('GET', `/api/v1/credentials/redirect-uri?${endpoints.toString()}`);
    expect(asked).toMatchObject({ status: 200, body: { redirectUri: upstream.redirectUri } });
    expect(await connect(server, ann, upstream, '/servers/x/overview?tab=2')).toMatchObject({
      status: 302,
      location: '/servers/x/overview?tab=2&outcome=connected',
    });
    expect(await item(server, ann, second)).toMatchObject({ status: 'connected', scopes: ['mail'] });
    const { opened, expiresAt } = await delivered(server, ann);
    expect(opened!.headers).toEqual(['Authorization', expect.stringMatching(/^Bearer ./)]);
    expect(Date.parse(expiresAt!)).toBeGreaterThan(Date.now() + 3_000_000);
    expect(await upstream.isGood(opened!.secrets[0]!)).toBe(true);
    expect(await put(server, ann, { KEY: 'x' })).toMatchObject({ status: 409 });
  });

  test('also with a provider that takes the client secret in the body only', async () => {
    const server = await oauthServer(byPost);
    const ann = person();
    expect((await connect(server, ann, byPost)).location).toBe(`/credentials?server=${server.slug}&outcome=connected`);
    expect(byPost.asked).toEqual(['authorization_code', 'authorization_code']);
  });

  test('never leads a browser away from the platform', async () => {
    const server = await oauthServer(upstream);
    for (const returnTo of ['//evil.test', 'https://evil.test', '/\\evil.test', '/..//evil.test']) {
      expect((await connect(server, person(), upstream, returnTo)).location).toBe(
        `/credentials?server=${server.slug}&outcome=connected`,
      );
    }
  });

  test('belongs to the user who began it: an answer that another user brings is dropped', async () => {
    const server = await oauthServer(upstream);
    const [ann, eve] = [person(), person()];
    const begun = await secrets.call('POST', path(server, '/connect'), {}, as(eve));
    upstream.signsIn = eve.userId;
    const back = await upstream.visit(begun.body.url);
    expect((await comeBack(back, ann)).location).toBe('/credentials?outcome=stale');
    expect(await item(server, ann)).toMatchObject({ status: 'missing' });
    for (const state of ['', 'x', back.searchParams.get('state')!.slice(0, -3)]) {
      const forged = new URL(back);
      forged.searchParams.set('state', state);
      expect((await comeBack(forged, eve)).location).toBe('/credentials?outcome=stale');
    }
    expect((await fetch(secrets.url + back.pathname + back.search, { redirect: 'manual' })).status).toBe(401);
  });

  test('that began in a session ends in that session', async () => {
    const server = await oauthServer(upstream);
    const ann = person();
    const cookie = { cookie: `toolyard_session=${ann.token}`, 'sec-fetch-site': 'same-origin' };
    const begun = await secrets.call('POST', path(server, '/connect'), {}, { token: null, headers: cookie });
    upstream.signsIn = ann.userId;
    const back = await upstream.visit(begun.body.url);
    expect((await comeBack(back, ann)).location).toBe('/credentials?outcome=stale');
    const answer = await fetch(secrets.url + back.pathname + back.search, { redirect: 'manual', headers: cookie });
    expect(answer.headers.get('location')).toBe(`/credentials?server=${server.slug}&outcome=connected`);
  });

  test('does not come about with the answer of another provider (mix-up), or with a code that was used', async () => {
    const server = await oauthServer(upstream);
    const ann = person();
    const begun = await secrets.call('POST', path(server, '/connect'), {}, as(ann));
    const back = await upstream.visit(begun.body.url);
    expect(back.searchParams.get('iss')).toBe(upstream.issuer);
    const mixed = new URL(back);
    mixed.searchParams.set('iss', hasty.issuer);
    const asked = upstream.asked.length;
    expect((await comeBack(mixed, ann)).location).toBe(`/credentials?server=${server.slug}&outcome=failed`);
    // A provider that names no issuer is recognised by its redirect URI.
    const elsewhere = new URL(back);
    elsewhere.pathname = new URL(hasty.redirectUri).pathname;
    elsewhere.searchParams.delete('iss');
    expect((await comeBack(elsewhere, ann)).location).toBe('/credentials?outcome=stale');
    expect(upstream.asked).toHaveLength(asked);
    expect((await comeBack(back, ann)).location).toBe(`/credentials?server=${server.slug}&outcome=connected`);
    expect((await comeBack(back, ann)).location).toBe(`/credentials?server=${server.slug}&outcome=failed`);
  });

  test('that was not allowed says so', async () => {
    const server = await oauthServer(upstream);
    const ann = person();
    upstream.refuses = true;
    expect((await connect(server, ann)).location).toContain('outcome=failed');
    upstream.refuses = false;
    expect(await item(server, ann)).toMatchObject({ status: 'failed', error: expect.stringContaining('not allowed') });
    await connect(server, ann);
    expect(await item(server, ann)).toMatchObject({ status: 'connected' });
  });

  test('is renewed before its token ends, with a new refresh token each time', async () => {
    const server = await oauthServer(hasty);
    const ann = person();
    await connect(server, ann, hasty);
    const tokens = new Set<string>();
    for (let i = 0; i < 3; i++) tokens.add(await tokenOf(server, ann));
    expect(tokens.size).toBe(3);
    expect((await eventsOf(server, ann)).map(({ type }) => type)).toEqual([
      'CredentialConnected',
      'CredentialRefreshed',
      'CredentialRefreshed',
      'CredentialRefreshed',
    ]);
  });

  test('is renewed by one request, however many replicas and callers want it', async () => {
    const server = await oauthServer(hasty);
    const ann = person();
    await connect(server, ann, hasty);
    const before = hasty.asked.length;
    let letGo = () => {};
    hasty.hold = new Promise((resolve) => (letGo = resolve));
    const asking = Array.from({ length: 12 }, () => delivered(server, ann));
    await eventually(() => hasty.asked.length > before);
    // A request that comes meanwhile waits for the same answer; afterwards the token is due again, so only what came
    // before counts.
    expect(hasty.asked.slice(before)).toEqual(['refresh_token']);
    letGo();
    hasty.hold = null;
    const answers = await Promise.all(asking);
    expect(answers.every(({ status }) => status === 'connected')).toBe(true);
    expect(
      await eventsOf(server, ann).then((events) => events.filter(({ type }) => type === 'CredentialFailed')),
    ).toEqual([]);
  });

  test('that its provider took back is expired, and works again once its user connects again', async () => {
    const server = await oauthServer(hasty);
    const ann = person();
    await connect(server, ann, hasty);
    const token = await hasty.provider.AccessToken.find(await tokenOf(server, ann));
    await hasty.provider.RefreshToken.revokeByGrantId(token!.grantId!);
    expect(await delivered(server, ann)).toMatchObject({
      status: 'expired',
      sealed: null,
      error: expect.stringContaining('Connect again'),
    });
    const asked = hasty.asked.length;
    expect(await delivered(server, ann)).toMatchObject({ status: 'expired' });
    expect(hasty.asked).toHaveLength(asked);
    expect(await item(server, ann)).toMatchObject({ status: 'expired' });
    await connect(server, ann, hasty);
    expect(await delivered(server, ann)).toMatchObject({ status: 'connected' });
  });

  test('outlives a provider that is away for a while', async () => {
    const server = await oauthServer(hasty);
    const ann = person();
    await connect(server, ann, hasty);
    hasty.isDown = true;
    expect(await delivered(server, ann)).toMatchObject({ status: 'connected' });
    hasty.isDown = false;
    expect((await eventsOf(server, ann)).map(({ type }) => type)).toEqual(['CredentialConnected']);
  });

  test('with a wrong client secret fails for its creator to mend, and then works without its users', async () => {
    const server = await oauthServer(hasty);
    const ann = person();
    await connect(server, ann, hasty);
    const setSecret = (clientSecret: string) =>
      secrets.call('PUT', `/api/v1/servers/${server.id}/auth-secret`, { clientSecret });
    expect((await setSecret('wrong')).status).toBe(204);
    expect(await delivered(server, ann)).toMatchObject({ status: 'failed', error: expect.stringContaining('creator') });
    expect((await setSecret(hasty.clientSecret)).status).toBe(204);
    await eventually(async () => (await delivered(server, ann)).status === 'connected');
  });

  test('that is removed is revoked at the provider, and its key destroyed', async () => {
    const server = await oauthServer(upstream);
    const ann = person();
    await connect(server, ann);
    const token = await tokenOf(server, ann);
    const { dataKeyId } = (await eventsOf(server, ann))[0]!.data.tokens;
    upstream.isDown = true;
    expect((await secrets.call('DELETE', path(server), undefined, as(ann))).status).toBe(204);
    expect((await delivered(server, ann)).sealed).toBeNull();
    await eventually(() => upstream.asked.at(-1) === 'revoke');
    expect(await isDestroyed(dataKeyId)).toBe(false);
    upstream.isDown = false;
    await eventually(() => isDestroyed(dataKeyId));
    expect(await upstream.isGood(token)).toBe(false);
  });

  test('that was removed is revoked all the same when the service dies before it could', async () => {
    const server = await oauthServer(upstream);
    const ann = person();
    await connect(server, ann);
    const token = await tokenOf(server, ann);
    const { dataKeyId } = (await eventsOf(server, ann))[0]!.data.tokens;
    upstream.isDown = true;
    expect((await secrets.call('DELETE', path(server), undefined, as(ann))).status).toBe(204);
    await Promise.all([secrets.kill(), second.kill()]);
    upstream.isDown = false;
    expect(await isDestroyed(dataKeyId)).toBe(false);
    [secrets, second] = [await startSecrets(), await startSecrets()];
    await eventually(() => isDestroyed(dataKeyId));
    expect(await upstream.isGood(token)).toBe(false);
  }, 60_000);

  test('goes with its server, its client secret after it', async () => {
    const server = await oauthServer(upstream);
    const ann = person();
    await connect(server, ann);
    const token = await tokenOf(server, ann);
    const { dataKeyId } = (await store.read<any>(`clientsecret-${server.id}`))[0]!.data.value;
    await registry.call('DELETE', `/api/v1/servers/${server.id}`);
    await eventually(() => isDestroyed(dataKeyId));
    expect(await upstream.isGood(token)).toBe(false);
  });

  test('is not asked for at addresses that no provider has', async () => {
    const server = await newServer({
      ...upstream.auth,
      tokenUrl: 'https://169.254.169.254/latest/token',
      clientSecret: 'x',
    });
    const ann = person();
    const begun = new URL((await secrets.call('POST', path(server, '/connect'), {}, as(ann))).body.url);
    // Its redirect URI is none that the honest provider knows, so no code comes from there; here one is made up.
    await expect(upstream.visit(begun.href)).rejects.toThrow('400');
    const back = new URL(begun.searchParams.get('redirect_uri')!);
    back.search = new URLSearchParams({ code: 'made-up', state: begun.searchParams.get('state')! }).toString();
    expect((await comeBack(back, ann)).location).toContain('outcome=failed');
    expect(await item(server, ann)).toMatchObject({ error: expect.stringContaining('does not connect to') });
  });
});

describe('a client secret', () => {
  test('is kept with the creation of its server, changed by its creator, and never shown', async () => {
    const clientSecret = newSecret('client');
    const server = await newServer({ ...upstream.auth, clientSecret });
    expect(JSON.stringify(server)).not.toContain('clientSecret');
    expect((await store.read<any>(`clientsecret-${server.id}`)).map(({ type, data }) => [type, data.version])).toEqual([
      ['ClientSecretSet', 1],
    ]);
    const member = person();
    expect(
      (await secrets.call('PUT', `/api/v1/servers/${server.id}/auth-secret`, { clientSecret: 'x' }, as(member))).status,
    ).toBe(403);
    expect(
      await secrets.call('PUT', `/api/v1/servers/${server.id}/auth-secret`, { clientSecret: newSecret('next') }),
    ).toMatchObject({ status: 204, text: '' });
    const events = await store.read<any>(`clientsecret-${server.id}`);
    await eventually(() => isDestroyed(events[0]!.data.value.dataKeyId));
    expect(await isDestroyed(events[1]!.data.value.dataKeyId)).toBe(false);
  });

  test('that cannot be kept leaves no server', async () => {
    const alone = await startEngines();
    try {
      const registryAlone = await alone.service('registry');
      const answer = await registryAlone.call('POST', '/api/v1/servers', {
        name: 'Alone',
        source: { provider: 'git' },
        auth: { ...upstream.auth, clientSecret: 'x' },
      });
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect((await registryAlone.call('GET', '/api/v1/servers')).body.items).toEqual([]);
      expect(
        (
          await registryAlone.call('POST', '/api/v1/servers', {
            name: 'Alone',
            source: { provider: 'git' },
            auth: { method: 'none' },
          })
        ).status,
      ).toBe(201);
    } finally {
      await alone.stop();
    }
  }, 60_000);

  test('is accepted from a service of the installation only', async () => {
    const actor = { kind: 'user', id: 'x', name: 'x' } as const;
    await expect(requester.request('secrets.clientSecrets.keep', { sealed: 'x.y.z', actor })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

test('no value is anywhere in clear: not in events, messages, keys, logs or files', async () => {
  const [server, connected] = [
    await withFields('KEY'),
    await newServer({ ...upstream.auth, clientSecret: upstream.clientSecret }),
  ];
  const ann = person();
  const needle = newSecret('needle');
  await put(server, ann, { KEY: needle });
  await put(server, ann, { KEY: `${needle}\r\n` });
  await connect(connected, ann);
  const token = await tokenOf(connected, ann);
  await delivered(server, ann);
  const texts = [secrets, second, registry].map((service) => service.process.output.join('\n'));
  const following = store.follow({ prefixes: [''], onEvent: (event) => void texts.push(JSON.stringify(event.data)) });
  await following.caughtUp;
  await following.stop();
  await Promise.all([engines.nats.stop(), engines.eventStore.stop()]);
  for (const entry of await readdir(engines.folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
  }
  const all = texts.join('\n');
  for (const clear of [needle, token, upstream.clientSecret]) {
    for (const form of [
      clear,
      Buffer.from(clear).toString('base64').replace(/=+$/, '').slice(0, -1),
      Buffer.from(clear).toString('hex'),
    ])
      expect(all.includes(form)).toBe(false);
  }
}, 60_000);
