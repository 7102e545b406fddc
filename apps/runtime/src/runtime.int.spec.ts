import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { containerLabels, type Route } from '@toolyard/contracts';
import { httpFetch, openLegacy, openModern, send } from '@toolyard/mcp';
import { eventually } from '@toolyard/service/testing';
import { networkOptions } from './containers/container-options.js';
import { type Mode, type runSpec } from './testing/test-images.js';
import { TestPlatform } from './testing/runtime-platform.js';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await TestPlatform.start();
  await platform.startRuntime();
}, 120_000);
afterAll(() => platform?.stop(), 60_000);

const isLive =
  (deploymentId: string, targets = 1) =>
  (route: Route) =>
    route.deploymentId === deploymentId && route.targets.length === targets;

/** The body that the container of the route answers to a GET. */
async function call({ targets }: Route, path: string): Promise<string> {
  const { host, port } = targets[0]!;
  const { text } = await send(
    { fetch: httpFetch({ host, port }), timeoutMs: 5_000 },
    { method: 'GET', url: `http://localhost${path}` },
  );
  return text;
}

/** The text that the tool `echo` of the container answers. */
async function echo({ targets }: Route, era: 'modern' | 'legacy', text: string): Promise<unknown> {
  const { host, port } = targets[0]!;
  const open = era === 'modern' ? openModern : openLegacy;
  const opened = await open({ fetch: httpFetch({ host, port }), timeoutMs: 5_000 }, `http://localhost:${port}/mcp`);
  if (!('conversation' in opened)) throw new Error(opened.refusal.excerpt);
  const { result } = await opened.conversation.request('tools/call', { name: 'echo', arguments: { text } });
  return result;
}

async function live(
  mode: Mode = 'legacy',
  replicas = 1,
  run: Parameters<typeof runSpec>[1] = {},
): Promise<{ serverId: string; slug: string; deploymentId: string; route: Route }> {
  const server = await platform.createServer({ replicas });
  const deploymentId = await platform.deploy(server.serverId, mode, run);
  expect(await platform.outcome(deploymentId)).toMatchObject({ kind: 'tools' });
  return { ...server, deploymentId, route: await platform.routed(server.slug, isLive(deploymentId, replicas)) };
}

