import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unfinishedStatuses } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import type { Repository } from '@toolyard/launcher/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { eventuallyTrue, onEngine } from '../testing/leftovers.js';
import { McpCaller, type RpcAnswer } from '../testing/mcp-caller.js';
import { TestPlatform } from '../testing/platform.js';
import { dockerfile, versionServer, type VersionServerOptions } from '../testing/server-repositories.js';

/** One build at a time, so that the second of two waits. */
const settings = { TOOLYARD_BUILD_CONCURRENCY: '1', TOOLYARD_DRAIN_SECONDS: '1' };

interface Hosted {
  server: ServerAnswer;
  repository: Repository;
  caller: McpCaller;
}

let platform: TestPlatform;
let first: Hosted;
let second: Hosted;
let third: Hosted;

beforeAll(async () => {
  platform = await TestPlatform.start(settings);
  [first, second, third] = await Promise.all([hosted('first'), hosted('second'), hosted('third')]);
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

async function hosted(name: string): Promise<Hosted> {
  const server = await platform.createServer(name);
  const repository = platform.repository(server);
  await repository.commitAndPush('begins', versionServer({ version: '0' }));
  await platform.deployment(server.id, ['live']);
  return { server, repository, caller: new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken) };
}

async function activity(filters: Record<string, string>): Promise<any[]> {
  return (await platform.ok('GET', `/activity?${new URLSearchParams({ limit: '100', ...filters }).toString()}`)).items;
}

/** Pushes a new version of the server whose image takes `buildMs` to build; a step is never taken from the cache. */
function push(
  { repository }: Hosted,
  options: VersionServerOptions & { version: string },
  buildSeconds = 0,
): Promise<string> {
  return repository.commitAndPush(`version ${options.version}`, {
    ...versionServer(options),
    Dockerfile: dockerfile([`RUN sleep ${buildSeconds}; echo ${options.version} ${randomUUID()}`]),
  });
}

/** The newest deployment of each of the three servers. */
function newest(): Promise<any[]> {
  return Promise.all(
    [first, second, third].map(
      async ({ server }) => (await platform.ok('GET', `/servers/${server.id}/deployments?limit=1`)).items[0],
    ),
  );
}

async function unfinished(): Promise<string[]> {
  const { items } = await platform.ok('GET', '/servers?limit=100');
  const pages = await Promise.all(
    items.map((server) => platform.ok('GET', `/servers/${server.id}/deployments?limit=100`)),
  );
  return pages.flatMap((page) =>
    page.items.filter(({ status }) => unfinishedStatuses.includes(status)).map(({ id, status }) => `${id} ${status}`),
  );
}

describe('a server that dies', () => {
  test('with calls in flight: each gets an error and is recorded as upstream_down, the next one works', async () => {
    const { caller, server } = first;
    expect(await caller.text('version')).toBe('0');
    const waiting = Array.from({ length: 20 }, () =>
      caller
        .call('never')
        .catch((error: Error): RpcAnswer => ({ status: 0, error: { code: 0, message: error.message } })),
    );
    await eventually(async () => (await activity({ serverId: server.id, status: 'in_progress' })).length === 20);
    const dying = await caller
      .call('die')
      .catch((error: Error): RpcAnswer => ({ status: 0, error: { code: 0, message: error.message } }));
    for (const answer of [dying, ...(await Promise.all(waiting))])
      expect(answer).toMatchObject({ status: 502, error: { message: expect.stringMatching(/\w/) } });
    // The same session goes on, and the caller need not repeat anything.
    expect(await caller.text('version')).toBe('0');
    const calls = await eventually(async () => {
      const found = (await activity({ serverId: server.id })).filter(({ tool }) => tool === 'never' || tool === 'die');
      return found.length >= 21 ? found : undefined;
    });
    expect(calls.map(({ class: each, status }) => `${each} ${status}`)).toEqual(
      Array.from({ length: 21 }, () => 'upstream_down error'),
    );
    expect(await activity({ serverId: server.id, status: 'in_progress' })).toEqual([]);
    const log = await platform.ok('GET', `/servers/${server.id}/logs?limit=1000`);
    expect(log.lines.some(({ text }) => /exited with code 1.*starts again/.test(text))).toBe(true);
  }, 60_000);

  test('again and again is started with growing pauses, and does not disturb the others', async () => {
    for (let i = 0; i < 3; i++) {
      await second.caller.call('die').catch(() => undefined);
      expect(await first.caller.text('version')).toBe('0');
    }
    await eventually(async () => (await second.caller.text('version')) === '0', 30_000);
  }, 60_000);
});

describe('large and broken exchanges', () => {
  test('a request body of 5 MB is refused with 413 and reaches no server', async () => {
    const answer = await first.caller.call('version', { padding: 'x'.repeat(5 << 20) });
    expect(answer).toMatchObject({ status: 413, error: { data: { code: 'payload_too_large' } } });
    expect(await first.caller.text('version')).toBe('0');
  });

  test('an answer of 50 MB passes complete, and only its beginning is recorded', async () => {
    const { result } = await first.caller.call('large', { bytes: 50 << 20 });
    const [{ text }] = result.content;
    expect(text.length).toBe(50 << 20);
    expect(text === 'x'.repeat(50 << 20)).toBe(true);
    const [call] = await eventually(async () => {
      const found = await activity({ serverId: first.server.id, tool: 'large' });
      return found.length > 0 ? found : undefined;
    });
    expect(call).toMatchObject({ class: 'ok', status: 'success', input: expect.stringContaining(String(50 << 20)) });
    expect(JSON.parse(call.output)).toMatchObject({ truncated: true });
    expect(call.output.length).toBeLessThan(256 << 10);
  }, 60_000);

  test('a client that closes a stream midway ends it on the server, and the call counts as cancelled', async () => {
    const exchange = await first.caller.stream('stream');
    expect((await exchange.events().next()).value).toMatchObject({ event: 'message' });
    expect(await first.caller.text('streams')).toBe('1');
    exchange.close();
    await eventually(async () => (await first.caller.text('streams')) === '0');
    const [call] = await eventually(async () => {
      const found = await activity({ serverId: first.server.id, tool: 'stream' });
      return found.length > 0 ? found : undefined;
    });
    expect(call).toMatchObject({ class: 'cancelled' });
  });
});

describe('SIGKILL while one deployment is starting, one is building and one is queued', () => {
  test.each(['builds', 'runtime', 'registry', 'secrets', 'analytics', 'gateway', 'event-store', 'nats'])(
    'of %s: all three become live, no container or network is orphaned, and the queue moves',
    async (name) => {
      await push(first, { version: `${name}-first`, startAfterMs: 8_000 });
      await platform.deployment(first.server.id, ['starting']);
      // Whichever push arrives first is built first.
      await Promise.all([push(second, { version: `${name}-second` }, 4), push(third, { version: `${name}-third` }, 4)]);
      await eventuallyTrue(
        async () =>
          expect((await newest()).map(({ status }) => status).sort()).toEqual(['building', 'queued', 'starting']),
        5_000,
      );
      await platform.kill(name);
      await eventuallyTrue(async () => expect(await unfinished()).toEqual([]), 120_000);
      const ended = await newest();
      expect(ended.map(({ status, error }) => error?.message ?? status)).toEqual(['live', 'live', 'live']);
      await eventuallyTrue(async () => {
        expect(await first.caller.text('version')).toBe(`${name}-first`);
        expect(await second.caller.text('version')).toBe(`${name}-second`);
        expect(await third.caller.text('version')).toBe(`${name}-third`);
      }, 30_000);
      await eventuallyTrue(async () => {
        const { deployments, networks } = await onEngine(platform);
        expect(deployments).toEqual(ended.map(({ id }) => id).sort());
        expect(networks).toEqual([first, second, third].map(({ server }) => server.id).sort());
      }, 30_000);
    },
    180_000,
  );
});
