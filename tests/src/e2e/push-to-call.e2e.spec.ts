import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Deployment } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import type { Repository } from '@toolyard/launcher/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { TestPlatform } from '../testing/platform.js';

const root = resolve(import.meta.dirname, '../../..');

let platform: TestPlatform;
let server: ServerAnswer;
let repository: Repository;
let deployment: Deployment;
let sha: string;

beforeAll(async () => {
  platform = await TestPlatform.start();
  server = await platform.createServer('From push to call');
  repository = platform.repository(server, 'node-sdk');
  sha = await repository.commitAndPush('The first version');
  deployment = await platform.deployment(server.id, ['live'], sha);
}, 300_000);

afterAll(() => platform?.stop(), 120_000);

// The tests use the server and the calls of those before them.
describe('from a push to a recorded tool call', () => {
  test('a push to main becomes a live deployment that tells its commit, stages and image', () => {
    expect(deployment).toMatchObject({
      serverId: server.id,
      status: 'live',
      trigger: 'push',
      commit: { sha, message: 'The first version', author: expect.stringContaining('Ada') },
    });
    expect(deployment.image!.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const names = deployment.stages.map((stage) => stage.name);
    expect(names).toEqual(expect.arrayContaining(['fetch', 'dependencies', 'image', 'push', 'candidate', 'promotion']));
    for (const { startedAt, endedAt } of deployment.stages)
      expect(Date.parse(endedAt!)).toBeGreaterThanOrEqual(Date.parse(startedAt));
  });

  test('its log is numbered without gaps, and a stream that reconnects misses and repeats nothing', async () => {
    const { lines } = await platform.ok('GET', `/deployments/${deployment.id}/logs?limit=1000`);
    expect(lines.map((line) => line.n)).toEqual(lines.map((_: unknown, i: number) => i + 1));
    const half = Math.floor(lines.length / 2);
    const before = await streamed(`/deployments/${deployment.id}/logs`, half);
    const after = await streamed(`/deployments/${deployment.id}/logs`, lines.length - half, String(half));
    expect([...before, ...after]).toEqual(lines.map((line) => line.n));
  });

  test('its tools are listed with their schemas', async () => {
    const { items, deploymentId } = await platform.ok('GET', `/servers/${server.id}/tools`);
    expect(deploymentId).toBe(deployment.id);
    expect(items.map((tool) => tool.name)).toEqual(expect.arrayContaining(['echo', 'add']));
    expect(items.find((tool) => tool.name === 'add')!.inputSchema.required).toEqual(['a', 'b']);
  });

  test.each(['legacy', 'modern'] as const)(
    'a client of the %s era calls a tool, and the call is in the statistics within seconds',
    async (era) => {
      const client =
        era === 'legacy' ? await platform.legacyClient(server.slug) : await platform.modernClient(server.slug);
      expect((await client.callTool({ name: 'add', arguments: { a: 2, b: 40 } })).content[0].text).toBe('42');
      const call = await eventually(
        async () => (await platform.ok('GET', `/activity?serverId=${server.id}&source=${era}-test`)).items[0],
      );
      expect(call).toMatchObject({
        serverId: server.id,
        deploymentId: deployment.id,
        tool: 'add',
        class: 'ok',
        status: 'success',
      });
      expect(JSON.stringify([call.source, call.input, call.output])).toMatch(new RegExp(`${era}-test.*40.*42`, 's'));
      expect(call.latencyMs).toBeGreaterThan(0);
    },
  );

  test('a tool that answers an error counts as one in figures and rates', async () => {
    const client = await platform.legacyClient(server.slug);
    await client.callTool({ name: 'fail', arguments: {} });
    const overview = await eventually(async () => {
      const answer = await platform.ok('GET', `/servers/${server.id}/overview`);
      return answer.errorRate > 0 && answer;
    });
    const { items } = await platform.ok('GET', `/activity?serverId=${server.id}&limit=100`);
    expect(items[0]).toMatchObject({ tool: 'fail', class: 'tool_error', status: 'error' });
    expect(overview.totalCalls).toBe(items.length);
    expect(overview.errorRate).toBeCloseTo(1 / items.length, 5);
    expect(overview.uniqueUsers).toBe(1);
  });

  test('a call that has not ended is shown as in progress', async () => {
    const client = await platform.legacyClient(server.slug);
    const waiting = client.callTool({ name: 'wait', arguments: { milliseconds: 60_000 } }).catch(() => {});
    const call = await eventually(
      async () => (await platform.ok('GET', `/activity?serverId=${server.id}&status=in_progress`)).items[0],
    );
    expect(call).toMatchObject({ tool: 'wait' });
    await client.close();
    await waiting;
  });

  test('the list of calls can be exported as CSV', async () => {
    const { status, headers, body } = await platform.api('GET', `/activity/export.csv?serverId=${server.id}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(String(body).trim().split('\n').length).toBeGreaterThan(1);
  });

  test('a push to another branch is kept and deploys nothing', async () => {
    const other = await repository.commit('Not for main');
    await repository.push('experiment');
    const { items } = await platform.ok('GET', `/servers/${server.id}/deployments`);
    expect(items.map((item) => item.commit.sha)).toEqual([sha]);
    await repository.git('reset', '--hard', sha);
    expect((await repository.git('ls-remote', 'origin')).stdout).toContain(`${other}\trefs/heads/experiment`);
  });

  test('commits are found by the beginning of their SHA and by their message', async () => {
    for (const search of [sha.slice(0, 8), 'first version']) {
      const { items } = await platform.ok('GET', `/servers/${server.id}/commits?search=${encodeURIComponent(search)}`);
      expect(items.map((item) => item.sha)).toEqual([sha]);
    }
    expect((await platform.ok('GET', `/servers/${server.id}/commits?search=nothing-like-it`)).items).toEqual([]);
  });

  test('the correlation id of an answer is in the log of the service that gave it', async () => {
    const answer = await fetch(`${platform.url}/api/v1/servers/${server.id}`, {
      headers: { authorization: `Bearer ${platform.file().adminToken}` },
    });
    const id = answer.headers.get('x-correlation-id')!;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await eventually(() => platform.log('registry').includes(id));
  });

  test('every service tells its health and its metrics', async () => {
    for (const [name, { url }] of Object.entries(platform.file().services)) {
      expect([name, (await fetch(`${url}/health`)).status]).toEqual([name, 200]);
    }
    for (const name of ['registry', 'builds', 'runtime', 'secrets', 'analytics']) {
      expect(await (await fetch(`${platform.file().services[name]!.url}/metrics`)).text()).toContain(
        'process_cpu_seconds_total',
      );
    }
  });

  test('the command line deploys a folder without git on top of the pushes, and calls a tool of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yard-'));
    try {
      cpSync(join(root, 'examples/node-sdk'), folder, {
        recursive: true,
        filter: (path) => !path.includes('node-sdk/node_modules'),
      });
      writeFileSync(join(folder, 'NOTES.md'), 'Deployed by yard.');
      const live = await yard('deploy', folder, '--server', server.slug, '--message', 'By yard', '--json');
      expect(JSON.parse(live)).toMatchObject({ serverId: server.id, status: 'live', commit: { message: 'By yard' } });
      expect(await yard('call', server.slug, 'add', '{"a": 2, "b": 40}')).toBe('42\n');
      const { items } = await platform.ok('GET', `/servers/${server.id}/commits`);
      expect(items.map((item) => item.message)).toEqual(['By yard', 'The first version']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 240_000);
});

/** What a command of `yard` answers, run as the admin. @throws Error when its exit code is not 0 */
async function yard(...args: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: platform.data,
    TOOLYARD_URL: platform.url,
    TOOLYARD_TOKEN: platform.file().adminToken,
  };
  const run = promisify(execFile);
  return (await run(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...args], { env, timeout: 180_000 }))
    .stdout;
}

/** Numbers of the first `count` lines of a log stream. */
async function streamed(path: string, count: number, lastEventId?: string): Promise<number[]> {
  const stop = new AbortController();
  const answer = await fetch(`${platform.url}/api/v1${path}`, {
    headers: {
      authorization: `Bearer ${platform.file().adminToken}`,
      accept: 'text/event-stream',
      ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
    },
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
  });
  const numbers: number[] = [];
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const id = /^id: ?(\d+)$/m.exec(event)?.[1];
      if (id) numbers.push(Number(id));
    }
    if (numbers.length >= count) break;
  }
  stop.abort();
  return numbers.slice(0, count);
}