describe('a candidate', () => {
  test.each(['modern', 'legacy'] as const)(
    'that speaks %s MCP is reported with its tools, promoted and routed',
    async (mode) => {
      const { slug, deploymentId, route, serverId } = await live(mode);
      expect(platform.reports.filter((one) => one.deploymentId === deploymentId).map((one) => one.report.kind)).toEqual(
        ['started', 'tools'],
      );
      const outcome = await platform.outcome(deploymentId);
      expect(outcome).toMatchObject({
        tools: [{ name: 'echo' }, { name: 'facts' }],
        endpoint: { path: '/mcp', port: 8080, eras: [mode] },
      });
      expect(route).toMatchObject({ slug, serverId, status: 'live', endpoint: { path: '/mcp' }, draining: [] });
      expect(await echo(route, mode, 'hi')).toMatchObject({ content: [{ type: 'text', text: '{"text":"hi"}' }] });
      await eventually(() =>
        platform.linesOf('deployment', deploymentId).some((line) => line.includes('Traffic goes to this deployment')),
      );
      expect(platform.linesOf('deployment', deploymentId)).toEqual(
        expect.arrayContaining([expect.stringContaining('lists 2 tools: echo, facts')]),
      );
    },
  );

  const failing = [
    ['html', 'not_mcp', 'Welcome to the shop', {}],
    ['exit', 'exited', 'cannot find the key', {}],
    ['silent', 'nothing_listens', 'listens on no port at all', { startupSeconds: 2 }],
    ['loopback', 'nothing_listens', '127.0.0.1:8080', { startupSeconds: 2 }],
    ['notools', 'no_tools_list', '-32601', {}],
    ['memory', 'out_of_memory', '128 MB', {}],
  ] as const;
  /** All at the same time, because they mostly wait. */
  const failed = new Map<string, Promise<string>>();
  beforeAll(() => {
    for (const [mode, , , run] of failing)
      failed.set(
        mode,
        platform.createServer().then(({ serverId }) => platform.deploy(serverId, mode, run)),
      );
  });

  test.each(failing)(
    'that is %s fails with %s and the reason, and leaves nothing behind',
    async (mode, code, excerpt, _run) => {
      const deploymentId = await failed.get(mode)!;
      expect(await platform.outcome(deploymentId)).toMatchObject({
        kind: 'failed',
        stage: 'candidate',
        code,
        reason: expect.stringContaining(excerpt),
      });
      await eventually(async () => (await platform.containersOf(deploymentId)).length === 0);
    },
  );

  test('that forks without end fails at its startup limit while others are served', async () => {
    const { serverId } = await platform.createServer();
    const deploymentId = await platform.deploy(serverId, 'forks', { startupSeconds: 4 });
    const { route } = await live();
    expect(await call(route, '/')).toContain('no such page');
    expect(await platform.outcome(deploymentId)).toMatchObject({ kind: 'failed', code: 'nothing_listens' });
    await eventually(async () => (await platform.containersOf(deploymentId)).length === 0);
  });

  test('that fails leaves the live deployment serving', async () => {
    const { serverId, slug, deploymentId, route } = await live();
    const second = await platform.deploy(serverId, 'exit');
    expect(await platform.outcome(second)).toMatchObject({ kind: 'failed' });
    await eventually(async () => (await platform.containersOf(second)).length === 0);
    expect(await platform.route(slug)).toEqual(route);
    expect(await platform.containersOf(deploymentId)).toHaveLength(1);
  });

  test('that is cancelled while it starts is stopped and removed', async () => {
    const { serverId } = await platform.createServer();
    const deploymentId = await platform.deploy(serverId, 'silent', { startupSeconds: 60 });
    await eventually(async () => (await platform.containersOf(deploymentId)).length === 1);
    await platform.cancel(deploymentId);
    await eventually(async () => (await platform.containersOf(deploymentId)).length === 0);
    await eventually(async () =>
      (await platform.networks()).every((one) => one.Labels![containerLabels.server] !== serverId),
    );
  });

  test("prints to its deployment's log, with every secret masked there and in the failure", async () => {
    const { serverId } = await platform.createServer();
    platform.variables.set(serverId, { TOKEN: 'very-secret-value' });
    const deploymentId = await platform.deploy(serverId, 'exit');
    expect(await platform.outcome(deploymentId)).toMatchObject({
      reason: expect.stringContaining('cannot find the key ***'),
    });
    await eventually(() => platform.linesOf('deployment', deploymentId).includes('cannot find the key ***'));
    expect(JSON.stringify([platform.lines, platform.reports])).not.toContain('very-secret-value');
  });

  test('whose image does not exist fails with image_gone', async () => {
    const { serverId } = await platform.createServer();
    const digest = platform.image.digest;
    Object.assign(platform.image, { digest: `sha256:${'1'.repeat(64)}` });
    const deploymentId = await platform.deploy(serverId, 'legacy');
    Object.assign(platform.image, { digest });
    expect(await platform.outcome(deploymentId)).toMatchObject({ kind: 'failed', code: 'image_gone' });
  });
});

describe('a promotion', () => {
  test('moves traffic to the new containers before the old ones drain and are removed', async () => {
    const { serverId, slug, deploymentId: first, route: before } = await live();
    const second = await platform.deploy(serverId, 'modern');
    const during = await platform.routed(slug, isLive(second));
    expect(during.draining).toEqual([{ ...before.targets[0], deploymentId: first }]);
    expect(await call(before, '/')).toContain('no such page');
    await platform.routed(slug, (route) => route.draining.length === 0);
    await eventually(async () => (await platform.containersOf(first)).length === 0);
    expect((await platform.route(slug))?.targets).toEqual(during.targets);
  });
});

