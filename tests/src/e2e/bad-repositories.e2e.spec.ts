import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Deployment } from '@toolyard/contracts';
import { forksWithoutEnd } from '@toolyard/mcp/testing';
import { eventually } from '@toolyard/service/testing';
import { processesMentioning, type Repository } from '@toolyard/launcher/testing';
import type { LogPage, ServerAnswer } from '../testing/answers.js';
import { eventuallyTrue, onEngine } from '../testing/leftovers.js';
import { McpCaller } from '../testing/mcp-caller.js';
import { TestPlatform } from '../testing/platform.js';
import { dockerfile, versionServer } from '../testing/server-repositories.js';

const buildSeconds = 45;
const limits = {
  TOOLYARD_BUILD_CONCURRENCY: '3',
  TOOLYARD_BUILD_SECONDS: String(buildSeconds),
  TOOLYARD_BUILD_LOG_MB: '1',
  TOOLYARD_PUSH_MB: '4',
  TOOLYARD_BUILD_TREE_MB: '16',
  TOOLYARD_BUILD_PIDS: '128',
  TOOLYARD_DRAIN_SECONDS: '1',
};
/**
 * Part of the command line of everything that must be gone afterwards; it also keeps steps from coming out of the cache
 * of an earlier run.
 */
const marker = `toolyard-test-${randomBytes(6).toString('hex')}`;
/** Engines whose control groups systemd manages put the steps of builds where they cannot be limited together. */
const engineGroup = process.env['TOOLYARD_ENGINE_CGROUP'] || '/docker';
const buildsAreBound = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup'].some((root) => existsSync(root + engineGroup));
const quickly = 'health: {startupSeconds: 6}\nresources: {cpus: 0.25, memoryMb: 128, pids: 64}\n';

const answering = (contentType: string, body: string) => `
require('node:http').createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': ${JSON.stringify(contentType)} });
  ${body}
}).listen(Number(process.env.PORT), '0.0.0.0');
`;
const nodeServer = (code: string) => ({
  'package.json': '{"name": "bad", "scripts": {"start": "node server.js"}}',
  'server.js': code,
  'toolyard.yaml': quickly,
});

/** Repositories that are deployed at the same time when the suite begins; each has a server of its own. */
const repositories: Record<string, Record<string, string>> = {
  loops: { ...versionServer(), Dockerfile: dockerfile([`RUN sh -c ': ${marker}-loop; while :; do sleep 1; done'`]) },
  gigabyte: {
    ...versionServer(),
    Dockerfile: dockerfile([
      `RUN yes 'one line of a gigabyte' | head -c ${2 ** 30}; echo; echo 'the end of the gigabyte ${marker}'`,
    ]),
  },
  slow: { ...versionServer({ startAfterMs: 25_000 }), 'toolyard.yaml': 'health: {startupSeconds: 60}\n' },
  'too-slow': { ...versionServer({ startAfterMs: 60_000 }), 'toolyard.yaml': quickly },
  exits: nodeServer("console.error('the configuration is missing'); process.exit(3);"),
  'ends-well': nodeServer("console.log('done');"),
  'listens-on-nothing': nodeServer('setInterval(() => {}, 1000);'),
  'listens-to-itself': nodeServer("require('node:http').createServer().listen(Number(process.env.PORT), '127.0.0.1');"),
  'no-command': { ...versionServer(), Dockerfile: dockerfile([], ['/no/such/program']), 'toolyard.yaml': quickly },
  html: nodeServer(answering('text/html', "response.end('<!doctype html><title>Welcome</title><h1>It works</h1>');")),
  endless: nodeServer(
    answering(
      'application/json',
      'response.write(\'{"jsonrpc":"2.0","id":1,"result":"\'); const more = () => { while ' +
        "(response.write('x'.repeat(65536))); response.once('drain', more); }; more();",
    ),
  ),
  'hungry-for-memory': nodeServer('const kept = []; for (;;) kept.push(Buffer.alloc(1 << 20, 1));'),
  'forks-at-start': {
    ...versionServer(),
    Dockerfile: dockerfile([], ['sh', '-c', `: ${marker}-start; ${forksWithoutEnd}`]),
    'toolyard.yaml': quickly,
  },
  'tools-no-list': { ...versionServer({ toolList: { tools: 'many' } }), 'toolyard.yaml': quickly },
  'tools-no-name': {
    ...versionServer({ toolList: { tools: [{ description: 'nameless' }, null, 7] } }),
    'toolyard.yaml': quickly,
  },
  'tools-twice': {
    ...versionServer({
      toolList: {
        tools: [
          { name: 'same', inputSchema: {} },
          { name: 'same', inputSchema: {} },
        ],
      },
    }),
    'toolyard.yaml': quickly,
  },
  'tools-without-end': { ...versionServer({ toolList: { tools: [], nextCursor: 'again' } }), 'toolyard.yaml': quickly },
  'bad-yaml': { ...versionServer(), 'toolyard.yaml': 'port: 80800\n' },
  inflates: { ...versionServer(), 'zeros.bin': '\0'.repeat(20 << 20) },
  reserved: { ...versionServer(), '.toolyard-build/Dockerfile': 'FROM scratch\n' },
};

