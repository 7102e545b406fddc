import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { McpCaller } from '../testing/mcp-caller.js';
import { TestPlatform } from '../testing/platform.js';
import { versionServer } from '../testing/server-repositories.js';

let platform: TestPlatform;
let server: ServerAnswer;
let cookie = '';
let setupUrl: string;
const ada = { name: 'Ada', email: 'ada@toolyard.test', password: 'violet-anvil-harbour-tundra' };

beforeAll(async () => {
  platform = await TestPlatform.start();
  setupUrl = platform.file().setupUrl ?? '';
  server = await platform.createServer('Guarded');
  await platform.deployment(
    server.id,
    ['live'],
    await platform.repository(server).commitAndPush('begins', versionServer({ version: '1' })),
  );
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

/** What a page of the platform asks. */
async function page(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${platform.url}/api/v1${path}`, {
    method,
    headers: { origin: platform.url, 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  cookie =
    answer.headers
      .getSetCookie()
      .find((set) => set.startsWith('toolyard_session='))
      ?.split(';', 1)[0] ?? cookie;
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : undefined };
}

const setUp = () => page('POST', '/setup', { ...ada, token: setupUrl.split('#token=')[1], defaultAccess: 'all' });
const caller = (token: string) => new McpCaller(platform.mcpUrl(server.slug), token);
const status = async (token: string) =>
  (
    await caller(token)
      .call('version')
      .catch((error: Error) => ({ status: Number(/answered with (\d+)/.exec(error.message)?.[1]) }))
  ).status;
const newKey = async (about: object = {}) =>
  (await platform.ok('POST', '/api-keys', { name: 'agent', rights: ['call', 'read'], servers: 'all', ...about })) as {
    id: string;
    token: string;
  };

// In this order: there is only one first start.
describe('the first start', () => {
  test('shows a link that makes the first admin once, and no longer when there is one', async () => {
    expect(setupUrl).toMatch(new RegExp(`^${platform.url}/setup#token=[\\w-]{43}$`));
    expect(await setUp()).toMatchObject({ status: 201, body: { role: 'admin', email: ada.email } });
    expect(await setUp()).toMatchObject({ status: 410, body: { code: 'link_invalid' } });
    await eventually(() => platform.file().setupUrl === undefined);
    for (const log of ['toolyard', 'identity', 'gateway'])
      expect(platform.log(log)).not.toContain(setupUrl.split('#token=')[1]);
  });

  test('is followed by starts that keep every user signed in, and show no link', async () => {
    await platform.down();
    await platform.up();
    expect(platform.file().setupUrl).toBeUndefined();
    expect(await page('GET', '/me')).toMatchObject({ status: 200, body: { name: 'Ada', role: 'admin' } });
    await eventually(async () => (await status(platform.file().adminToken)) === 200, 60_000);
  }, 120_000);
});

describe('an API key', () => {
  test('calls tools until the moment it is revoked', async () => {
    const { id, token } = await newKey();
    const open = caller(token);
    expect(await open.text('version')).toBe('1');
    await platform.ok('DELETE', `/api-keys/${id}`);
    expect((await open.call('version')).status).toBe(401);
    expect(await status(token)).toBe(401);
  });

  test('shows when a tool was last called with it', async () => {
    const { id, token } = await newKey();
    expect(await status(token)).toBe(200);
    await eventually(
      async () => (await platform.ok('GET', '/api-keys')).items.find((key) => key.id === id)!.lastUsedAt !== null,
    );
  });
});

describe('a group', () => {
  test('is asked at the next call of an open session', async () => {
    const account = await platform.ok('POST', '/service-accounts', { name: 'Agent', role: 'member' });
    const { token } = await newKey({ serviceAccountId: account.id });
    const open = caller(token);
    expect(await open.text('version')).toBe('1');
    await platform.ok('PUT', `/groups/everyone/servers/${server.id}`, { access: 'except', tools: ['version'] });
    expect((await open.call('version')).error).toMatchObject({ message: expect.any(String) });
    const denied = () => platform.ok('GET', `/activity?serverId=${server.id}&userId=${account.id}&status=denied`);
    expect(
      (await eventually(async () => ((await denied()).items.length > 0 ? denied() : undefined))).items,
    ).toMatchObject([{ tool: 'version', userId: account.id }]);
    await platform.ok('DELETE', `/groups/everyone/servers/${server.id}`);
    expect(await open.text('version')).toBe('1');
    await platform.ok('PATCH', `/users/${account.id}`, { status: 'disabled' });
    expect((await open.call('version')).status).toBe(401);
  });
});

describe('while identity is dead', () => {
  test('tools are called on, and every user is still signed in when it is back', async () => {
    const { token } = await newKey();
    const open = caller(token);
    expect(await open.text('version')).toBe('1');
    const back = platform.kill('identity');
    expect(await open.text('version')).toBe('1');
    await back;
    expect((await page('GET', '/me')).status).toBe(200);
    expect(await open.text('version')).toBe('1');
  }, 120_000);
});
