import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { quotaNames, quotaOf } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { answer, type Engines, type RunningService, startEngines } from '@toolyard/service/testing';
import { type Browser, person } from '../testing/browser.js';

/** `identity` without the services that own most quotas. */
let engines: Engines;
let identity: RunningService;
let messaging: Messaging;

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity', { TOOLYARD_QUOTAS: 'servers=77' });
  messaging = await Messaging.connect({ url: engines.nats.url, name: 'test' });
}, 60_000);

afterAll(async () => {
  await messaging?.close();
  await engines?.stop();
});

const makeKey = (of: Browser) => of.call('POST', '/api/v1/api-keys', { name: 'k', rights: ['read'], servers: 'all' });
const set = (name: string, body: unknown) => identity.call('PUT', `/api/v1/quotas/${name}`, body);
const quotasOf = async (of: { call: Browser['call'] }, query = '') => {
  const { status, body } = await of.call('GET', `/api/v1/quotas${query}`);
  expect(status).toBe(200);
  return Object.fromEntries(body.items.map((item: { name: string }) => [item.name, item]));
};

test('keys of an account are bounded; what an admin sets for one account holds at once and for it alone', async () => {
  const [greedy, other] = [
    await person(identity, 'member', 'greedy@example.org'),
    await person(identity, 'member', 'other@example.org'),
  ];
  const { id } = (await makeKey(greedy)).body;
  expect((await set('api_keys_per_account', { limit: 2, subjectId: greedy.id })).status).toBe(204);
  const answers = await Promise.all([makeKey(greedy), makeKey(greedy), makeKey(greedy)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({
    code: 'quota_exceeded',
    details: { quota: 'api_keys_per_account', subject: 'account', limit: 2, use: 2, requested: 3 },
  });
  expect((await quotasOf(greedy))['api_keys_per_account']).toMatchObject({
    limit: 2,
    use: 2,
    source: 'admin_for_subject',
  });
  for (let i = 0; i < 3; i++) expect((await makeKey(other)).status).toBe(201);
  await greedy.call('DELETE', `/api/v1/api-keys/${id}`);
  expect((await makeKey(greedy)).status).toBe(201);
  await identity.call('DELETE', `/api/v1/quotas/api_keys_per_account?subjectId=${greedy.id}`);
  expect((await makeKey(greedy)).status).toBe(201);
  expect((await quotasOf(greedy))['api_keys_per_account'].source).toBe('default');
});

test('uses come from the owning services, and are unknown while one does not answer', async () => {
  const asked: unknown[] = [];
  const registry = await answer(messaging.connection, 'registry.quotas.use', (of) => {
    asked.push(of);
    return { uses: { servers: 9, servers_per_account: 4 } };
  });
  const items = await quotasOf(identity);
  expect(items['servers']).toMatchObject({ subject: 'organisation', limit: 77, use: 9, source: 'environment' });
  expect(items['servers_per_account']).toMatchObject({ subjectId: 'admin', use: 4 });
  expect(items['memory']).toMatchObject({ use: null, unit: 'bytes' });
  expect(asked).toEqual([{ accountId: 'admin' }]);
  await registry.stop();
});

test('quotas of another account are for admins and auditors alone, those of a server for its owner too', async () => {
  const [owner, member, auditor] = [
    await person(identity, 'developer', 'owner@example.org'),
    await person(identity, 'member', 'member@example.org'),
    await person(identity, 'auditor', 'auditor@example.org'),
  ];
  const createdBy = { kind: 'user' as const, id: owner.id!, name: 'Owner' };
  const registry = await answer(
    messaging.connection,
    'registry.servers.get',
    () => ({ id: 'srv_1', createdBy }) as never,
  );
  for (const [of, status] of [
    [owner, 200],
    [auditor, 200],
    [member, 403],
  ] as const) {
    for (const query of [`accountId=${owner.id}`, 'serverId=srv_1'])
      expect([query, (await of.call('GET', `/api/v1/quotas?${query}`)).status]).toEqual([query, status]);
  }
  const ofServer = quotaNames.filter((name) => quotaOf(name).subject === 'server');
  expect(Object.keys(await quotasOf(owner, '?serverId=srv_1'))).toEqual(expect.arrayContaining(ofServer));
  const seen = Object.keys(await quotasOf(member));
  expect(seen.every((name) => quotaOf(name as never).subject === 'account')).toBe(true);
  expect((await member.call('PUT', '/api/v1/quotas/servers', { limit: 1 })).status).toBe(403);
  await registry.stop();
});

test.each([
  ['moons', { limit: 1 }, 404],
  ['servers', { limit: -1 }, 400],
  ['servers', { limit: 1, subjectId: 'admin' }, 400],
  ['replicas_per_server', { limit: 21 }, 400],
  ['servers_per_account', { limit: 1, subjectId: 'usr_none' }, 404],
])('setting %s to %j is refused', async (name, body, status) => {
  expect((await set(name, body)).status).toBe(status);
});