interface Outcome {
  server: ServerAnswer;
  deployment: Deployment;
}

let platform: TestPlatform;
let neighbour: { server: ServerAnswer; repository: Repository; caller: McpCaller };
const outcomes = new Map<string, Promise<Outcome>>();

beforeAll(async () => {
  platform = await TestPlatform.start(limits);
  const server = await platform.createServer('neighbour');
  const repository = platform.repository(server);
  await repository.commitAndPush('a good server', versionServer({ version: 'good' }));
  await platform.deployment(server.id, ['live']);
  neighbour = { server, repository, caller: callerOf(server) };
  for (const name of Object.keys(repositories)) {
    const outcome = pushed(name, repositories[name]!);
    outcome.catch(() => undefined);
    outcomes.set(name, outcome);
  }
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

const callerOf = (server: { slug: string }) => new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken);

async function pushed(
  name: string,
  files: Record<string, string>,
  prepare?: (repository: Repository) => void,
): Promise<Outcome> {
  const server = await platform.createServer(name);
  const repository = platform.repository(server);
  prepare?.(repository);
  const sha = await repository.commitAndPush(name, files);
  return { server, deployment: await platform.deployment(server.id, ['live', 'failed'], sha, 240_000) };
}

async function logOf(deployment: Deployment): Promise<LogPage['lines']> {
  const lines = [];
  for (let after = 0; ;) {
    const page: LogPage = await platform.ok('GET', `/deployments/${deployment.id}/logs?after=${after}&limit=1000`);
    lines.push(...page.lines);
    if (page.lines.length === 0) return lines;
    after = page.nextAfter;
  }
}

/** The deployment failed for this reason, says so in a sentence with what to do, and the reason is in its log. */
async function expectFailure(name: string, stage: string, code: string, message: RegExp): Promise<Outcome> {
  const outcome = await outcomes.get(name)!;
  const { deployment } = outcome;
  expect(deployment).toMatchObject({
    status: 'failed',
    error: { stage, code, message: expect.stringMatching(message) },
  });
  expect(deployment.error!.message).not.toMatch(/node_modules|\.js:\d+:\d+\)|[Uu]nhandled/);
  await eventually(
    async () =>
      (await logOf(deployment)).some(({ text }) =>
        text.includes(deployment.error!.message.split('\n')[0]!.slice(0, 60)),
      ),
    20_000,
  );
  return outcome;
}

/** A working copy with a tree that no git command would make. */
async function craftedTree(repository: Repository, entry: (blob: string) => string): Promise<string> {
  await repository.commit('beginning', versionServer());
  const blob = (await repository.git('rev-parse', 'HEAD:server.js')).stdout.trim();
  const made = spawnSync('git', ['hash-object', '-t', 'tree', '--literally', '-w', '--stdin'], {
    cwd: repository.folder,
    input: tree(entry(blob), blob),
    env: { PATH: process.env['PATH'], HOME: repository.folder },
  });
  if (made.status !== 0) throw new Error(made.stderr.toString());
  const commit = (await repository.git('commit-tree', made.stdout.toString().trim(), '-m', 'crafted')).stdout.trim();
  await repository.git('update-ref', 'refs/heads/main', commit);
  return commit;
}

