import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KV } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { buckets, type Role } from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging } from '@toolyard/messaging';
import { answer, type Engines, eventually, type RunningService, startEngines } from '@toolyard/service/testing';
import { digestOf } from '../directory/token.js';
import { Browser, person } from '../testing/browser.js';

let engines: Engines;
let identity: RunningService;
let replica: RunningService;
let messaging: Messaging;
let nats: NatsConnection;
let store: EventStoreDb;
let access: KV;

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  [identity, replica] = [await engines.service('identity'), await engines.service('identity')];
  ({ messaging, store } = await engines.clients());
  nats = await connect({ servers: engines.nats.url });
  access = await messaging.kv(buckets.access);
}, 60_000);

afterAll(async () => {
  await nats?.close();
  await engines?.stop();
});

let unique = 0;
const freshEmail = () => `user-${++unique}@example.org`;
const someone = (role: Role, groupIds?: string[]) => person(identity, role, freshEmail(), { groupIds });
const entry = async (key: string) => {
  const found = await access.get(key);
  return found?.operation === 'PUT' ? found.json<any>() : undefined;
};
const allKey = { name: 'k', rights: ['call', 'read', 'write'], servers: 'all' };
const makeKey = async (browser: Browser, about: Record<string, unknown> = {}) =>
  browser.call('POST', '/api/v1/api-keys', { ...allKey, ...about });
const withKey = (token: string, method = 'GET', path = '/api/v1/me', body?: unknown, service = identity) =>
  service.call(method, path, body, { token });

