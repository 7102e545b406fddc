import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { containerLabels } from '@toolyard/contracts';
import { docker, find } from '@toolyard/launcher/testing';
import { serverFiles } from '@toolyard/mcp/testing';
import { TestPlatform } from '../testing/platform.js';
import { dockerfile } from '../testing/server-repositories.js';
import { TargetNetwork } from '../testing/target-network.js';

/**
 * A build and a server try to reach and to take what is not theirs, on an engine that the platform started. Every
 * target is made by the test, on this machine.
 */
const ownEngine = { DOCKER_HOST: '', TOOLYARD_ENGINE_LINK: '', TOOLYARD_ENGINE_CGROUP: '', TOOLYARD_BASE_NODE: '' };
const limits = { TOOLYARD_BUILD_PIDS: '64', TOOLYARD_BUILD_MEMORY_MB: '128', TOOLYARD_BUILD_DISK_MB: '64' };
const env: Record<string, string | undefined> = { ...ownEngine, ...limits };
let platform: TestPlatform;
let targets: TargetNetwork;
let attacker: any;
let neighbour: any;
const listeners: Server[] = [];

const files = serverFiles({ name: 'attacker', tools: [{ name: 'facts', does: 'facts' }] });
const minutes = 60_000;

beforeAll(async () => {
  targets = await TargetNetwork.make();
  platform = await TestPlatform.start(env);
  [attacker, neighbour] = [await platform.createServer('Attacker'), await platform.createServer('Neighbour')];
  for (const server of [attacker, neighbour]) await push(server, 'start', ['live'], []);
}, 6 * minutes);

afterAll(async () => {
  for (const listener of listeners) listener.close();
  await platform?.stop();
  targets?.remove();
}, 2 * minutes);

const instance = (): string => readFileSync(join(platform.data, 'instance'), 'utf8').trim();
const link = (): string => `ty-${instance()}`;

async function push(server: any, message: string, statuses: string[], steps: string[]): Promise<any> {
  const sha = await platform.repository(server).commitAndPush(message, { ...files, Dockerfile: dockerfile(steps) });
  return platform.deployment(server.id, statuses, sha);
}

/** A listener of this machine, which is one of its services. */
async function listenAt(host: string): Promise<string> {
  const listener = createServer((_, res) => res.end('secret')).listen(0, host);
  listeners.push(listener);
  await once(listener, 'listening');
  return `${host}:${(listener.address() as AddressInfo).port}`;
}

/** What a server or a build could want, by what it is. */
async function everything(): Promise<Record<string, string>> {
  const [host] = networkInterfaces()[link()]!.map(({ address }) => address);
  return {
    loopback: await listenAt('127.0.0.1'),
    machine: await listenAt(host!),
    neighbour: `${await addressOf(neighbour)}:8080`,
    metadata: targets.metadata,
    private: targets.private,
  };
}

async function addressOf(server: any): Promise<string> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${containerLabels.server}=${server.id}`] }));
  const engine = platform.file().engines['docker']!.url;
  const [container] = await docker<any[]>(engine, 'GET', `/containers/json?filters=${filters}`);
  return Object.values<any>(container.NetworkSettings.Networks)[0].IPAddress;
}

/** What of it the running server reaches. */
async function reachedByServer(wishes: Record<string, string>): Promise<string[]> {
  const client = await platform.modernClient(attacker.slug);
  const reached: string[] = [];
  for (const [name, reach] of Object.entries(wishes)) {
    const { content } = await client.callTool({ name: 'facts', arguments: { reach } });
    if (JSON.parse(content[0].text).reach === 'reached') reached.push(name);
  }
  return reached;
}

/** What of it a step of a build reaches. */
async function reachedByBuild(wishes: Record<string, string>): Promise<string[]> {
  const attack = `for (const [name, at] of Object.entries(${JSON.stringify(wishes)})) {
    const [host, port] = at.split(':');
    const socket = require('net').connect({ host, port, timeout: 3000 });
    socket.on('connect', () => (console.log('reached=' + name), socket.destroy()));
    socket.on('timeout', () => socket.destroy()).on('error', () => {});
  }`;
  const code = Buffer.from(attack).toString('base64');
  const step = `RUN node -e "eval(Buffer.from('${code}', 'base64').toString())" && echo tried ${Date.now()}`;
  const deployment = await push(attacker, `build ${Date.now()}`, ['live'], [step]);
  const { lines } = await platform.ok('GET', `/deployments/${deployment.id}/logs?limit=1000`);
  const output = lines.map(({ text }: { text: string }) => text);
  expect(output.some((text: string) => /^tried \d+$/.test(text))).toBe(true);
  return output.flatMap((text: string) => /^reached=(\w+)$/.exec(text)?.[1] ?? []);
}

describe('under the egress policy', () => {
  test('a server reaches neither this machine, nor another server, nor metadata, nor a private network', async () => {
    expect(await reachedByServer(await everything())).toEqual([]);
  }, 60_000);

  test('a build reaches none of them either', async () => {
    expect(await reachedByBuild(await everything())).toEqual([]);
  }, 180_000);

  test.each(['metadata', 'machine', 'loopback'])(
    'the engine fetches nothing from %s for a build',
    async (name) => {
      const from = (await everything())[name];
      const { error } = await push(attacker, `add ${name}`, ['failed'], [`ADD http://${from}/${name} /stolen`]);
      expect(error).toMatchObject({ code: 'build_failed' });
    },
    180_000,
  );
});

