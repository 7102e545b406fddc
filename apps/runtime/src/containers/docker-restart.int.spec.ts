import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, type GuardedProcess, startGuarded } from '@toolyard/service/testing';
import Docker from 'dockerode';
import { buildFixtureImage } from '../testing/test-images.js';
import { TestPlatform } from '../testing/runtime-platform.js';

const dockerd = ['/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd'].find((path) => existsSync(path));
const possible = dockerd !== undefined && process.getuid?.() === 0;

let folder: string;
let daemon: GuardedProcess | undefined;
let docker: Docker;
let platform: TestPlatform | undefined;

/** A name of its own: an engine that is started without a bridge deletes the bridge of other engines. */
const bridge = `tyrt${randomBytes(3).toString('hex')}`;
const ip = (...args: string[]) =>
  execFileSync(['/usr/sbin/ip', '/sbin/ip'].find((path) => existsSync(path)) ?? 'ip', args);

/** An engine of its own, so that it can be stopped. It leaves the machine's firewall alone, as other engines use it. */
async function startDaemon(): Promise<void> {
  const socket = join(folder, 'docker.sock');
  const args = [
    '--data-root',
    join(folder, 'data'),
    '--exec-root',
    join(folder, 'exec'),
    '-H',
    `unix://${socket}`,
    '--pidfile',
    join(folder, 'pid'),
    '--iptables=false',
    `--bridge=${bridge}`,
  ];
  daemon = await startGuarded(dockerd!, args, { env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } });
  docker = new Docker({ socketPath: socket });
  await eventually(() => docker.ping().then(() => true), 40_000);
}

(possible ? describe : describe.skip)('a restarted container engine', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolyard-engine-'));
    ip('link', 'add', 'name', bridge, 'type', 'bridge');
    ip('address', 'add', '10.254.252.1/29', 'dev', bridge);
    await startDaemon();
    const shared = new Docker();
    const image = await buildFixtureImage(shared);
    await docker.loadImage((await shared.getImage(image.digest).get()) as NodeJS.ReadableStream as never);
    await eventually(
      () =>
        docker
          .getImage(image.digest)
          .inspect()
          .then(() => true),
      60_000,
    );
    platform = await TestPlatform.start({ docker, dockerHost: `unix://${join(folder, 'docker.sock')}`, image });
    await platform.startRuntime();
  }, 180_000);

  afterAll(async () => {
    await platform?.stop();
    await daemon?.stop();
    ip('link', 'delete', bridge);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test('gets back every live replica, and a candidate that it ended is started again instead of failing', async () => {
    const server = await platform!.createServer();
    const deploymentId = await platform!.deploy(server.serverId, 'legacy');
    const before = await platform!.routed(server.slug, (route) => route.targets.length === 1);
    const other = await platform!.createServer();
    const candidate = await platform!.deploy(other.serverId, 'silent', { startupSeconds: 120 });
    await eventually(async () => (await platform!.containersOf(candidate)).some((one) => one.State === 'running'));

    await daemon!.stop();
    expect(await platform!.route(server.slug)).not.toBeNull();
    await startDaemon();

    const after = await platform!.routed(
      server.slug,
      (route) => route.targets.length === 1 && route.targets[0]!.replica !== before.targets[0]!.replica,
      60_000,
    );
    expect(after.deploymentId).toBe(deploymentId);
    await eventually(async () => (await platform!.containersOf(candidate)).some((one) => one.State === 'running'));
    expect(platform!.reports.filter((one) => one.deploymentId === candidate && one.report.kind === 'failed')).toEqual(
      [],
    );
  }, 150_000);

  test('that did not answer when an image was built starts the candidate when it answers', async () => {
    const server = await platform!.createServer();
    await daemon!.stop();
    const deploymentId = await platform!.deploy(server.serverId, 'modern');
    await startDaemon();
    expect(await platform!.outcome(deploymentId, 60_000)).toMatchObject({ kind: 'tools' });
    await platform!.routed(server.slug, (route) => route.targets.length === 1);
  }, 150_000);
});