describe('roles', () => {
  test.each([
    ['developer', 'GET', '/api/v1/users'],
    ['member', 'GET', '/api/v1/users'],
    ['member', 'GET', '/api/v1/groups'],
    ['auditor', 'POST', '/api/v1/groups'],
    ['developer', 'PUT', '/api/v1/groups/everyone/members/admin'],
    ['member', 'POST', '/api/v1/invitations'],
    ['auditor', 'POST', '/api/v1/service-accounts'],
    ['developer', 'POST', '/api/v1/users/admin/password-link'],
    ['auditor', 'DELETE', '/api/v1/users/admin'],
    ['member', 'GET', '/api/v1/invitations'],
  ] as const)('%s may not %s %s', async (role, method, path) => {
    expect(await (await someone(role)).call(method, path)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test('a user cannot raise their own role', async () => {
    const bob = await someone('member');
    expect((await bob.call('PATCH', `/api/v1/users/${bob.id}`, { role: 'admin' })).status).toBe(403);
    expect((await bob.call('PATCH', '/api/v1/me', { name: 'Bob', role: 'admin' })).status).toBe(400);
    expect((await bob.call('GET', '/api/v1/me')).body.role).toBe('member');
  });

  test('change from the next request on, for open sessions and keys too, on every replica', async () => {
    const dev = await someone('developer');
    const there = new Browser(replica);
    there.cookie = dev.cookie;
    const { token } = (await makeKey(dev, { rights: ['read', 'deploy'] })).body;
    await identity.call('PATCH', `/api/v1/users/${dev.id}`, { role: 'member' });
    expect((await there.call('GET', '/api/v1/groups')).status).toBe(403);
    expect((await withKey(token, 'GET', '/api/v1/me', undefined, replica)).body).toMatchObject({
      role: 'member',
      rights: ['read'],
    });
  });
});

describe('the last admin', () => {
  const admins = async () =>
    (await identity.call('GET', '/api/v1/users?role=admin&kind=user&status=active')).body.items as { id: string }[];

  test('can be neither demoted, disabled nor deleted; service accounts do not count', async () => {
    const ada = await someone('admin');
    for (const { id } of await admins()) if (id !== ada.id) await identity.call('DELETE', `/api/v1/users/${id}`);
    for (const [method, body] of [
      ['PATCH', { role: 'member' }],
      ['PATCH', { status: 'disabled' }],
      ['DELETE', undefined],
    ] as const) {
      expect(await ada.call(method, `/api/v1/users/${ada.id}`, body)).toMatchObject({
        status: 409,
        body: { code: 'last_admin' },
      });
    }
    expect((await ada.call('GET', '/api/v1/me')).body).toMatchObject({ role: 'admin' });
  });

  test('stays, when all are dismissed at the same time on different replicas', async () => {
    await Promise.all([someone('admin'), someone('admin'), someone('admin')]);
    const all = await admins();
    const answers = await Promise.all(
      all.map(({ id }, index) =>
        (index % 2 ? identity : replica).call('PATCH', `/api/v1/users/${id}`, { role: 'member' }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 409).map((answer) => answer.body.code)).toEqual(['last_admin']);
    expect(await admins()).toHaveLength(1);
  });
});

describe('an API key', () => {
  test('is shown once, acts for its account, and is stored as a digest alone', async () => {
    const bob = await someone('member');
    const { status, body } = await makeKey(bob, { expiresAt: '2099-01-01T00:00:00Z' });
    expect([status, body.token]).toEqual([201, expect.stringMatching(/^ty_[0-9A-Za-z]{22}_[\w-]{43}$/)]);
    expect(body).toMatchObject({
      userId: bob.id,
      prefix: body.token.slice(0, 25),
      status: 'active',
      expiresAt: '2099-01-01T00:00:00.000Z',
      lastUsedAt: null,
    });
    expect((await withKey(body.token)).body).toMatchObject({
      kind: 'apikey',
      id: body.id,
      userId: bob.id,
      role: 'member',
    });
    const list = await bob.call('GET', '/api/v1/api-keys');
    expect(list.body.items).toMatchObject([{ id: body.id, lastUsedAt: expect.stringMatching(/Z$/) }]);
    const stored = JSON.stringify((await store.read(`apikey-${body.id}`)).map((event) => event.data));
    for (const text of [list.text, stored, identity.process.output.join('\n')]) expect(text).not.toContain(body.token);
    expect(stored).toContain(digestOf(body.token));
  });

  test('is found by the digest of its token, and nothing shorter, longer or altered is one', async () => {
    const { token } = (await makeKey(await someone('member'))).body as { token: string };
    for (const wrong of [
      token.slice(0, -1),
      `${token}A`,
      token.slice(0, 25),
      digestOf(token),
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    ])
      expect((await withKey(wrong)).status).toBe(401);
    expect((await withKey(token)).status).toBe(200);
  });

  test('is refused everywhere from the moment it is revoked, or its account is disabled', async () => {
    const bob = await someone('member');
    const [first, second] = [(await makeKey(bob)).body, (await makeKey(bob)).body];
    expect((await bob.call('DELETE', `/api/v1/api-keys/${first.id}`)).status).toBe(204);
    for (const service of [identity, replica])
      expect((await withKey(first.token, 'GET', '/api/v1/me', undefined, service)).status).toBe(401);
    expect((await withKey(second.token)).status).toBe(200);
    await identity.call('PATCH', `/api/v1/users/${bob.id}`, { status: 'disabled' });
    for (const service of [identity, replica])
      expect((await withKey(second.token, 'GET', '/api/v1/me', undefined, service)).status).toBe(401);
    expect(
      (await identity.call('GET', `/api/v1/api-keys?userId=${bob.id}`)).body.items
        .map((key: { status: string }) => key.status)
        .sort(),
    ).toEqual(['active', 'revoked']);
  });

  test('does not outlive its time', async () => {
    const bob = await someone('member');
    for (const expiresAt of ['2020-01-01T00:00:00Z', '2027-W01', '2027-01-01T23:59:60Z', 'tomorrow', 7])
      expect((await makeKey(bob, { expiresAt })).status).toBe(400);
    const { body } = await makeKey(bob, { expiresAt: new Date(Date.now() + 1_500).toISOString() });
    expect((await withKey(body.token)).status).toBe(200);
    await eventually(async () => (await withKey(body.token)).status === 401);
    expect((await bob.call('GET', '/api/v1/api-keys')).body.items[0].status).toBe('expired');
  });

  test('of another user is neither seen nor revoked, except by admins', async () => {
    const [bob, eve, ada] = [await someone('member'), await someone('developer'), await someone('admin')];
    const { body } = await makeKey(bob);
    expect((await eve.call('GET', `/api/v1/api-keys?userId=${bob.id}`)).body.items).toEqual([]);
    expect((await eve.call('DELETE', `/api/v1/api-keys/${body.id}`)).status).toBe(404);
    expect((await ada.call('GET', `/api/v1/api-keys?userId=${bob.id}`)).body.items).toHaveLength(1);
    expect((await ada.call('DELETE', `/api/v1/api-keys/${body.id}`)).status).toBe(204);
  });

  test('never does more than its maker: no admin key for a developer, no wider key by a narrow one', async () => {
    const dev = await someone('developer');
    const service = (await identity.call('POST', '/api/v1/service-accounts', { name: 'CI', role: 'admin' })).body;
    expect((await makeKey(dev, { serviceAccountId: service.id })).status).toBe(403);
    expect((await makeKey(dev, { serviceAccountId: 'admin' })).status).toBe(403);
    expect((await makeKey(await someone('member'), { rights: ['deploy'] })).status).toBe(403);
    const { token } = (await makeKey(dev, { rights: ['write'] })).body;
    expect((await withKey(token, 'POST', '/api/v1/api-keys', { ...allKey, rights: ['write', 'read'] })).status).toBe(
      403,
    );
    expect((await withKey(token, 'POST', '/api/v1/api-keys', { ...allKey, rights: ['write'] })).status).toBe(201);
    const adminKey = (await makeKey(await someone('admin'), { rights: ['read'] })).body.token;
    expect(
      (await withKey(adminKey, 'POST', '/api/v1/invitations', { email: freshEmail(), role: 'admin' })).status,
    ).toBe(403);
  });

  test("that is limited to servers neither changes nor reads accounts, groups and keys, even an admin's", async () => {
    const { token } = (await makeKey(await someone('admin'), { servers: [`srv_${'0'.repeat(32)}`] })).body;
    for (const [method, path, body] of [
      ['POST', '/api/v1/invitations', { email: freshEmail(), role: 'admin' }],
      ['POST', '/api/v1/api-keys', allKey],
      ['PATCH', '/api/v1/users/admin', { role: 'member' }],
      ['PATCH', '/api/v1/groups/everyone', { defaultAccess: 'none' }],
      ['GET', '/api/v1/users', undefined],
      ['GET', '/api/v1/groups', undefined],
      ['GET', '/scim/v2/Users', undefined],
    ] as const) {
      const answer = await withKey(token, method, path, body);
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  test('of a service account stops with it', async () => {
    const service = (await identity.call('POST', '/api/v1/service-accounts', { name: 'Agent', role: 'member' })).body;
    const { token } = (await identity.call('POST', '/api/v1/api-keys', { ...allKey, serviceAccountId: service.id }))
      .body;
    expect((await withKey(token)).body).toMatchObject({ userId: service.id, name: 'Agent (k)', role: 'member' });
    expect((await identity.call('POST', `/api/v1/users/${service.id}/password-link`)).status).toBe(409);
    await identity.call('DELETE', `/api/v1/service-accounts/${service.id}`);
    expect((await withKey(token)).status).toBe(401);
    expect(await entry(`key.${digestOf(token)}`)).toBeUndefined();
  });
});

describe('groups', () => {
  test('let their members call what their rules say, as gateways read it', async () => {
    const serverId = `srv_${'1'.repeat(32)}`;
    const group = (await identity.call('POST', '/api/v1/groups', { name: 'Readers' })).body;
    expect(group).toMatchObject({ defaultAccess: 'none', memberCount: 0, isDefault: false });
    const bob = await someone('member', [group.id]);
    await identity.call('PUT', `/api/v1/groups/${group.id}/servers/${serverId}`, { access: 'only', tools: ['read'] });
    expect(await entry(`group.${group.id}`)).toEqual({
      id: group.id,
      defaultAccess: 'none',
      servers: { [serverId]: { access: 'only', tools: ['read'] } },
    });
    expect(await entry(`user.${bob.id}`)).toEqual({
      id: bob.id,
      name: expect.any(String),
      role: 'member',
      active: true,
      groupIds: ['everyone', group.id],
      tokensNotBefore: null,
    });
    await identity.call('DELETE', `/api/v1/groups/${group.id}/servers/${serverId}`);
    await identity.call('DELETE', `/api/v1/groups/${group.id}/members/${bob.id}`);
    expect(await entry(`group.${group.id}`)).toMatchObject({ servers: {} });
    expect(await entry(`user.${bob.id}`)).toMatchObject({ groupIds: ['everyone'] });
    await identity.call('DELETE', `/api/v1/groups/${group.id}`);
    expect(await entry(`group.${group.id}`)).toBeUndefined();
    expect((await bob.call('GET', '/api/v1/me')).body.groups).toEqual([{ id: 'everyone', name: 'Everyone' }]);
  });

  test.each([
    { access: 'some' },
    { access: 'only' },
    { access: 'only', tools: 'read' },
    { access: 'except', tools: [1] },
    { access: 'only', tools: ['a', 'a'] },
    {},
  ])('take no rule like %j', async (rule) => {
    expect((await identity.call('PUT', `/api/v1/groups/everyone/servers/srv_${'2'.repeat(32)}`, rule)).status).toBe(
      400,
    );
  });

  test('the default group stays, and there are no two of one name', async () => {
    expect(await identity.call('DELETE', '/api/v1/groups/everyone')).toMatchObject({
      status: 409,
      body: { code: 'default_group' },
    });
    expect(await identity.call('POST', '/api/v1/groups', { name: 'EVERYONE' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });

  test('members are listed in pages, by name', async () => {
    const group = (await identity.call('POST', '/api/v1/groups', { name: 'Paged' })).body;
    for (let index = 0; index < 5; index++)
      await person(identity, 'member', `paged-${index}@example.org`, { groupIds: [group.id] });
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: any } = await identity.call(
        'GET',
        `/api/v1/groups/${group.id}/members?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      names.push(...body.items.map((item: { name: string }) => item.name));
      cursor = body.nextCursor;
    }
    expect(names).toEqual(['paged-0', 'paged-1', 'paged-2', 'paged-3', 'paged-4']);
  });
});

describe('the access table', () => {
  test('reaches every gateway before a change is answered, a slow one too', async () => {
    const reached = [0, 0];
    const gateways = await Promise.all(
      reached.map((_, index) =>
        answer(nats, 'gateway.access.reach', async ({ revision }) => {
          if (index === 1 && revision > 0) await pause(400);
          reached[index] = Math.max(reached[index]!, revision);
          return { reached: true };
        }),
      ),
    );
    const ada = await someone('admin');
    const waited = async () => {
      const { body } = await makeKey(ada);
      const { revision } = (await access.get(`key.${digestOf(body.token)}`))!;
      return reached.every((each) => each >= revision);
    };
    // A replica that has just started has read the table; from its first announcement on, every change waits for it.
    await eventually(waited);
    for (let index = 0; index < 3; index++) expect(await waited()).toBe(true);
    for (const gateway of gateways) await gateway.stop();
  });

  test('is repaired at the start: missing and wrong entries are written, those without a source removed', async () => {
    const bob = await someone('member');
    await access.put(`user.${bob.id}`, JSON.stringify({ id: bob.id, role: 'admin' }));
    await access.put('user.missing', JSON.stringify({ id: 'missing', role: 'admin' }));
    await access.put(`key.${'0'.repeat(64)}`, JSON.stringify({ id: 'forged' }));
    await access.delete('group.everyone');
    await access.put('grant.abc', JSON.stringify({ revokedAt: 'then' }));
    const third = await engines.service('identity');
    await eventually(
      async () =>
        (await entry('group.everyone')) !== undefined &&
        (await entry('user.missing')) === undefined &&
        (await entry(`key.${'0'.repeat(64)}`)) === undefined,
    );
    expect(await eventually(async () => (await entry(`user.${bob.id}`))?.groupIds)).toEqual(['everyone']);
    expect(await entry('grant.abc')).toEqual({ revokedAt: 'then' });
    await third.stop();
  }, 60_000);

  test('is never put back by a replica that is behind', async () => {
    const bob = await someone('member');
    const third = await engines.service('identity');
    const seen: string[] = [];
    const watch = await access.watch({ key: `user.${bob.id}` });
    const watching = (async () => {
      for await (const each of watch) if (each.operation === 'PUT') seen.push(each.json<any>().name);
    })();
    const names = Array.from({ length: 12 }, (_, index) => `name ${index}`);
    for (const [index, name] of names.entries())
      await [identity, replica, third][index % 3]!.call('PATCH', `/api/v1/users/${bob.id}`, { name });
    await eventually(() => seen.at(-1) === 'name 11');
    watch.stop();
    await watching;
    expect(seen.slice(1)).toEqual(names);
    await third.stop();
  }, 60_000);
});

describe('what leaves this service', () => {
  test('are its events without hashes and digests', async () => {
    const events: any[] = [];
    const subscription = nats.subscribe('toolyard.events.>', {
      callback: (_, message) => void events.push(message.json()),
    });
    const bob = await someone('member');
    await makeKey(bob);
    await identity.call('POST', `/api/v1/users/${bob.id}/password-link`);
    await eventually(() =>
      ['InvitationMade', 'UserRegistered', 'PasswordSet', 'ApiKeyCreated', 'PasswordLinkMade'].every((type) =>
        events.some((event) => event.type === type),
      ),
    );
    subscription.unsubscribe();
    const text = JSON.stringify(events);
    expect(text).not.toMatch(/argon2|"hash"|"digest"|"token"/);
    expect(events.find((event) => event.type === 'UserRegistered')).toMatchObject({
      subject: `user-${bob.id}`,
      data: { email: bob.email, role: 'member' },
    });
  });

  test('events say who caused them, and from where', async () => {
    const bob = await someone('member');
    const ada = await someone('admin');
    await ada.call('PATCH', `/api/v1/users/${bob.id}`, { role: 'auditor' }, { 'X-Forwarded-For': '198.51.100.77' });
    const edited = (await store.read(`user-${bob.id}`)).find((event) => event.type === 'UserEdited')!;
    expect(edited.data).toMatchObject({ role: 'auditor', actor: { kind: 'user', id: ada.id } });
    expect(edited.metadata).toMatchObject({ address: '198.51.100.77' });
  });
});

// Last: it takes the token of the test away.
describe('the token of the environment', () => {
  test('is an API key that can be listed and revoked, and a new one takes its place', async () => {
    const old = engines.env['TOOLYARD_ADMIN_TOKEN']!;
    expect((await withKey(old, 'GET', '/api/v1/api-keys?userId=admin')).body.items).toMatchObject([
      { id: 'admin', userName: 'admin', status: 'active' },
    ]);
    const next = 'ty_another-token-of-the-environment';
    const third = await engines.service('identity', { TOOLYARD_ADMIN_TOKEN: next });
    expect((await withKey(next, 'GET', '/api/v1/me', undefined, identity)).body).toMatchObject({
      id: 'admin',
      role: 'admin',
    });
    expect((await withKey(old)).status).toBe(401);
    expect((await withKey(next, 'DELETE', '/api/v1/api-keys/admin')).status).toBe(204);
    await third.stop();
    // Neither comes back, however often a service starts with it.
    const fourth = await engines.service('identity', { TOOLYARD_ADMIN_TOKEN: next });
    for (const token of [old, next])
      expect((await withKey(token, 'GET', '/api/v1/me', undefined, fourth)).status).toBe(401);
  }, 60_000);
});
