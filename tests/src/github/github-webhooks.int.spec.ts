import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { recordedEvents } from '../testing/github/published.js';
import type { Repository } from '../testing/github/world.js';
import { GitHubPlatform } from './github-platform.js';

const noSha = '0'.repeat(40);
let platform: GitHubPlatform;
let repository: Repository;
let server: any;

beforeAll(async () => {
  platform = await GitHubPlatform.start();
  repository = platform.github.repository('acme/tools');
  platform.github.install('acme');
  const first = repository.git.commit({ 'README.md': '1' }, { message: 'first' });
  server = await platform.createServer('Tools', 'acme/tools');
  await platform.deploymentOf(server.id, first);
}, 180_000);

afterAll(() => platform?.stop(), 60_000);

const pushOf = (before: string, after: string, ref = 'refs/heads/main') =>
  platform.github.webhooks.pushPayload(repository, ref, before, after);
const deliver = (payload: object, options: object = {}) => platform.github.webhooks.deliver('push', payload, options);
const shas = async () => (await platform.deployments(server.id)).map(({ commit }) => commit.sha);

describe('a webhook is refused', () => {
  const signedWith = (secret: string, body: string) =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

  test.each([
    ['with a wrong signature', { 'x-hub-signature-256': signedWith('another secret', '{}') }, 401],
    ['without a signature', { 'x-hub-signature-256': undefined }, 401],
    [
      'with a signature of the old algorithm alone',
      { 'x-hub-signature-256': undefined, 'x-hub-signature': 'sha1=0' },
      401,
    ],
    ['without an id', { 'x-github-delivery': undefined }, 400],
    ['without an event', { 'x-github-event': undefined }, 400],
  ])('%s', async (_, headers, status) => {
    expect(await deliver({}, { body: '{}', headers })).toBe(status);
  });

  test.each([
    ['truncated JSON', '{"ref": "refs/heads/ma'],
    ['JSON that is no object', '[1]'],
  ])('with %s, also when it is signed', async (_, body) => {
    expect(await deliver({}, { body })).toBe(400);
  });

  test('when it is larger than GitHub sends, without being read', async () => {
    expect(await deliver({}, { body: Buffer.alloc(26 * 1024 * 1024, 32) })).toBe(413);
  });

  test('and the list of deliveries says why', async () => {
    expect(await platform.delivery({ verdict: 'refused' })).toMatchObject({ reason: expect.stringMatching(/\w/) });
  });
});

test('a payload of almost 25 MB is taken', async () => {
  const body = JSON.stringify({
    ...pushOf(noSha, repository.git.head('main')!),
    padding: 'x'.repeat(24 * 1024 * 1024),
  });
  expect(await deliver({}, { body })).toBe(202);
});

test('every recorded event of GitHub is taken, and only those that concern a repository of a server act', async () => {
  const answers = new Set<number>();
  for (const { name, examples } of recordedEvents)
    for (const example of examples)
      answers.add(await platform.github.webhooks.deliver(name, {}, { body: JSON.stringify(example) }));
  expect([...answers]).toEqual([202]);
  await platform.delivery({ event: recordedEvents.at(-1)!.name });
  const { items } = (await platform.builds.call('GET', '/api/v1/github/deliveries')).body;
  expect(items).toHaveLength(100);
  const acted = items.filter(({ verdict, event }: any) => verdict === 'accepted' && event !== 'push');
  expect(acted).toEqual([]);
}, 120_000);

test('a delivery for an old commit, late or repeated, never deploys it over a newer one', async () => {
  const old = repository.git.commit({ 'a.txt': '1' }, { message: 'old' });
  const { sha } = await platform.github.push(repository, { 'a.txt': '2' }, { message: 'new' });
  await platform.deploymentOf(server.id, sha);
  const late = pushOf(noSha, old);
  for (const guid of ['late-1', 'late-1', 'late-2']) expect(await deliver(late, { guid })).toBe(202);
  const { sha: last } = await platform.github.push(repository, { 'a.txt': '3' });
  await platform.deploymentOf(server.id, last);
  expect((await shas()).slice(0, 2)).toEqual([last, sha]);
  expect(await shas()).not.toContain(old);
});

test('a force push back to an earlier commit deploys it again', async () => {
  const before = repository.git.head('main')!;
  const { sha } = await platform.github.push(repository, { 'b.txt': '1' }, { message: 'mistake' });
  await platform.deploymentOf(server.id, sha);
  repository.git.move('main', before);
  await platform.github.webhooks.announcePush(repository, { branch: 'main', before: sha, after: before });
  await eventually(async () => (await shas())[0] === before);
});

test('a thousand deliveries at once are all answered, and are one deployment of the head', async () => {
  const before = (await shas()).length;
  const head = repository.git.commit({ 'c.txt': '1' }, { message: 'burst' });
  const payload = pushOf(noSha, head);
  const body = JSON.stringify(payload);
  const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => deliver({}, { body, guid: `burst-${n}` })));
  expect([...new Set(answers)]).toEqual([202]);
  await platform.deploymentOf(server.id, head);
  expect((await shas()).length).toBe(before + 1);
}, 60_000);

describe('a lost webhook', () => {
  test('is made up for by the look at the head after a restart', async () => {
    let sha = '';
    await platform.restartBuilds(async () => {
      sha = (await platform.github.push(repository, { 'd.txt': '1' }, { message: 'while down' })).sha;
    });
    await platform.deploymentOf(server.id, sha);
    expect((await shas()).filter((each) => each === sha)).toHaveLength(1);
  });

  test('is made up for by regular looks, which GitHub does not count while nothing changed', async () => {
    const polled = await platform.polling();
    try {
      const sha = repository.git.commit({ 'e.txt': '1' }, { message: 'polled' });
      expect(await platform.deploymentOf(server.id, sha)).toMatchObject({ trigger: 'poll' });
      const from = platform.github.requests.length;
      await eventually(() => looks(from).length >= 2);
      expect(looks(from).every(({ status }) => status === 304)).toBe(true);
    } finally {
      await polled();
    }
  });
});

const looks = (from: number) =>
  platform.github.requests.slice(from).filter(({ path }) => path === '/repos/acme/tools/git/ref/heads%2Fmain');

describe('while GitHub', () => {
  const cases: [string, Parameters<typeof platform.github.fail>[1], string][] = [
    ['fails', { status: 500 }, 'unreachable'],
    ['closes the connection', 'reset', 'unreachable'],
    ['rejects the App', { status: 401 }, 'app_rejected'],
    ['refuses a request as wrong', { status: 422 }, 'invalid'],
    [
      'limits the rate',
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 3_600) },
      },
      'rate_limited',
    ],
  ];

  test.each(cases)(
    '%s, the server says so, what is live stays, and the push is deployed afterwards',
    async (_, fault, state) => {
      const end = platform.github.fail(/^\/(repos|app)\//, fault);
      const { sha } = await platform.github.push(repository, { 'f.txt': state + _ }, { message: state });
      expect((await platform.sourceState(server.id, state)).message).toMatch(/GitHub/);
      end();
      await deliver(pushOf(noSha, sha));
      await platform.deploymentOf(server.id, sha);
      await platform.sourceState(server.id, 'connected');
    },
  );
});
