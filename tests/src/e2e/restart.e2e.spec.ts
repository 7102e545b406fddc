import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { containerLabels, poolRoute } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import { docker, freePorts, processesMentioning } from '@toolyard/launcher/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { onEngine } from '../testing/leftovers.js';
import { McpCaller } from '../testing/mcp-caller.js';
import { TestPlatform } from '../testing/platform.js';
import { versionServer } from '../testing/server-repositories.js';

let platform: TestPlatform;
let server: ServerAnswer;
const caller = () => new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken);

beforeAll(async () => {
  platform = await TestPlatform.start();
  server = await platform.createServer('Continues');
  await platform.deployment(
    server.id,
    ['live'],
    await platform.repository(server).commitAndPush('begins', versionServer({ version: '1' })),
  );
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

/** Processes of the platform, by the data folder in their arguments or their pid files. */
function alive(): number[] {
  const { pid, services, engines } = last;
  const pids = [pid, ...Object.values({ ...services, ...engines }).flatMap((each) => each.pid ?? [])];
  return [
    ...pids.filter(
      (id) => existsSync(`/proc/${id}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, 'utf8')),
    ),
    ...processesMentioning(platform.data).map((each) => each.pid),
  ];
}

/** Addresses of containers that the gateway would start with. */
function addressesOnDisk(): string[] {
  const routes = JSON.parse(readFileSync(join(platform.data, 'gateway', 'routes.json'), 'utf8')) as {
    targets: { host: string }[];
    draining: { host: string }[];
  }[];
  return routes.flatMap(({ targets, draining }) => [...targets, ...draining]).map(({ host }) => host);
}

/** Files and folders with a right for others than the owner; those of a private Docker Engine are its own. */
function readableByOthers(folder: string): string[] {
  const names = execFileSync('find', [folder, '-path', `${folder}/docker`, '-prune', '-o', '-perm', '/077', '-print']);
  return names
    .toString()
    .split('\n')
    .filter((name) => name !== '' && !lstatSync(name).isSymbolicLink());
}

/** Destinations that the kernel rejects (flag 0x0200) with the metric of this installation, as in `/proc/net/route`. */
function rejectedRanges(): string[] {
  const instance = readFileSync(join(platform.data, 'instance'), 'utf8').trim();
  const metric = poolRoute('', instance).at(-1);
  return readFileSync('/proc/net/route', 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((fields) => Number.parseInt(fields[3] ?? '0', 16) & 0x0200 && fields[6] === metric)
    .map((fields) => fields[1]!);
}
/** 10.213.0.0, least significant byte first. */
const poolRange = '0000D50A';

let last: ReturnType<TestPlatform['file']>;

// The tests build on each other.
describe('stopping and starting again', () => {
  test('what tells the admin token is for the owner alone', () => {
    expect(statSync(join(platform.data, 'toolyard.json')).mode & 0o777).toBe(0o600);
    expect(statSync(platform.data).mode & 0o777).toBe(0o700);
  });

  test('every file that the platform made is for the owner alone', () => {
    expect(readableByOthers(platform.data)).toEqual([]);
  });

  test('stopped, no process, container or network is left, and the data stays', async () => {
    last = platform.file();
    const before = await onEngine(platform);
    expect(before.deployments.length).toBe(1);
    await eventually(() => addressesOnDisk().length === 1, 10_000);
    expect(rejectedRanges()).toContain(poolRange);
    await platform.down();
    expect(alive()).toEqual([]);
    expect(existsSync(join(platform.data, 'toolyard.json'))).toBe(false);
    expect(existsSync(join(platform.data, 'event-store'))).toBe(true);
    expect(addressesOnDisk()).toEqual([]);
    expect(rejectedRanges()).not.toContain(poolRange);
  });

  test('started again, it serves the same server under the same address and token', async () => {
    chmodSync(platform.data, 0o755);
    chmodSync(join(platform.data, 'event-store'), 0o755);
    chmodSync(join(platform.data, 'event-store/events.db'), 0o644);
    await platform.up();
    expect(await caller().text('version')).toBe('1');
    expect(readableByOthers(platform.data)).toEqual([]);
    expect(platform.file().adminToken).toBe(last.adminToken);
    expect((await platform.ok('GET', `/servers/${server.id}/deployments`)).items.map((item) => item.status)).toEqual([
      'live',
    ]);
  });

  test('a second start with the same folder or the same port is refused with what to do', async () => {
    await expect(platform.up()).rejects.toThrow(/Port \d+ is already in use.*--port/);
    await expect(platform.up(['--port', '0'])).rejects.toThrow(/is not a port/);
    const [other] = await freePorts(1);
    await expect(platform.up(['--port', String(other)])).rejects.toThrow(/already runs at http.*tools\/down/);
    expect(await caller().text('version')).toBe('1');
  });

  test('when the launcher is killed its processes end by themselves, and the next start continues', async () => {
    last = platform.file();
    process.kill(last.pid, 'SIGKILL');
    await eventually(() => alive().length === 0, 60_000);
    await platform.up();
    await eventually(async () => (await caller().text('version')) === '1', 60_000);
  }, 240_000);

  test('after a killed launcher, tools/down leaves nothing either', async () => {
    last = platform.file();
    process.kill(last.pid, 'SIGKILL');
    const instance = readFileSync(join(platform.data, 'instance'), 'utf8').trim();
    await platform.down();
    expect(alive()).toEqual([]);
    const host = last.engines['docker']!.url;
    if (last.engines['docker']!.pid === null) {
      const filters = encodeURIComponent(JSON.stringify({ label: [`${containerLabels.instance}=${instance}`] }));
      expect(await docker(host, 'GET', `/containers/json?all=true&filters=${filters}`)).toEqual([]);
      expect(await docker(host, 'GET', `/networks?filters=${filters}`)).toEqual([]);
    }
  });
});
