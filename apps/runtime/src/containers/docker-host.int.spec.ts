import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { httpFetch, openLegacy } from '@toolyard/mcp';
import { policyName, removePolicy } from '@toolyard/service/egress';
import { eventually } from '@toolyard/service/testing';
import Docker from 'dockerode';
import type { ContainerState } from './container-host.js';
import { DockerHost } from './docker-host.js';
import { probe } from '../candidates/probe/mcp-probe.js';
import { buildFixtureImage, type Mode, removeInstance, runSpec, testInstance } from '../testing/test-images.js';

const docker = new Docker();
const instance = testInstance();
const engineLink = process.env['TOOLYARD_ENGINE_LINK'];
const engine = new DockerHost({ instance, networkPool: '10.213.0.0/16', networkPrefix: 27, engineLink });
let image: Awaited<ReturnType<typeof buildFixtureImage>>;
const signal = new AbortController().signal;

beforeAll(async () => {
  image = await buildFixtureImage(docker);
}, 120_000);
afterEach(() => removeInstance(docker, instance));
afterAll(async () => {
  await engine.uncoverPool();
  await removePolicy(policyName(instance, 'runtime'));
  await image?.remove();
});

async function launch(
  mode: Mode,
  over: {
    serverId?: string;
    variables?: Record<string, string>;
    run?: Partial<ReturnType<typeof runSpec>>;
    replica?: number;
    imageDigest?: string;
  } = {},
): Promise<ContainerState> {
  const serverId = over.serverId ?? 'srv_one';
  await engine.createNetwork(serverId);
  const id = await engine.create({
    serverId,
    deploymentId: `dep_${serverId}`,
    replica: over.replica ?? 1,
    imageDigest: over.imageDigest ?? image.digest,
    run: runSpec(mode, over.run),
    variables: over.variables ?? {},
  });
  await engine.start(id);
  return (await engine.containers(serverId)).find((one) => one.id === id)!;
}

async function ready(container: ContainerState): Promise<void> {
  const result = await probe(
    { host: container.address!, port: 8080, paths: ['/mcp'] },
    { deadline: Date.now() + 20_000, signal },
  );
  if (!result.ok) throw new Error(`${result.code}: ${result.detail}`);
}

async function facts(container: ContainerState, reach?: string): Promise<Record<string, any>> {
  const fetch = httpFetch({ host: container.address!, port: 8080 });
  const opened = await openLegacy({ fetch, signal, timeoutMs: 5_000 }, 'http://localhost:8080/mcp');
  if (!('conversation' in opened)) throw new Error('no conversation');
  const answer = await opened.conversation.request('tools/call', { name: 'facts', arguments: { reach } });
  return JSON.parse((answer.result as { content: { text: string }[] }).content[0]!.text);
}

