import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { TestPlatform } from '../testing/platform.js';

/** Accounts and API keys ask for more than is theirs. */
let platform: TestPlatform;
let victim: string;
let attacker: string;

beforeAll(async () => {
  platform = await TestPlatform.start();
  [victim, attacker] = [await developer('Victim'), await developer('Attacker')];
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

/** By token. */
const accountIds = new Map<string, string>();

/** A key of a new developer. */
async function developer(name: string): Promise<string> {
  const { id: serviceAccountId } = await platform.ok('POST', '/service-accounts', { name, role: 'developer' });
  const rights = ['call', 'read', 'write', 'deploy'];
  const key = { name: 'key', serviceAccountId, rights, servers: 'all' };
  const { token } = await platform.ok('POST', '/api-keys', key);
  accountIds.set(token, serviceAccountId);
  return token;
}

const draft = (name: string, more: object = {}) => ({
  name,
  source: { provider: 'git' },
  auth: { method: 'none' },
  ...more,
});
const create = (token: string | undefined, name: string, more: object = {}) =>
  platform.api('POST', '/servers', draft(name, more), token);

describe('variables', () => {
  test('are refused beyond what can be delivered, and the server works on', async () => {
    const { body: server } = await create(attacker, 'Hoarder');
    const put = (name: string, value: string) =>
      platform.api('PUT', `/servers/${server.id}/variables/${name}`, { value }, attacker);
    expect((await put('FIRST', 'kept')).status).toBe(200);
    for (let index = 0; index < 3; index++) {
      const answer = await put(`V${index}`, '\u0001'.repeat(64 * 1024));
      expect([answer.status, answer.body.code]).toEqual([409, 'quota_exceeded']);
    }
    const { body } = await platform.api('GET', `/servers/${server.id}/variables`, undefined, attacker);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['FIRST']);
  });
});

describe('the slug of a deleted server', () => {
  test('goes to no other developer, but to its owner or an admin', async () => {
    const { body: first } = await create(victim, 'Ledger');
    expect((await platform.api('DELETE', `/servers/${first.id}`, undefined, victim)).status).toBe(204);
    const taken = await create(attacker, 'Ledger');
    expect([taken.status, taken.body.code]).toEqual([409, 'slug_taken']);
    expect(taken.body.details.keptUntil).toMatch(/^\d{4}-\d\d-\d\dT/);
    const { status, body: second } = await create(victim, 'Ledger');
    expect([status, second.slug]).toEqual([201, 'ledger']);
    expect((await platform.api('DELETE', `/servers/${second.id}`, undefined, victim)).status).toBe(204);
    expect((await create(undefined, 'Ledger')).status).toBe(201);
  });
});

describe('a public server', () => {
  test('is not made by a developer alone', async () => {
    const asked = await create(attacker, 'Open', { access: 'public' });
    expect([asked.status, asked.body.code]).toEqual([403, 'forbidden']);
    const { body: own } = await create(attacker, 'Open');
    const edit = (token?: string) => platform.api('PATCH', `/servers/${own.id}`, { access: 'public' }, token);
    expect((await edit(attacker)).status).toBe(403);
    expect((await edit()).body).toMatchObject({ access: 'public' });
    // Its developer edits the rest of it as before.
    const renamed = await platform.api('PATCH', `/servers/${own.id}`, { name: 'Wide', access: 'public' }, attacker);
    expect([renamed.status, renamed.body.name]).toEqual([200, 'Wide']);
  });
});

describe('an API key that is limited to servers', () => {
  test('creates no server and reads no account, also as the key of an admin', async () => {
    const { body: server } = await create(undefined, 'One');
    const rights = ['call', 'read', 'write', 'deploy'];
    const { token } = await platform.ok('POST', '/api-keys', { name: 'limited', rights, servers: [server.id] });
    expect((await create(token, 'Two')).status).toBe(403);
    for (const path of ['/users', '/groups', '/service-accounts', '/invitations'])
      expect([path, (await platform.api('GET', path, undefined, token)).status]).toEqual([path, 403]);
    const scim = await fetch(`${platform.url}/scim/v2/Users`, { headers: { authorization: `Bearer ${token}` } });
    expect(scim.status).toBe(403);
    expect((await platform.api('GET', `/servers/${server.id}`, undefined, token)).status).toBe(200);
    expect((await platform.api('GET', '/me', undefined, token)).status).toBe(200);
  });
});

describe('an account that floods', () => {
  let greedy: string;
  const limited = (quota: string, limit: number) =>
    platform.ok('PUT', `/quotas/${quota}`, { limit, subjectId: accountIds.get(greedy) });
  const quotaOf = async (name: string) => {
    const { body } = await platform.api('GET', '/quotas', undefined, greedy);
    return body.items.find((item: { name: string }) => item.name === name);
  };
  const many = <T>(count: number, one: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  const exceeded = (quota: string) => ({ code: 'quota_exceeded', details: { quota, subject: 'account' } });

  beforeAll(async () => {
    greedy = await developer('Greedy');
  });

  test('with servers gets its quota, while another account creates one', async () => {
    await limited('servers_per_account', 0);
    // The registry follows what the admin set.
    await eventually(async () => (await create(greedy, 'Early')).status === 409);
    const { use } = await quotaOf('servers_per_account');
    const [answers, other] = await Promise.all([
      many(30, (index) => create(greedy, `Flood ${index}`)),
      create(victim, 'Modest'),
    ]);
    expect(other.status).toBe(201);
    for (const { status, body } of answers) {
      expect(status).toBe(409);
      expect(body).toMatchObject(exceeded('servers_per_account'));
    }
    expect((await quotaOf('servers_per_account')).use).toBe(use);
  });

  test('with API keys gets its quota, while another account makes one', async () => {
    await limited('api_keys_per_account', 5);
    const make = (token: string) =>
      platform.api('POST', '/api-keys', { name: 'more', rights: ['read'], servers: 'all' }, token);
    const [answers, other] = await Promise.all([many(20, () => make(greedy)), make(victim)]);
    expect(other.status).toBe(201);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    const [refused] = answers.filter(({ status }) => status !== 201);
    expect(refused).toMatchObject({ status: 409, body: exceeded('api_keys_per_account') });
  });

  test('with streams gets its quota whatever key it shows, while another account follows changes', async () => {
    await limited('event_streams_per_account', 3);
    const gone = new AbortController();
    const open = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
      return (await fetch(`${platform.url}/api/v1/events`, { headers, signal: gone.signal })).status;
    };
    await eventually(async () => (await quotaOf('event_streams_per_account')).limit === 3);
    const statuses = await many(12, () => open(greedy));
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(9);
    expect(await open(victim)).toBe(200);
    gone.abort();
  });

  test('with questions about calls waits behind its own, while another account is answered', async () => {
    await limited('queries_per_account', 1);
    await limited('waiting_queries_per_account', 10);
    const ask = (token: string) => platform.api('GET', '/activity/stats', undefined, token);
    await eventually(async () => (await quotaOf('waiting_queries_per_account')).limit === 10);
    const [answers, others] = await Promise.all([many(120, () => ask(greedy)), many(5, () => ask(victim))]);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(10);
    await eventually(async () => (await quotaOf('queries_per_account')).use === 0);
  });

  test('with clones waits behind its own, and with pushes fills its own repository alone', async () => {
    const servers = await Promise.all([create(victim, 'Apart'), create(attacker, 'Crammed')]);
    const [apart, crammed] = servers.map(({ body }) => body);
    await platform.ok('PUT', '/quotas/repository_bytes', { limit: 64 * 1024, subjectId: crammed.id });
    const list = async (token: string, slug: string) => {
      const path = `${platform.url}/git/${slug}.git/info/refs?service=git-upload-pack`;
      const authorization = `Basic ${Buffer.from(`any:${token}`).toString('base64')}`;
      const answer = await fetch(path, { headers: { authorization } });
      await answer.arrayBuffer();
      return answer.status;
    };
    const [flood, other] = await Promise.all([many(40, () => list(attacker, crammed.slug)), list(victim, apart.slug)]);
    expect(other).toBe(200);
    expect(new Set(flood)).toEqual(new Set([200]));
    const large = { large: randomBytes(256 * 1024).toString('base64') };
    await expect(platform.repositoryAs(attacker, crammed.slug).commitAndPush('too much', large)).rejects.toThrow();
    expect((await platform.api('GET', `/servers/${crammed.id}/commits`, undefined, attacker)).body.items).toEqual([]);
    await platform.repositoryAs(victim, apart.slug).commitAndPush('fits', { 'README.md': 'fits' });
    const { body } = await platform.api('GET', `/servers/${apart.id}/commits`, undefined, victim);
    expect(body.items).toMatchObject([{ message: 'fits' }]);
  });
});
