import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Deployment } from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging } from '@toolyard/messaging';
import { newId, sealTo } from '@toolyard/service';
import {
  answer,
  type Engines,
  eventually,
  type RunningService,
  serverCreated,
  startEngines,
} from '@toolyard/service/testing';
import { gitIn } from '../testing/git-user.js';

const mib = 1 << 20;
let engines: Engines;
let messaging: Messaging;
let store: EventStoreDb;
let builds: RunningService;
let disk: string;

beforeAll(async () => {
  engines = await startEngines();
  ({ messaging, store } = await engines.clients());
  await answer(messaging.connection, 'secrets.variables.deliver', async ({ receiver }) => ({
    sealed: await sealTo(receiver, '{}', engines.env['TOOLYARD_SERVICE_KEY']!),
    version: '1',
  }));
  disk = join(engines.folder, 'disk');
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk]);
  builds = await engines.service('builds', { TOOLYARD_DATA: disk });
}, 60_000);

afterAll(async () => {
  await builds?.stop();
  if (disk) execFileSync('umount', [disk]);
  await engines?.stop();
}, 60_000);

async function repositoryOfServer(): Promise<{ id: string; push: () => Promise<string> }> {
  const id = newId('srv');
  const actor = { kind: 'user' as const, id: 'u', name: 'Ada' };
  await store.append(`server-${id}`, [serverCreated({ serverId: id, slug: 'full', actor })], { expected: 'none' });
  const folder = await mkdtemp(join(engines.folder, 'repository-'));
  const git = gitIn(folder);
  await git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(folder, 'README'), 'Not a program.');
  const remote = `${builds.url.replace('://', `://any:${engines.env['TOOLYARD_ADMIN_TOKEN']}@`)}/git/full.git`;
  return {
    id,
    push: async () => {
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message=change');
      return git('push', remote, 'HEAD:main');
    },
  };
}

test('on a full disk a push and a deployment are refused for that reason, and taken again with room', async () => {
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
});