describe('a live server', () => {
  test('whose replica crashes is routed without it, logs the reason, and gets it back as another target', async () => {
    const { serverId, slug, deploymentId, route } = await live('legacy', 2);
    const seen: number[] = [];
    const crashed = route.targets[0]!;
    await call(route, '/crash').catch(() => undefined);
    const back = await platform.routed(slug, (now) => {
      seen.push(now.targets.length);
      return now.targets.length === 2 && !now.targets.some((target) => target.replica === crashed.replica);
    });
    expect(back.targets[1]).toEqual(route.targets[1]);
    expect(seen).toContain(1);
    await eventually(() =>
      platform
        .linesOf('server', serverId)
        .some((line) => line.startsWith('Replica 1 exited with code 7; it gets no traffic and starts again in 0.5 s')),
    );
    expect(platform.linesOf('server', serverId)).toContain('crashing as asked');
    expect(await platform.containersOf(deploymentId)).toHaveLength(2);
  });

  test('that is disabled has no targets, and is routed again when it is enabled and answers', async () => {
    const { serverId, slug, deploymentId } = await live();
    await platform.change(serverId, 'ServerDisabled');
    expect(await platform.routed(slug, (route) => route.status === 'disabled')).toMatchObject({
      targets: [],
      draining: [],
    });
    await eventually(async () => (await platform.containersOf(deploymentId)).length === 0);
    await platform.change(serverId, 'ServerEnabled');
    const route = await platform.routed(slug, (now) => now.status === 'live' && now.targets.length === 1);
    expect(await call(route, '/')).toContain('no such page');
  });

  test('that is deleted leaves no route, no container and no network', async () => {
    const { serverId, slug } = await live();
    await platform.change(serverId, 'ServerDeleted', { slug });
    await eventually(async () => (await platform.route(slug)) === null);
    await eventually(async () =>
      (await platform.containers()).every((one) => one.Labels[containerLabels.server] !== serverId),
    );
    await eventually(async () =>
      (await platform.networks()).every((one) => one.Labels![containerLabels.server] !== serverId),
    );
  });

  test('gets and loses replicas when it is edited', async () => {
    const { serverId, slug, deploymentId } = await live();
    await platform.change(serverId, 'ServerEdited', { replicas: 3 });
    await platform.routed(slug, isLive(deploymentId, 3));
    await platform.change(serverId, 'ServerEdited', { replicas: 1 });
    await platform.routed(slug, isLive(deploymentId, 1));
    await eventually(async () => (await platform.containersOf(deploymentId)).length === 1);
  });

  test('that prints without end is limited, and the log says how much is missing', async () => {
    const { deploymentId } = await live('flood');
    await eventually(
      () => platform.linesOf('deployment', deploymentId).some((line) => / lines \(\d+ KiB\) were dropped/.test(line)),
      40_000,
    );
    const kept = platform.linesOf('deployment', deploymentId).filter((line) => line.includes('again and again')).length;
    expect(kept).toBeGreaterThanOrEqual(4_000);
    expect(kept).toBeLessThan(40_000);
  });
});

describe('while NATS and the event store do not answer', () => {
  test('a crashed replica is started again, and the route follows when they answer', async () => {
    const { slug, deploymentId, route } = await live();
    await Promise.all([platform.engines.nats.kill(), platform.engines.eventStore.kill()]);
    try {
      await call(route, '/crash').catch(() => undefined);
      await eventually(async () => {
        const [one] = await platform.containersOf(deploymentId);
        const { State, RestartCount } = await platform.docker.getContainer(one!.Id).inspect();
        return State.Running && RestartCount === 0 && Date.parse(State.FinishedAt) > 0;
      });
    } finally {
      await Promise.all([platform.engines.nats.start(), platform.engines.eventStore.start()]);
    }
    await platform.routed(
      slug,
      (now) => now.targets.length === 1 && now.targets[0]!.replica !== route.targets[0]!.replica,
    );
    expect(await live('modern')).toMatchObject({ route: { status: 'live' } });
  }, 120_000);
});

