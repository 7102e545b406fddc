import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

/** A key of a new developer. */
async function developer(name: string): Promise<string> {
  const { id: serviceAccountId } = await platform.ok('POST', '/service-accounts', { name, role: 'developer' });
  const rights = ['call', 'read', 'write', 'deploy'];
  const key = { name: 'key', serviceAccountId, rights, servers: 'all' };
  return (await platform.ok('POST', '/api-keys', key)).token;
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
