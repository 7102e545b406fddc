import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type Engines, type RunningService, startEngines } from '@toolyard/service/testing';
import { urn } from './scim-messages.js';

interface Recorded {
  method: string;
  path: string;
  body?: unknown;
}

const recorded = (provider: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/scim/${provider}.json`), 'utf8')) as Record<
    string,
    Recorded
  >;
const entra = recorded('entra-id');
const okta = recorded('okta');

let engines: Engines;
let identity: RunningService;
let key: string;

const publicUrl = 'http://toolyard.test:8080';
const api = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  identity.call(method, `/api/v1${path}`, body, headers ? { token: null, headers } : {});
const scim = (method: string, path: string, body?: unknown, token: string | null = key) =>
  identity.call(
    method,
    `/scim/v2${path}`,
    typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
    { token, headers: { 'Content-Type': 'application/scim+json' } },
  );

/** Sends a recorded request with the ids of this test in it. */
function send({ method, path, body }: Recorded, ids: Record<string, string> = {}): Promise<Answer> {
  const filled = (text: string) =>
    Object.entries(ids).reduce((made, [name, id]) => made.replaceAll(`{${name}}`, id), text);
  return scim(method, filled(path), body === undefined ? undefined : filled(JSON.stringify(body)));
}

const memberIds = ({ body }: Answer) => (body.members as { value: string }[]).map(({ value }) => value).toSorted();

/** A user with a password, and the cookie of their login session. */
async function signedIn(userId: string): Promise<Record<string, string>> {
  const { body } = await api('POST', `/users/${userId}/password-link`);
  const token = new URL(body.url as string).hash.slice('#token='.length);
  const answer = await api(
    'POST',
    `/password-links/${token}`,
    { password: 'correct horse battery staple 7' },
    { Origin: publicUrl },
  );
  expect(answer.status).toBe(200);
  return { Cookie: answer.headers.get('set-cookie')!.split(';')[0]!, Origin: publicUrl };
}

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity');
  key = (await api('POST', '/api-keys', { name: 'provisioning', rights: ['scim'], servers: 'all' })).body.token;
}, 90_000);

afterAll(async () => {
  await engines?.stop();
}, 60_000);

describe('Entra ID', () => {
  test('finds no user before, and creates, reads, changes and disables a user', async () => {
    expect((await send(entra['test connection']!)).body).toEqual({
      schemas: [urn.list],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
    const created = await send(entra['create user']!);
    expect([created.status, created.headers.get('content-type')]).toEqual([
      201,
      'application/scim+json; charset=utf-8',
    ]);
    expect(created.headers.get('location')).toBe(`${publicUrl}/scim/v2/Users/${created.body.id}`);
    const user = created.body.id as string;
    expect((await send(entra['read user']!, { user })).body).toEqual({
      schemas: [urn.user],
      id: user,
      externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
      userName: 'ann.example@example.test',
      displayName: 'Ann Example',
      active: true,
      name: { formatted: 'Ann Example', givenName: 'Ann', familyName: 'Example' },
      emails: [{ value: 'ann.example@example.test', type: 'work', primary: true }],
      groups: [],
      meta: { resourceType: 'User', created: expect.any(String), location: `${publicUrl}/scim/v2/Users/${user}` },
    });
    for (const match of ['match by userName', 'match by externalId'])
      expect((await send(entra[match]!)).body.Resources.map(({ id }: any) => id)).toEqual([user]);
    expect(await send(entra['create user']!)).toMatchObject({
      status: 409,
      body: { schemas: [urn.error], status: '409', scimType: 'uniqueness' },
    });

    expect((await send(entra['change parts']!, { user })).body).toMatchObject({
      displayName: 'Ann Changed',
      userName: 'ann.example@example.test',
    });
    expect((await send(entra['change as list of values']!, { user })).body.displayName).toBe('Ann the First');
    expect((await send(entra['change without path']!, { user })).body.displayName).toBe('Ann Second');
    expect(await send(entra['change what is not kept']!, { user })).toMatchObject({
      status: 200,
      body: { displayName: 'Ann Second' },
    });
    expect((await send(entra['change userName']!, { user })).body.userName).toBe('ann.changed@example.test');
    expect((await send(entra['disable, older form']!, { user })).body.active).toBe(false);
    expect((await send(entra['enable, older form']!, { user })).body.active).toBe(true);
    expect((await send(entra['disable, newer form']!, { user })).body.active).toBe(false);
    expect((await api('GET', `/users/${user}`)).body).toMatchObject({
      status: 'disabled',
      provider: 'scim',
      email: 'ann.changed@example.test',
      role: 'member',
    });

    expect((await send(entra['delete user']!, { user })).status).toBe(204);
    expect(await send(entra['read user']!, { user })).toMatchObject({
      status: 404,
      body: { schemas: [urn.error], status: '404' },
    });
    expect((await api('GET', `/users/${user}`)).status).toBe(404);
  });

  test('keeps the members of a permission group, in both forms of its requests', async () => {
    const other = (await send(entra['create user with booleans as text']!)).body.id as string;
    const user = (await send(entra['create user']!)).body.id as string;
    expect((await scim('GET', `/Users/${other}`)).body.active).toBe(false);
    expect((await send(entra['match group']!)).body.totalResults).toBe(0);
    const created = await send(entra['create group']!);
    expect(created).toMatchObject({
      status: 201,
      body: { displayName: 'Finance People', members: [], externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159' },
    });
    const ids = { group: created.body.id as string, user, other };
    const members = async () => memberIds(await scim('GET', `/Groups/${ids.group}`));
    expect((await send(entra['match group']!)).body.Resources).toMatchObject([{ id: ids.group }]);
    expect((await send(entra['read group']!, ids)).body).not.toHaveProperty('members');
    await send(entra['rename group']!, ids);
    for (const form of ['older', 'newer']) {
      expect((await send(entra[`add members, ${form} form`]!, ids)).status).toBe(200);
      expect(await members()).toContain(user);
      expect((await api('GET', `/groups/${ids.group}/members`)).body.items.map(({ id }: any) => id)).toContain(user);
      expect((await send(entra[`remove members, ${form} form`]!, ids)).status).toBe(200);
      expect(await members()).toEqual([]);
    }
    expect((await api('GET', `/groups/${ids.group}`)).body).toMatchObject({
      name: 'Finance Team',
      memberCount: 0,
      defaultAccess: 'none',
    });
    expect((await send(entra['delete group']!, ids)).status).toBe(204);
    expect((await api('GET', `/groups/${ids.group}`)).status).toBe(404);
  });
});

describe('Okta', () => {
  test('creates, replaces, deactivates and reactivates a user', async () => {
    expect((await send(okta['match user']!)).body.totalResults).toBe(0);
    const created = await send(okta['create user']!);
    expect(created).toMatchObject({
      status: 201,
      body: {
        userName: 'dan@example.test',
        displayName: 'Dan Example',
        active: true,
        externalId: '00ujl29u0le5T6Aj10h7',
      },
    });
    expect(created.text).not.toContain('1mz050nq');
    const user = created.body.id as string;
    expect((await send(okta['match user']!)).body.Resources).toMatchObject([{ id: user }]);
    expect((await send(okta['import users']!)).body.Resources.map(({ id }: any) => id)).toContain(user);
    expect((await send(okta['update user']!, { user })).body).toMatchObject({
      displayName: 'Dan Changed',
      externalId: '00ujl29u0le5T6Aj10h7',
      active: true,
    });
    expect((await send(okta['deactivate']!, { user })).body.active).toBe(false);
    expect((await send(okta['reactivate']!, { user })).body.active).toBe(true);
  });

  test('creates a group, changes and replaces its members, and renames it', async () => {
    const user = (await send(okta['match user']!)).body.Resources[0].id as string;
    const other = (await scim('POST', '/Users', { userName: 'fay@example.test', displayName: 'Fay' })).body
      .id as string;
    const created = await send(okta['create group']!);
    const ids = { group: created.body.id as string, user, other };
    expect((await send(okta['match group']!)).body.Resources).toMatchObject([{ id: ids.group }]);
    expect((await send(okta['rename group']!, ids)).body.displayName).toBe('Support Team');
    await scim('PATCH', `/Groups/${ids.group}`, {
      schemas: [urn.patch],
      Operations: [{ op: 'add', path: 'members', value: [{ value: other }] }],
    });
    expect(memberIds(await send(okta['change members']!, ids))).toEqual([user]);
    expect(memberIds(await send(okta['replace members']!, ids))).toEqual([user, other].toSorted());
    expect(memberIds(await send(okta['replace group']!, ids))).toEqual([user]);
    expect((await send(okta['import groups']!)).body.Resources.map(({ displayName }: any) => displayName)).toEqual([
      'Support',
    ]);
    expect((await api('GET', `/users/${user}`)).body.groups.map(({ name }: any) => name).toSorted()).toEqual([
      'Everyone',
      'Support',
    ]);
    expect((await send(okta['delete group']!, ids)).status).toBe(204);
  });
});

test('a user who is deactivated is signed out everywhere, and stays so when they come back', async () => {
  const { body } = await scim('POST', '/Users', { userName: 'gil@example.test', displayName: 'Gil' });
  const session = await signedIn(body.id as string);
  expect((await api('GET', '/me', undefined, session)).status).toBe(200);
  await send(okta['deactivate']!, { user: body.id });
  expect((await api('GET', '/me', undefined, session)).status).toBe(401);
  await send(okta['reactivate']!, { user: body.id });
  expect((await api('GET', '/me', undefined, session)).status).toBe(401);
});

test('the last admin can be neither deactivated nor deleted from outside', async () => {
  const { body } = await scim('POST', '/Users', { userName: 'root@example.test', displayName: 'Root' });
  await api('PATCH', `/users/${body.id}`, { role: 'admin' });
  expect(await send(okta['deactivate']!, { user: body.id })).toMatchObject({
    status: 409,
    body: { schemas: [urn.error], status: '409' },
  });
  expect(await scim('DELETE', `/Users/${body.id}`)).toMatchObject({ status: 409 });
  expect((await scim('GET', `/Users/${body.id}`)).body.active).toBe(true);
});

test('accounts from before are found and adopted; service accounts and the default group are not there', async () => {
  const invitation = (await api('POST', '/invitations', { email: 'hal@example.test', role: 'developer' })).body;
  const token = new URL(invitation.url as string).hash.slice('#token='.length);
  await api(
    'POST',
    `/invitations/${token}/accept`,
    { name: 'Hal', password: 'correct horse battery staple 9' },
    { Origin: publicUrl },
  );
  const [found] = (await scim('GET', '/Users?filter=userName eq "hal@example.test"')).body.Resources;
  expect(
    (
      await scim('PATCH', `/Users/${found.id}`, {
        schemas: [urn.patch],
        Operations: [{ op: 'add', path: 'externalId', value: 'idp-7' }],
      })
    ).body,
  ).toMatchObject({ externalId: 'idp-7', displayName: 'Hal' });
  expect((await scim('GET', '/Users?filter=displayName eq "admin"')).body.totalResults).toBe(0);
  for (const path of ['/Users/admin', '/Groups/everyone']) expect((await scim('GET', path)).status).toBe(404);
  expect((await scim('DELETE', '/Groups/everyone')).status).toBe(404);
});

describe('the service', () => {
  test('says what it supports', async () => {
    expect((await scim('GET', '/ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 500 },
    });
    expect((await scim('GET', '/ResourceTypes')).body.Resources.map(({ id, endpoint }: any) => [id, endpoint])).toEqual(
      [
        ['User', '/Users'],
        ['Group', '/Groups'],
      ],
    );
    expect((await scim('GET', '/Schemas')).body.totalResults).toBe(2);
    expect((await scim('GET', `/Schemas/${urn.user}`)).body).toMatchObject({ id: urn.user, name: 'User' });
    expect((await scim('GET', '/ResourceTypes/Group')).body.schema).toBe(urn.group);
  });

  test('needs a key for it alone, which opens nothing else; an older key that may write still works', async () => {
    const asKey = (method: string, path: string) => identity.call(method, `/api/v1${path}`, undefined, { token: key });
    for (const [method, path] of [
      ['GET', '/users'],
      ['GET', '/me'],
      ['POST', '/invitations'],
      ['POST', '/api-keys'],
    ] as const)
      expect([path, (await asKey(method, path)).status]).toEqual([path, 403]);
    const before = (await api('POST', '/api-keys', { name: 'before', rights: ['write'], servers: 'all' })).body.token;
    expect((await scim('GET', '/Users', undefined, before)).status).toBe(200);
  });

  test('is open to keys of admins with the right for it, and says no in the form of SCIM', async () => {
    const limited = (
      await api('POST', '/api-keys', { name: 'reader', rights: ['read', 'call', 'deploy'], servers: 'all' })
    ).body.token as string;
    const account = (await api('POST', '/service-accounts', { name: 'builder', role: 'developer' })).body.id as string;
    const developer = (
      await api('POST', '/api-keys', {
        name: 'builder',
        rights: ['read', 'write'],
        servers: 'all',
        serviceAccountId: account,
      })
    ).body.token as string;
    for (const path of ['/Users', '/Groups', '/ServiceProviderConfig', '/nonsense']) {
      for (const [token, status] of [
        [null, 401],
        ['wrong', 401],
        [limited, 403],
        [developer, 403],
      ] as const) {
        expect([path, await scim('GET', path, undefined, token)]).toMatchObject([
          path,
          { status, body: { schemas: [urn.error], status: String(status), detail: expect.any(String) } },
        ]);
      }
    }
    expect((await scim('GET', '/Users', undefined, null)).headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each([
    ['POST', '/Users', '{"userName":', 400],
    ['POST', '/Users', '[]', 400],
    ['POST', '/Users', { userName: 'no-address' }, 400],
    ['POST', '/Groups', { displayName: 'X', members: [{ value: 'usr_missing' }] }, 400],
    ['POST', '/Groups', { displayName: 'everyone' }, 409],
    ['PATCH', '/Users/usr_missing', { schemas: [urn.patch], Operations: [] }, 404],
    ['PUT', '/Groups/grp_missing', { displayName: 'X' }, 404],
    ['GET', '/Users?filter=userName%20is%20x', undefined, 400],
    ['GET', '/Users?count=x', undefined, 400],
    ['GET', '/nonsense', undefined, 404],
    ['GET', '/Schemas/x', undefined, 404],
    ['PATCH', '/Users', {}, 404],
  ])('answers %s %s with an error in the form of SCIM', async (method, path, body, status) => {
    const answer = await scim(method, path, body);
    expect(answer).toMatchObject({
      status,
      body: { schemas: [urn.error], status: String(status), detail: expect.stringMatching(/.{15}/) },
    });
    expect(answer.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
  });
});
