import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventStoreDb } from '@toolyard/event-store';
import { newId } from '@toolyard/service';
import { type Engines, type RunningService, serverCreated, startEngines } from '@toolyard/service/testing';
import { type Git, gitIn } from '../testing/git-user.js';

let engines: Engines;
let builds: RunningService;
let store: EventStoreDb;

beforeAll(async () => {
  engines = await startEngines();
  ({ store } = await engines.clients());
  builds = await engines.service('builds');
}, 60_000);

afterAll(async () => {
  await builds?.stop();
  await engines?.stop();
}, 60_000);

let unique = 0;
const newSlug = () => `server-${++unique}`;

async function create(slug: string): Promise<string> {
  const serverId = newId('srv');
  const actor = { kind: 'user' as const, id: 'u', name: 'Ada' };
  await store.append(`server-${serverId}`, [serverCreated({ serverId, slug, actor })], { expected: 'none' });
  return serverId;
}

const remote = (slug: string) =>
  `${builds.url.replace('://', `://any:${engines.env['TOOLYARD_ADMIN_TOKEN']}@`)}/git/${slug}.git`;
const headers = () => ({
  Authorization: `Basic ${Buffer.from(`any:${engines.env['TOOLYARD_ADMIN_TOKEN']}`).toString('base64')}`,
});
const deployments = async (serverId: string) =>
  (await builds.call('GET', `/api/v1/servers/${serverId}/deployments`)).body.items;

async function workingCopy(): Promise<{ folder: string; git: Git }> {
  const folder = await mkdtemp(join(engines.folder, 'copy-'));
  const git = gitIn(folder);
  await git('init', '--quiet', '--initial-branch=main');
  await git('commit', '--quiet', '--allow-empty', '-m', 'first');
  return { folder, git };
}

describe('a push', () => {
  test('from a shallow clone is deployed', async () => {
    const [slug, origin] = [newSlug(), await workingCopy()];
    const serverId = await create(slug);
    await origin.git('commit', '--quiet', '--allow-empty', '-m', 'second');
    const folder = await mkdtemp(join(engines.folder, 'shallow-'));
    const git = gitIn(folder);
    await git('clone', '--quiet', '--depth', '1', `file://${origin.folder}`, '.');
    await git('push', remote(slug), 'HEAD:main');
    expect(await deployments(serverId)).toMatchObject([{ commit: { message: 'second' } }]);
  });

  test('of a commit with any byte in its message is deployed, and the list of commits shows it', async () => {
    const [slug, { git }] = [newSlug(), await workingCopy()];
    const serverId = await create(slug);
    await git('commit', '--quiet', '--allow-empty', '-m', 'one\x01two');
    await git('push', remote(slug), 'HEAD:main');
    expect(await deployments(serverId)).toMatchObject([{ commit: { message: 'one\x01two' } }]);
    const { body } = await builds.call('GET', `/api/v1/servers/${serverId}/commits`);
    expect(body.items).toMatchObject([{ message: 'one\x01two' }, { message: 'first' }]);
  });

  test('of an old commit with an unusual zone is deployed', async () => {
    const [slug, { folder, git }] = [newSlug(), await workingCopy()];
    const serverId = await create(slug);
    const tree = (await git('rev-parse', 'HEAD^{tree}')).trim();
    const signed = 'Ada <a@b.test> 1112911993 --700';
    await writeFile(join(folder, 'commit'), `tree ${tree}\nauthor ${signed}\ncommitter ${signed}\n\nold\n`);
    const sha = (await git('hash-object', '-t', 'commit', '-w', '--literally', 'commit')).trim();
    await git('push', remote(slug), `${sha}:refs/heads/main`);
    expect(await deployments(serverId)).toMatchObject([{ commit: { sha, message: 'old' } }]);
  });

  test('of a tag alone says that tags deploy nothing', async () => {
    const [slug, { git }] = [newSlug(), await workingCopy()];
    const serverId = await create(slug);
    await git('tag', 'v1');
    expect(await git('push', remote(slug), 'v1')).toMatch(/the tag v1 is kept, but tags deploy nothing.*HEAD:main/);
    expect(await deployments(serverId)).toEqual([]);
  });

  test.each(['refs/replace/0123456789012345678901234567890123456789', 'refs/notes/commits'])(
    'of %s is refused with the reason',
    async (ref) => {
      const [slug, { git }] = [newSlug(), await workingCopy()];
      await create(slug);
      await expect(git('push', remote(slug), `HEAD:${ref}`)).rejects.toThrow(/only branches and tags are/);
      expect(await git('ls-remote', remote(slug))).toBe('');
    },
  );
});

describe('the git remote', () => {
  test('waits for a server that is being created', async () => {
    const [slug, { git }] = [newSlug(), await workingCopy()];
    const pushed = git('push', remote(slug), 'HEAD:main');
    const [serverId] = await Promise.all([create(slug), pushed]);
    expect(await deployments(serverId)).toHaveLength(1);
  });

  test('answers Git LFS in its own form, with what to do', async () => {
    const slug = newSlug();
    await create(slug);
    for (const path of ['objects/batch', 'locks/verify']) {
      const url = `${builds.url}/git/${slug}.git/info/lfs/${path}`;
      const answer = await fetch(url, { method: 'POST', headers: headers(), body: '{}' });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        501,
        expect.stringContaining('application/vnd.git-lfs+json'),
      ]);
      expect(await answer.json()).toEqual({ message: expect.stringContaining('does not store Git LFS objects') });
    }
  });

  test('runs the service that it judged when a request names two', async () => {
    const slug = newSlug();
    await create(slug);
    const query = 'service=git-upload-pack&service=git-receive-pack';
    const answer = await fetch(`${builds.url}/git/${slug}.git/info/refs?${query}`, { headers: headers() });
    expect(answer.headers.get('content-type')).toBe('application/x-git-upload-pack-advertisement');
  });
});

describe('a template', () => {
  const begin = (serverId: string, template: string) =>
    builds.call('POST', `/api/v1/servers/${serverId}/template`, { template });

  test('is the first commit of an empty repository and is deployed', async () => {
    const slug = newSlug();
    const serverId = await create(slug);
    const { status, body } = await begin(serverId, 'node');
    expect([status, body.trigger]).toEqual([202, 'push']);
    expect(await deployments(serverId)).toMatchObject([
      { id: body.id, commit: { message: expect.stringMatching('node') } },
    ]);
    const { git } = await workingCopy();
    await git('fetch', '--quiet', remote(slug), 'main');
    expect(await git('show', 'FETCH_HEAD:package.json')).toContain('node server.js');
  });

  test('is refused where commits are, and when there is none of that name', async () => {
    const serverId = await create(newSlug());
    expect((await begin(serverId, 'cobol')).status).toBe(400);
    await begin(serverId, 'python');
    expect(await begin(serverId, 'node')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await deployments(serverId)).toHaveLength(1);
  });
});