describe('a container', () => {
  test('runs without root, capabilities and new privileges, on a read-only root with a writable /tmp', async () => {
    const container = await launch('legacy', { variables: { TOKEN: 'tok-12345' } });
    await ready(container);
    const seen = await facts(container);
    expect(seen).toMatchObject({
      uid: 65534,
      effectiveCapabilities: '0000000000000000',
      boundingCapabilities: '0000000000000000',
      noNewPrivileges: '1',
      writeRoot: { ok: false },
      writeTmp: { ok: true },
      init: 'docker-init',
    });
    expect(seen.env).toMatchObject({ PORT: '8080', HOME: '/tmp', TOKEN: 'tok-12345' });
    const inspected = await docker.getContainer(container.id).inspect();
    expect(inspected.HostConfig).toMatchObject({
      Memory: 128 << 20,
      MemorySwap: 128 << 20,
      NanoCpus: 1e9,
      PidsLimit: 64,
      ReadonlyRootfs: true,
      Privileged: false,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '8m', 'max-file': '2' } },
    });
    expect(inspected.Mounts).toEqual([]);
    expect(await engine.secretsOf(container.id)).toEqual(['tok-12345']);
  });

  test("reaches neither another server, nor another replica of its own, nor the host's loopback", async () => {
    const [one, other, replica] = [
      await launch('legacy'),
      await launch('legacy', { serverId: 'srv_two' }),
      await launch('legacy', { replica: 2 }),
    ];
    await Promise.all([ready(one), ready(other), ready(replica)]);
    const local = createServer().listen(0, '127.0.0.1');
    await once(local, 'listening');
    try {
      const { port } = local.address() as { port: number };
      const gateway = one.address!.replace(/\d+$/, (last) => String(Math.floor(Number(last) / 32) * 32 + 1));
      expect((await facts(one, `${other.address}:8080`)).reach).not.toBe('reached');
      expect((await facts(one, `${replica.address}:8080`)).reach).not.toBe('reached');
      expect((await facts(one, `127.0.0.1:${port}`)).reach).not.toBe('reached');
      expect((await facts(one, `${gateway}:${port}`)).reach).not.toBe('reached');
      expect((await facts(one, `${one.address}:8080`)).reach).toBe('reached');
    } finally {
      local.close();
    }
  });

  test('that uses too much memory is killed, which differs from other ends', async () => {
    const { id } = await launch('memory');
    const ended = await eventually(
      async () => (await engine.containers()).find((one) => one.id === id && one.state === 'exited'),
      30_000,
    );
    expect(ended).toMatchObject({ outOfMemory: true, exitCode: 137 });
  });

  test('that forks without end is limited in its processes', async () => {
    const { id } = await launch('forks');
    const processes = async () => (await docker.getContainer(id).stats({ stream: false })).pids_stats?.current ?? 0;
    await eventually(async () => (await processes()) >= 60, 30_000);
    expect(await processes()).toBeLessThanOrEqual(64);
  });

  test('that cannot be started is refused with the reason', async () => {
    await engine.createNetwork('srv_one');
    const id = await engine.create({
      serverId: 'srv_one',
      deploymentId: 'dep_1',
      replica: 1,
      imageDigest: image.digest,
      run: runSpec('legacy', { command: ['/no/such/program'] }),
      variables: {},
    });
    // With an init process the engine starts, and the program's absence is the container's exit.
    await engine.start(id);
    const ended = await eventually(async () => (await engine.containers()).find((one) => one.state === 'exited'));
    expect(ended.exitCode).toBe(127);
  });

  test('is not started outside of a sandbox that the engine does not have', async () => {
    await expect(launch('modern', { run: { sandbox: 'gvisor' } })).rejects.toMatchObject({
      code: 'sandbox_missing',
      message: expect.stringContaining('Install gVisor'),
    });
    expect(await engine.containers('srv_one')).toEqual([]);
  });

  test('of an image whose user is root under another name is refused with the reason', async () => {
    const disguised = await buildFixtureImage(docker, ['RUN echo app:x:0:0::/:/bin/sh >> /etc/passwd', 'USER app']);
    try {
      await engine.createNetwork('srv_one');
      const spec = {
        serverId: 'srv_one',
        deploymentId: 'dep_1',
        replica: 1,
        imageDigest: disguised.digest,
        run: runSpec('legacy'),
        variables: {},
      };
      await expect(engine.create(spec)).rejects.toMatchObject({
        code: 'start_failed',
        message: expect.stringContaining('is root under another name'),
      });
    } finally {
      await disguised.remove();
    }
  });

  test('runs as the number of the user that its image names, without the labels of the image', async () => {
    const named = await buildFixtureImage(docker, [
      'RUN echo app:x:4242:4343::/:/bin/sh >> /etc/passwd',
      'USER app',
      'LABEL traefik.enable=true',
    ]);
    try {
      const container = await launch('legacy', { imageDigest: named.digest });
      await ready(container);
      expect(await facts(container)).toMatchObject({ uid: 4242, env: { HOST: '0.0.0.0' } });
      const { Config } = await docker.getContainer(container.id).inspect();
      expect([Config.User, Config.Labels['traefik.enable']]).toEqual(['4242:4343', '']);
      await docker.getContainer(container.id).remove({ force: true });
    } finally {
      await named.remove();
    }
  });

  test('of an image that does not exist is refused as image_gone', async () => {
    await engine.createNetwork('srv_one');
    await expect(
      engine.create({
        serverId: 'srv_one',
        deploymentId: 'dep_1',
        replica: 1,
        imageDigest: `sha256:${'0'.repeat(64)}`,
        run: runSpec('legacy'),
        variables: {},
      }),
    ).rejects.toMatchObject({ code: 'image_gone' });
  });

  test('is created once for a replica, however often it is requested', async () => {
    const first = await launch('legacy');
    const again = await launch('legacy');
    expect(again.id).toBe(first.id);
    expect(await engine.containers()).toHaveLength(1);
  });

  test('reports a socket that listens on its own loopback only', async () => {
    const { id } = await launch('loopback');
    const listeners = await eventually(async () => {
      const found = await engine.listeners(id);
      return found?.length ? found : undefined;
    });
    expect(listeners).toEqual([{ address: '127.0.0.1', port: 8080 }]);
  });

  test('gives its output with both streams separate, also from a given time on', async () => {
    const { id } = await launch('exit');
    await eventually(async () => (await engine.containers()).every((one) => one.state === 'exited'));
    const read = async (since?: string) => {
      const lines = [];
      for await (const frames of engine.output(id, { follow: true, since })) lines.push(...frames);
      return lines;
    };
    const all = await read();
    expect(all.map((one) => [one.stream, one.text.toString()])).toEqual(
      expect.arrayContaining([
        ['stdout', 'starting up'],
        ['stderr', 'cannot find the key '],
      ]),
    );
    const last = all
      .map((one) => one.at)
      .sort()
      .at(-1)!;
    expect((await read(last)).map((one) => one.at)).toEqual([last]);
  });
});