const forks = (count: number) => `RUN echo ${Date.now()}; for i in $(seq ${count}); do sleep 3 & done; wait`;
const fills = (bytes: number) =>
  `RUN echo ${Date.now()}; node -e "require('fs').writeFileSync('/dev/null', Buffer.alloc(${bytes}, 1))"`;

describe('within the limits of a step', () => {
  test('a build that forks without end fails alone: another one beside it goes live', async () => {
    const [bomb] = await Promise.all([
      push(attacker, 'bomb', ['failed'], [forks(100)]),
      push(neighbour, 'beside it', ['live'], [forks(30)]),
    ]);
    expect(bomb.error).toMatchObject({ code: 'build_failed' });
  }, 180_000);

  test('a build that takes too much memory fails', async () => {
    const { error } = await push(attacker, 'memory', ['failed'], [fills(200 << 20)]);
    expect(error).toMatchObject({ code: 'build_failed' });
  }, 180_000);

  test('a build that writes too much fails, with the setting that limits it', async () => {
    const step = `RUN echo ${Date.now()}; head -c 200000000 /dev/zero > /large; sleep 60`;
    const { error } = await push(attacker, 'disk', ['failed'], [step]);
    expect(error.message).toContain('TOOLYARD_BUILD_DISK_MB');
  }, 180_000);
});

describe('without policy and limits, which shows that the attacks are real', () => {
  beforeAll(async () => {
    await platform.down();
    env['TOOLYARD_EGRESS_POLICY'] = 'off';
    for (const limit of Object.keys(limits)) env[limit] = undefined;
    await platform.up();
  }, 2 * minutes);

  // Loopback does not exist in the network of the engine, and the engine keeps networks of servers apart as well.
  test('a server reaches this machine, metadata and the private network', async () => {
    expect(await reachedByServer(await everything())).toEqual(['machine', 'metadata', 'private']);
  }, 60_000);

  test('a build and the engine reach them as well', async () => {
    expect((await reachedByBuild(await everything())).sort()).toEqual(['machine', 'metadata', 'private']);
    await push(attacker, 'add', ['live'], [`ADD http://${targets.metadata}/secret /stolen`]);
  }, 180_000);

  test('a build takes the processes and the memory that failed before', async () => {
    await push(attacker, 'takes', ['live'], [forks(100), fills(200 << 20)]);
  }, 180_000);
});

test('nothing of the network stays on the machine after down', async () => {
  await platform.down();
  expect(existsSync(`/sys/class/net/${link()}`)).toBe(false);
  expect(existsSync(`/run/netns/toolyard-${instance()}`)).toBe(false);
  for (const program of ['iptables', 'ip6tables'])
    for (const table of ['filter', 'nat']) {
      const { stdout } = spawnSync(find(program)!, ['-w', '-t', table, '-S'], { encoding: 'utf8' });
      expect(stdout).not.toContain(instance());
    }
}, 120_000);
