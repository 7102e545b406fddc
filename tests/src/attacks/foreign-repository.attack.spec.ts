import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { TestPlatform } from '../testing/platform.js';

/** One developer tries to read, and to deploy through, the repository of another. */
let platform: TestPlatform;
let victim: Developer;
let attacker: Developer;
let billing: { id: string; slug: string };

interface Developer {
  userId: string;
  token: string;
}

beforeAll(async () => {
  platform = await TestPlatform.start();
  [victim, attacker] = [await developer('Victim'), await developer('Attacker')];
  billing = await create(victim, { name: 'Billing' });
  await remote(victim, 'billing').commitAndPush('the source of billing', { 'secret.txt': 'the source of billing' });
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

async function developer(name: string): Promise<Developer> {
  const { id: userId } = await platform.ok('POST', '/service-accounts', { name, role: 'developer' });
  const rights = ['call', 'read', 'write', 'deploy'];
  const { token } = await platform.ok('POST', '/api-keys', {
    name: 'key',
    serviceAccountId: userId,
    rights,
    servers: 'all',
  });
  return { userId, token };
}

async function create({ token }: Developer, about: object): Promise<{ id: string; slug: string; source: any }> {
  const answer = await platform.api(
    'POST',
    '/servers',
    { source: { provider: 'git' }, auth: { method: 'none' }, ...about },
    token,
  );
  expect([about, answer.status, answer.body]).toEqual([about, 201, expect.anything()]);
  return answer.body;
}

const remote = ({ token }: Developer, repository: string) => platform.repositoryAs(token, repository);

/** What git says when it clones, or null when it does. */
const cloned = ({ token }: Developer, repository: string): Promise<string | null> =>
  remote({ token, userId: '' }, repository)
    .clone()
    .then(
      () => null,
      (error: Error) => error.message,
    );

describe("another account's repository", () => {
  test('is not the source of a new server', async () => {
    const source = { provider: 'git', repository: 'billing' };
    const answer = await platform.api(
      'POST',
      '/servers',
      { name: 'Mine', source, auth: { method: 'none' } },
      attacker.token,
    );
    expect([answer.status, answer.body.code]).toEqual([409, 'repository_taken']);
    expect((await platform.api('GET', '/servers?search=Mine', undefined, attacker.token)).body.items).toEqual([]);
  });

  test('is neither read nor pushed to', async () => {
    expect(await cloned(attacker, 'billing')).toMatch(/403|denied/i);
    await expect(remote(attacker, 'billing').commitAndPush('evil', { 'server.js': '' })).rejects.toThrow();
    const { items } = (await platform.api('GET', `/servers/${billing.id}/commits`, undefined, victim.token)).body;
    expect(items.map(({ message }: { message: string }) => message)).toEqual(['the source of billing']);
  });

  test('still belongs to it when its servers are deleted', async () => {
    const ledger = await create(victim, { name: 'Ledger' });
    await remote(victim, 'ledger').commitAndPush('the source of ledger', { 'secret.txt': 'ledger' });
    expect((await platform.api('DELETE', `/servers/${ledger.id}`, undefined, victim.token)).status).toBe(204);
    await eventually(async () => (await cloned(victim, 'ledger')) !== null);
    const source = { provider: 'git', repository: 'ledger' };
    const named = await platform.api(
      'POST',
      '/servers',
      { name: 'Taken', source, auth: { method: 'none' } },
      attacker.token,
    );
    expect([named.status, named.body.code]).toEqual([409, 'repository_taken']);
    expect(await cloned(attacker, 'ledger')).toMatch(/403|denied/i);
  });

  test('is not the default of a server with the same name', async () => {
    const one = await create(victim, { name: 'Notes', source: { provider: 'git', repository: 'journal' } });
    expect(one.source.repository).toBe('journal');
    const other = await create(attacker, { name: 'Journal' });
    expect(other.source.repository).toBe('journal-2');
  });

  test('is taken by an admin who names it', async () => {
    const source = { provider: 'git', repository: 'billing' };
    const adopted = await platform.createServer('Adopted', { source });
    expect(adopted.source.repository).toBe('billing');
    // From now on a push reaches a server of the admin too: the owner alone may no longer push.
    await expect(remote(victim, 'billing').commitAndPush('again', { 'a.txt': '' })).rejects.toThrow(/403/);
    await platform.ok('DELETE', `/servers/${adopted.id}`);
    await eventually(() =>
      remote(victim, 'billing')
        .commitAndPush('again', { 'a.txt': '' })
        .then(
          () => true,
          () => false,
        ),
    );
  });
});
