import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Deployment } from '@toolyard/contracts';
import { EventStoreDb } from '@toolyard/event-store';
import { Messaging } from '@toolyard/messaging';
import { newId, sealTo } from '@toolyard/service';
import { type Engines, eventually, type RunningService, startEngines } from '@toolyard/service/testing';

const run = promisify(execFile);
const mib = 1 << 20;
let engines: Engines;
let messaging: Messaging;
let store: EventStoreDb;
let builds: RunningService;
let disk: string;

beforeAll(async () => {
  engines = await startEngines();
  messaging = await Messaging.connect({ url: engines.nats.url, name: 'test' });
  store = new EventStoreDb(engines.eventStore.url);
  messaging.connection.subscribe('secrets.variables.deliver', {
    callback: (_error, message) => {
      const { id, data } = message.json<{ id: string; data: { receiver: Parameters<typeof sealTo>[0] } }>();
      void sealTo(data.receiver, '{}', engines.env['TOOLYARD_SERVICE_KEY']!).then((sealed) =>
        message.respond(JSON.stringify({ id, response: { sealed, version: '1' }, isDisposed: true })),
      );
    },
  });
  disk = join(engines.folder, 'disk');
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk]);
  builds = await engines.service('builds', { TOOLYARD_DATA: disk });
}, 60_000);

afterAll(async () => {
  await builds?.stop();
  await messaging?.close();
  await store?.close();
  if (disk) execFileSync('umount', [disk]);
  await engines?.stop();
}, 60_000);

async function repositoryOfServer(): Promise<{ id: string; push: () => Promise<string> }> {
  const id = newId('srv');
  const data = {
    serverId: id,
    slug: 'full',
    name: 'Full',
    description: '',
    visibility: 'private',
    access: 'organisation',
    source: { provider: 'git', repository: 'full' },
    auth: { method: 'none' },
    replicas: 1,
    actor: { kind: 'user', id: 'u', name: 'Ada' },
    at: new Date().toISOString(),
  };
  await store.append(`server-${id}`, [{ type: 'ServerCreated', data }], { expected: 'none' });
  const folder = await mkdtemp(join(engines.folder, 'repository-'));
  const options = { cwd: folder, env: { PATH: process.env['PATH']!, HOME: folder, GIT_TERMINAL_PROMPT: '0' } };
  const git = (...args: string[]) => run('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.test', ...args], options);
  await git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(folder, 'README'), 'Not a program.');
  const remote = `${builds.url.replace('://', `://any:${engines.env['TOOLYARD_ADMIN_TOKEN']}@`)}/git/full.git`;
  return {
    id,
    push: async () => {
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message=change');
      const { stderr } = await git('push', remote, 'HEAD:main');
      return stderr;
    },
  };
}

test(
  'on a full disk a push and a deployment are refused with that reason, and taken again when there is ' + 'room',
  async () => {
    const { id, push } = await repositoryOfServer();
    const deployments = async (): Promise<Deployment[]> =>
      (await builds.call('GET', `/api/v1/servers/${id}/deployments`)).body.items;
    await eventually(() => push());
    await eventually(async () => (await deployments())[0]?.status === 'failed', 30_000);
    const filler = join(disk, 'filler');
    await writeFile(filler, Buffer.alloc(100 * mib, 1));

    await expect(push()).rejects.toThrow(/The disk of the platform is full/);
    const asked = await builds.call('POST', `/api/v1/servers/${id}/deployments`, {});
    expect(asked.status).toBe(202);
    await eventually(async () => (await deployments())[0]?.error?.code === 'disk_full', 30_000);

    await rm(filler);
    expect(await push()).toMatch(/main/);
  },
);