describe('networks', () => {
  test('have the egress policy once, however often it is renewed', async () => {
    await engine.createNetwork('srv_a');
    await Promise.all([engine.keepApart(), engine.keepApart()]);
    await engine.requireGuard();
    const [place, name] = engineLink ? ['FORWARD', engineLink] : ['DOCKER-USER', policyName(instance, 'runtime')];
    const rules = execFileSync('/usr/sbin/iptables', ['-S'], { encoding: 'utf8' }).split('\n');
    expect(rules.filter((rule) => rule === `-A ${place} -j TOOLYARD-${name}`)).toHaveLength(1);
    expect(rules.filter((rule) => rule.startsWith(`-A TOOLYARD-OUT-${name} -d 169.254.0.0/16 `))).toHaveLength(1);
  });

  test('are created once for each server, also by requests at the same time', async () => {
    await Promise.all(['srv_a', 'srv_b', 'srv_a', 'srv_c'].map((serverId) => engine.createNetwork(serverId)));
    expect((await engine.networks()).map((one) => one.serverId).sort()).toEqual(['srv_a', 'srv_b', 'srv_c']);
  });

  test('are refused with what to do when the range is used up', async () => {
    const small = new DockerHost({ instance, networkPool: '10.254.254.0/26', networkPrefix: 27, engineLink });
    await small.createNetwork('srv_a');
    await small.createNetwork('srv_b');
    await expect(small.createNetwork('srv_c')).rejects.toMatchObject({
      code: 'no_network',
      message: expect.stringContaining('TOOLYARD_NETWORK_POOL'),
    });
  });

  test('of another installation are not listed', async () => {
    const other = new DockerHost({ instance: `${instance}-b`, networkPool: '10.213.0.0/16', networkPrefix: 27 });
    await engine.createNetwork('srv_a');
    expect(await other.networks()).toEqual([]);
  });
});