describe('a killed and restarted runtime', () => {
  afterEach(async () => {
    if (!platform.runtime) await platform.startRuntime();
  });

  async function whileDown(job: () => Promise<void>): Promise<void> {
    await platform.runtime!.kill();
    platform.runtime = undefined;
    await job();
    await platform.startRuntime();
  }

  test('leaves traffic and containers unchanged', async () => {
    const { slug, deploymentId, route } = await live();
    const [before] = await platform.containersOf(deploymentId);
    await whileDown(async () => {
      expect(await call(route, '/')).toContain('no such page');
    });
    expect(await platform.route(slug)).toEqual(route);
    expect((await platform.containersOf(deploymentId)).map((one) => one.Id)).toEqual([before!.Id]);
  });

  test('finishes the candidate that was starting', async () => {
    const { serverId, slug } = await platform.createServer();
    const deploymentId = await platform.deploy(serverId, 'silent', { startupSeconds: 3 });
    await eventually(async () => (await platform.containersOf(deploymentId)).length === 1);
    let next = '';
    await whileDown(async () => {
      next = await platform.deploy((await platform.createServer()).serverId, 'legacy');
    });
    expect(await platform.outcome(deploymentId)).toMatchObject({ kind: 'failed', code: 'nothing_listens' });
    expect(await platform.outcome(next)).toMatchObject({ kind: 'tools' });
    expect(await platform.route(slug)).toMatchObject({ status: 'never_deployed' });
  });

  test('moves traffic to a deployment that was promoted meanwhile', async () => {
    const first = await live();
    const second = await platform.deploy(first.serverId, 'modern', { startupSeconds: 20 });
    await platform.outcome(second);
    await whileDown(async () => undefined);
    await platform.routed(first.slug, isLive(second));
    await eventually(async () => (await platform.containersOf(first.deploymentId)).length === 0);
  });

  test('removes containers and networks that belong to no server, and none of another installation', async () => {
    const foreign = {
      [containerLabels.instance]: `${platform.instance}-other`,
      [containerLabels.server]: 'srv_gone',
      [containerLabels.deployment]: 'dep_gone',
      [containerLabels.replica]: '1',
      [containerLabels.port]: '1',
    };
    const create = (Labels: Record<string, string>) =>
      platform.docker.createContainer({
        Image: platform.image.digest,
        Cmd: ['node', '/srv/server.mjs', 'silent'],
        Env: ['PORT=1'],
        Labels,
        HostConfig: { NetworkMode: 'none' },
      });
    const other = await create(foreign);
    try {
      await whileDown(async () => {
        await (await create({ ...foreign, [containerLabels.instance]: platform.instance })).start();
        await platform.docker.createNetwork(networkOptions(platform.instance, 'srv_gone', '10.254.253.0/28', false));
      });
      await eventually(async () =>
        (await platform.containers()).every((one) => one.Labels[containerLabels.server] !== 'srv_gone'),
      );
      await eventually(async () =>
        (await platform.networks()).every((one) => one.Labels![containerLabels.server] !== 'srv_gone'),
      );
      expect((await other.inspect()).Id).toBe(other.id);
    } finally {
      await other.remove({ force: true });
    }
  });

  test("continues a container's log where it stopped, without gaps and repetitions", async () => {
    const { serverId, deploymentId, route } = await live();
    await eventually(
      () =>
        platform.linesOf('deployment', deploymentId).includes('listening on 8080') ||
        platform.linesOf('server', serverId).includes('listening on 8080'),
    );
    // The cursor is written a moment after the lines.
    await whileDown(async () => {
      await call(route, '/crash').catch(() => undefined);
      await eventually(async () => (await platform.containersOf(deploymentId)).every((one) => one.State === 'exited'));
    });
    await eventually(() => platform.linesOf('server', serverId).includes('crashing as asked'));
    expect(platform.linesOf('server', serverId).filter((line) => line === 'crashing as asked')).toHaveLength(1);
    await platform.routed(
      route.slug,
      (now) => now.targets.length === 1 && now.targets[0]!.replica !== route.targets[0]!.replica,
    );
  });
});