/** One entry as git stores it: mode, name, NUL, the object's name in binary. */
function tree(name: string, blob: string): Buffer {
  return Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')]);
}

describe('repositories that should not be', () => {
  test('a repository without a commit cannot be pushed, and there is nothing to deploy', async () => {
    const server = await platform.createServer('without commit');
    const repository = platform.repository(server);
    await repository.commit('never pushed');
    await repository.git('update-ref', '-d', 'HEAD');
    await expect(repository.push()).rejects.toThrow();
    expect(await platform.api('POST', `/servers/${server.id}/deployments`, {})).toMatchObject({
      status: 409,
      body: { code: 'nothing_to_deploy' },
    });
    expect((await platform.ok('GET', `/servers/${server.id}/commits`)).items).toEqual([]);
    expect((await platform.ok('GET', `/servers/${server.id}/deployments`)).items).toEqual([]);
  });

  test('a commit with an empty tree fails with what is missing', async () => {
    const { deployment } = await pushed('empty tree', {});
    expect(deployment).toMatchObject({
      status: 'failed',
      error: { stage: 'fetch', code: 'unknown_language', message: expect.stringContaining('package.json') },
    });
  });

  test('a push over the limit is refused whole, and the repository takes the next one', async () => {
    const server = await platform.createServer('too large');
    const repository = platform.repository(server);
    await repository.commit('large', versionServer());
    writeFileSync(join(repository.folder, 'large.bin'), randomBytes(32 << 20));
    await repository.commit('large');
    await expect(repository.push()).rejects.toThrow(/exceeds maximum allowed size[^]*remote rejected/);
    expect((await platform.ok('GET', `/servers/${server.id}/deployments`)).items).toEqual([]);
    expect((await platform.ok('GET', `/servers/${server.id}/commits`)).items).toEqual([]);
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    const sha = await repository.commitAndPush('small again');
    await platform.deployment(server.id, ['live'], sha);
    const kept = await readdir(join(platform.data, 'git', `${server.slug}.git`), { recursive: true });
    expect(kept.filter((path) => /tmp_pack|incoming-/.test(path))).toEqual([]);
  }, 120_000);

  test('a tree that packs small but unfolds over the limit is not built', async () => {
    await expectFailure('inflates', 'fetch', 'tree_too_large', /more than 16 MiB.*push again/);
  }, 120_000);

  test('symbolic links out of the tree are refused by name, those inside it are followed', async () => {
    const out = { passwd: '/etc/passwd', up: '../../../../etc/passwd', 'package.json': '/etc/passwd' };
    const cases = Object.entries(out).map(([name, target]) =>
      pushed(`link ${name}`, { 'server.js': '' }, (repository) => symlinkSync(target, join(repository.folder, name))),
    );
    for (const { deployment } of await Promise.all(cases)) {
      expect(deployment).toMatchObject({
        status: 'failed',
        error: { stage: 'fetch', code: 'unsafe_tree', message: expect.stringContaining('/etc/passwd') },
      });
      expect(JSON.stringify(await logOf(deployment))).not.toContain('root:x');
    }
    const { deployment } = await pushed('link inside', { ...versionServer(), 'other/file.txt': 'x' }, (repository) =>
      symlinkSync('other/file.txt', join(repository.folder, 'inside')),
    );
    expect(deployment.status).toBe('live');
  }, 120_000);

  test.each(['..', '.', '.git', '../escape', '/etc/passwd', 'a/../../b'])(
    'a tree with the path %s is refused at the push, and nothing of it is deployed',
    async (name) => {
      const server = await platform.createServer(`path ${name}`, { slug: `path-${randomBytes(4).toString('hex')}` });
      const repository = platform.repository(server);
      await craftedTree(repository, () => name);
      await expect(repository.git('push', 'origin', 'main')).rejects.toThrow(/fsck|refused|rejected|unpack/i);
      expect((await platform.ok('GET', `/servers/${server.id}/deployments`)).items).toEqual([]);
    },
  );

  test('a name that belongs to the platform is refused', async () => {
    await expectFailure('reserved', 'fetch', 'unsafe_tree', /\.toolyard-build is reserved/);
  }, 120_000);

  test('a mistake in toolyard.yaml is named with its line', async () => {
    await expectFailure('bad-yaml', 'fetch', 'toolyard_yaml', /line 1: `port` must be a whole number/);
  }, 120_000);

  test('a Dockerfile that loops forever is stopped at the time limit, and its processes are gone', async () => {
    const { deployment } = await expectFailure(
      'loops',
      'image',
      'build_timeout',
      new RegExp(`limit of ${buildSeconds} seconds`),
    );
    expect(deployment.promotedAt ?? null).toBeNull();
    await eventually(() => processesMentioning(`${marker}-loop`).length === 0, 20_000);
  }, 240_000);

  test('a Dockerfile that prints a gigabyte is built; its log keeps its limit and says what is missing', async () => {
    const { deployment } = await outcomes.get('gigabyte')!;
    expect(deployment).toMatchObject({ status: 'live' });
    const lines = await eventually(async () => {
      const found = await logOf(deployment);
      return found.some(({ text }) => /clipped|limit of 1 MiB/.test(text)) && found;
    }, 60_000);
    const bytes = lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
    expect(bytes).toBeLessThan((1 << 20) + (256 << 10));
    expect(lines.map(({ n }) => n)).toEqual(lines.map((_, i) => i + 1));
  }, 240_000);

  test('a server that exits at once fails with its exit code and its last words', async () => {
    await expectFailure('exits', 'candidate', 'exited', /exited with code 3[^]*the configuration is missing/);
    await expectFailure('ends-well', 'candidate', 'exited', /exit code 0[^]*done/);
  }, 120_000);

  test('a start command that does not exist fails by that name', async () => {
    await expectFailure('no-command', 'candidate', 'start_failed', /\/no\/such\/program/).catch(() =>
      expectFailure('no-command', 'candidate', 'exited', /code 127/),
    );
  }, 120_000);

  test('a server that listens on nothing, or only to itself, fails with where it should listen', async () => {
    await expectFailure('listens-on-nothing', 'candidate', 'nothing_listens', /listens on no port at all[^]*PORT/);
    await expectFailure(
      'listens-to-itself',
      'candidate',
      'nothing_listens',
      /127\.0\.0\.1:\d+, which is reachable only inside the container/,
    );
  }, 120_000);

  test('a server that answers HTML instead of MCP fails with what it said', async () => {
    await expectFailure('html', 'candidate', 'not_mcp', /HTML page[^]*It works[^]*toolyard\.yaml/);
  }, 120_000);

  test('a server whose answer has no end is given up', async () => {
    await expectFailure('endless', 'candidate', 'answer_too_large', /too large/);
  }, 120_000);

  test('a server that needs more memory than it may have fails with that reason', async () => {
    await expectFailure('hungry-for-memory', 'candidate', 'out_of_memory', /128 MB/);
  }, 120_000);

  test('a slow server goes live when its startup time allows it, and fails with the limit when not', async () => {
    expect((await outcomes.get('slow')!).deployment.status).toBe('live');
    await expectFailure('too-slow', 'candidate', 'nothing_listens', /within 6 s/);
  }, 240_000);

  test('tool lists that cannot be used fail with what is wrong with them', async () => {
    await expectFailure('tools-no-list', 'candidate', 'bad_tools', /no list `tools`/);
    await expectFailure('tools-no-name', 'candidate', 'bad_tools', /no usable name/);
    await expectFailure('tools-twice', 'candidate', 'bad_tools', /two tools are named "same"/);
    await expectFailure('tools-without-end', 'candidate', 'bad_tools', /did not end/);
  }, 120_000);

  test('a server that forks without end before it listens fails, within its own limits', async () => {
    const { deployment } = await outcomes.get('forks-at-start')!;
    expect(deployment).toMatchObject({
      status: 'failed',
      error: { stage: 'candidate', code: expect.stringMatching(/^(nothing_listens|exited)$/) },
    });
    await eventually(() => processesMentioning(`${marker}-start`).length === 0, 20_000);
  }, 120_000);

  test('a failed build has its error in its own field; the deployment before stays live and answers', async () => {
    const { server, repository, caller } = neighbour;
    const before = await platform.deployment(server.id, ['live']);
    const sha = await repository.commitAndPush('broken', {
      Dockerfile: dockerfile(['RUN echo "compiling" && echo "the compiler says no" >&2 && exit 7']),
    });
    const failed = await platform.deployment(server.id, ['failed'], sha);
    expect(failed.error).toMatchObject({
      stage: expect.stringMatching(/^(image|dependencies)$/),
      code: 'build_failed',
      message: expect.stringMatching(/exit(ed with)? code:? 7/),
    });
    expect((await logOf(failed)).map(({ text }) => text).join('\n')).toMatch(/the compiler says no/);
    expect(await platform.ok('GET', `/deployments/${before.id}`)).toMatchObject({ status: 'live' });
    expect(await caller.text('version')).toBe('good');
    await repository.commitAndPush('corrected', { Dockerfile: null, ...versionServer({ version: 'better' }) });
    await platform.deployment(server.id, ['live']);
    // Sessions that are open may still be with the old containers.
    await eventuallyTrue(async () => expect(await callerOf(server).text('version')).toBe('better'));
  }, 180_000);

  test('a tool that forks without end harms no other server, and goes with its own', async () => {
    const { server } = await pushed('forks when called', { ...versionServer(), 'toolyard.yaml': quickly });
    expect(await callerOf(server).text('fork')).toBe('forking');
    for (let i = 0; i < 20; i++) expect(await neighbour.caller.text('version')).toBe('better');
    expect(processesMentioning(forksWithoutEnd).length).toBeLessThanOrEqual(64);
    await platform.ok('DELETE', `/servers/${server.id}`);
    await eventually(() => processesMentioning(forksWithoutEnd).length === 0, 60_000);
    expect(await neighbour.caller.text('version')).toBe('better');
  }, 180_000);

  test('a Dockerfile that forks without end keeps its limits, disturbs no server and can be cancelled', async () => {
    await Promise.allSettled(outcomes.values());
    const server = await platform.createServer('forks in the build');
    await platform.repository(server).commitAndPush('bomb', {
      ...versionServer(),
      Dockerfile: dockerfile([`RUN sh -c ': ${marker}-build; ${forksWithoutEnd}'`]),
    });
    const { id } = await platform.deployment(server.id, ['building']);
    await eventually(() => processesMentioning(`${marker}-build`).length > 20, 30_000);
    for (let i = 0; i < 5; i++) expect(await neighbour.caller.text('version')).toBe('better');
    if (buildsAreBound)
      expect(processesMentioning(`${marker}-build`).length).toBeLessThanOrEqual(Number(limits.TOOLYARD_BUILD_PIDS));
    await platform.ok('POST', `/deployments/${id}/cancel`, {});
    await platform.deployment(server.id, ['cancelled']);
    await eventually(() => processesMentioning(`${marker}-build`).length === 0, 20_000);
    expect(
      (await pushed('after the bomb', { ...versionServer(), Dockerfile: dockerfile(['RUN echo fine']) })).deployment,
    ).toMatchObject({ status: 'live' });
  }, 240_000);

  test('what failed leaves no container, and what is deleted leaves nothing at all', async () => {
    await Promise.allSettled(outcomes.values());
    const { items } = await platform.ok('GET', '/servers?limit=100');
    const live = items
      .map((item) => item.liveDeploymentId)
      .filter(Boolean)
      .sort();
    await eventuallyTrue(async () => expect((await onEngine(platform)).deployments).toEqual(live), 60_000);
    await Promise.all(items.map((item) => platform.ok('DELETE', `/servers/${item.id}`)));
    await eventuallyTrue(
      async () => expect(await onEngine(platform)).toEqual({ deployments: [], networks: [], images: 0 }),
      60_000,
    );
    expect(await readdir(join(platform.data, 'builds'))).toEqual([]);
  }, 180_000);
});
