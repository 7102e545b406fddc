import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventStoreDb } from '@toolyard/event-store';
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

test('a webhook that was lost while the platform was away is asked for again', async () => {
  const { deliveries } = platform.github.world;
  // The first sweep of this App says from when on webhooks were missed.
  await eventually(() => platform.github.requests.some(({ path }) => path.startsWith('/app/hook/deliveries')), 30_000);
  const before = deliveries.length;
  await platform.restartBuilds(async () => {
    const { answer } = await platform.github.push(repository, { 'lost.txt': '1' }, { message: 'lost' });
    expect(answer).toBe(0);
  });
  const lost = deliveries[before]!;
  await eventually(() => deliveries.some(({ guid, status }) => guid === lost.guid && status === 202), 30_000);
  expect(await platform.delivery({ id: lost.guid })).toMatchObject({ verdict: 'accepted' });
}, 90_000);

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

describe('an App that is connected in the dashboard', () => {
  const origin = 'http://toolyard.test:8080';
  const session = () => {
    const { token } = platform.engines.principal({ role: 'admin', via: 'session' });
    const headers = { cookie: `toolyard_session=${token}`, origin };
    return (method: string, path: string, body?: object) =>
      platform.builds.call(method, `/api/v1/github${path}`, body, { token: null, headers });
  };
  let admin: ReturnType<typeof session>;
  let back: URLSearchParams;

  beforeAll(async () => {
    await platform.restartWithoutApp();
    admin = session();
  }, 60_000);

  /** Sends the form of the page to GitHub, as the browser does. @returns what GitHub sends back with */
  async function confirmOnGitHub(path: string): Promise<URLSearchParams> {
    const { text, headers } = await admin('GET', path.slice('/api/v1/github'.length));
    const unescaped = (value: string) => value.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    const action = unescaped(/action="([^"]+)"/.exec(text)![1]!);
    expect(headers.get('content-security-policy')).toContain(`form-action ${platform.github.url} 'self' https:;`);
    const manifest = unescaped(/name="manifest" value="([^"]+)"/.exec(text)![1]!);
    const body = new URLSearchParams({ manifest });
    const answer = await fetch(action, { method: 'POST', body, redirect: 'manual' });
    const location = new URL(answer.headers.get('location')!);
    expect(location.origin + location.pathname).toBe(`${origin}/sources/github`);
    return location.searchParams;
  }

  test('needs a session, and a state of that session', async () => {
    expect((await platform.builds.call('POST', '/api/v1/github/setup', {})).status).toBe(403);
    const { status, body } = await admin('POST', '/setup', {});
    expect([status, body.path]).toEqual([200, expect.stringContaining('/api/v1/github/setup/')]);
    back = await confirmOnGitHub(body.path);
    const given = Object.fromEntries(back);
    const other = session();
    expect((await other('GET', `/setup/${given['state']}`)).status).toBe(410);
    expect((await other('POST', '/connection', given)).body.code).toBe('link_invalid');
    expect((await admin('POST', '/connection', { ...given, state: 'unknown' })).body.code).toBe('link_invalid');
  });

  test('takes webhooks and deploys without a restart, and its state is used once', async () => {
    const given = Object.fromEntries(back);
    expect((await admin('POST', '/connection', given)).status).toBe(204);
    expect((await admin('POST', '/connection', given)).body.code).toBe('link_invalid');
    expect((await admin('POST', '/setup', {})).body.code).toBe('conflict');
    expect((await admin('GET', '')).body).toMatchObject({
      app: { name: 'Toolyard toolyard.test' },
      managedBy: 'dashboard',
    });
    platform.github.hookUrl = `${platform.builds.url}/webhooks/github`;
    const { sha, answer } = await platform.github.push(repository, { 'm.txt': '1' }, { message: 'by manifest' });
    expect(answer).toBe(202);
    await platform.deploymentOf(server.id, sha);
  });

  test('works after a restart, and its keys are in clear in no event and no log', async () => {
    await platform.restartWithoutApp();
    const { sha } = await platform.github.push(repository, { 'm.txt': '2' }, { message: 'after a restart' });
    await platform.deploymentOf(server.id, sha);
    const { privateKey, webhookSecret } = platform.github.world.app!;
    const pemLine = privateKey.split('\n')[1]!;
    for (const secret of [webhookSecret, pemLine]) {
      const found = spawnSync('grep', ['-rlaF', secret, platform.engines.folder], { encoding: 'utf8' }).stdout;
      expect(found).toBe('');
      expect(platform.builds.process.output.join('\n')).not.toContain(secret);
    }
  });

  test('gives way to the one of the environment', async () => {
    const { app } = platform.github.world;
    await platform.restartBuilds();
    expect((await admin('GET', '')).body).toMatchObject({ managedBy: 'environment' });
    expect((await admin('DELETE', '/connection')).body.code).toBe('conflict');
    platform.github.world.app = app;
    await platform.restartWithoutApp();
    await eventually(async () => (await admin('GET', '')).body.app?.id === app!.id);
  });

  test('is gone with its keys once it is disconnected', async () => {
    expect((await admin('DELETE', '/connection')).status).toBe(204);
    expect((await admin('GET', '')).body).toMatchObject({ app: null, managedBy: null });
    expect(await deliver(pushOf(noSha, repository.git.head('main')!))).toBe(409);
    await platform.sourceState(server.id, 'not_configured');
    const store = new EventStoreDb(platform.engines.env['EVENTSTORE_URL']!);
    try {
      const [set] = await store.read('githubkeys-app');
      const { dataKeyId } = (set!.data as { value: { dataKeyId: string } }).value;
      await eventually(async () => (await store.read(`datakey-${dataKeyId}`)).length === 0);
    } finally {
      await store.close();
    }
  });
});
