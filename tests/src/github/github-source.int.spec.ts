import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerAt, eventually } from '@toolyard/service/testing';
import { GitHubPlatform } from './github-platform.js';

let platform: GitHubPlatform;

beforeAll(async () => {
  platform = await GitHubPlatform.start();
}, 180_000);

afterAll(() => platform?.stop(), 60_000);

let unique = 0;

/** A repository with a commit, which the App may use, and a server that is deployed from it. */
async function newServer(files: Record<string, string> = { 'README.md': 'No program.' }, source: object = {}) {
  const name = `repo-${++unique}`;
  const owner = `owner-${unique}`;
  const repository = platform.github.repository(`${owner}/${name}`);
  const installation = platform.github.install(owner);
  const first = repository.git.commit(files, { message: 'first' });
  const server = await platform.createServer(name, `${owner}/${name}`, source);
  return { repository, installation, server, first, fullName: `${owner}/${name}` };
}

describe('a server on GitHub', () => {
  test('is deployed from the head of its branch as soon as it is created', async () => {
    const { server, first } = await newServer();
    const deployment = await platform.deploymentOf(server.id, first);
    expect(deployment.commit).toMatchObject({ message: 'first', author: 'Ada' });
    expect(deployment.commit.avatarUrl).toContain(platform.github.url);
    expect(await platform.sourceState(server.id, 'connected')).toMatchObject({ branch: 'main', message: null });
  });

  test('is deployed again by a push, without any git remote of the platform', async () => {
    const { repository, server, first } = await newServer();
    await platform.deploymentOf(server.id, first);
    const { sha, answer } = await platform.github.push(repository, { 'a.txt': '1' }, { message: 'second' });
    expect(answer).toBe(202);
    expect(await platform.deploymentOf(server.id, sha)).toMatchObject({
      trigger: 'push',
      commit: { message: 'second' },
    });
    expect(
      await platform.delivery({ event: 'push', repository: `${repository.owner.login}/${repository.name}` }),
    ).toMatchObject({
      verdict: 'accepted',
    });
  });

  test('reads the tree of exactly that commit by a token that appears nowhere', async () => {
    const { server, first } = await newServer({ 'package.json': '{"name": "fetched"' });
    await eventually(async () => (await platform.deploymentOf(server.id, first)).status === 'failed', 30_000);
    const { error } = await platform.deploymentOf(server.id, first);
    // The plan failed on the file's content, so the tree was read.
    expect(error).toMatchObject({ stage: 'fetch', message: expect.stringContaining('package.json') });
    const [token] = [...platform.github.world.tokens.keys()].slice(-1);
    expect(token).toMatch(/^ghs_/);
    for (const service of [platform.builds, platform.registry])
      expect(service.process.output.join('\n')).not.toContain('ghs_');
    const left = spawnSync('grep', ['-rl', 'ghs_', platform.engines.folder], { encoding: 'utf8' }).stdout.trim();
    expect(left).toBe('');
  });

  test('from another branch ignores pushes to main', async () => {
    const { repository, server } = await newServer({ 'README.md': '1' }, { branch: 'release' });
    await platform.sourceState(server.id, 'branch_missing');
    const main = await platform.github.push(repository, { 'a.txt': '1' });
    const { sha } = await platform.github.push(repository, { 'b.txt': '1' }, { branch: 'release', onto: main.sha });
    await platform.deploymentOf(server.id, sha);
    expect((await platform.deployments(server.id)).map(({ commit }) => commit.sha)).toEqual([sha]);
    expect(await platform.sourceState(server.id, 'connected')).toMatchObject({ branch: 'release' });
  });

  test('whose commit asks to skip is not deployed, and the next commit is', async () => {
    const { repository, server, first } = await newServer();
    await platform.deploymentOf(server.id, first);
    await platform.github.push(repository, { 'a.txt': '1' }, { message: 'docs [skip deploy]' });
    const { sha } = await platform.github.push(repository, { 'a.txt': '2' }, { message: 'code' });
    await platform.deploymentOf(server.id, sha);
    expect((await platform.deployments(server.id)).map(({ commit }) => commit.message)).toEqual(['code', 'first']);
  });

  test('is not deployed for a commit that changes nothing that it watches', async () => {
    const { repository, server, first } = await newServer({ 'docs/a.md': '1' }, { watchPaths: ['servers/weather/**'] });
    await platform.deploymentOf(server.id, first);
    await platform.github.push(repository, { 'docs/a.md': '2' }, { message: 'docs' });
    const { sha } = await platform.github.push(repository, { 'servers/weather/a.js': '1' }, { message: 'code' });
    await platform.deploymentOf(server.id, sha);
    expect((await platform.deployments(server.id)).map(({ commit }) => commit.message)).toEqual(['code', 'first']);
  });

  test('lists and finds its commits, and deploys the one that is chosen', async () => {
    const { repository, server, first } = await newServer();
    await platform.github.push(repository, { 'a.txt': '1' }, { message: 'Add the weather', author: 'Grace' });
    const list = async (query: string) =>
      (await platform.builds.call('GET', `/api/v1/servers/${server.id}/commits${query}`)).body.items;
    expect((await list('')).map(({ message }: any) => message)).toEqual(['Add the weather', 'first']);
    expect(await list('?search=WEATHER')).toMatchObject([{ author: 'Grace', avatarUrl: expect.any(String) }]);
    expect(await list(`?search=${first.slice(0, 7)}`)).toMatchObject([{ sha: first }]);
    const path = `/api/v1/servers/${server.id}/deployments`;
    const deployed = await platform.builds.call('POST', path, { commit: first.slice(0, 10) });
    expect([deployed.status, deployed.body.commit.sha]).toEqual([202, first]);
    const unknown = await platform.builds.call('POST', path, { commit: 'abcdef0' });
    expect([unknown.status, unknown.body.code]).toEqual([409, 'nothing_to_deploy']);
  });

  test('cannot be created from a repository that the App does not see', async () => {
    platform.github.repository('secretive/tools');
    const create = (repository: string) =>
      platform.registry.call('POST', '/api/v1/servers', {
        name: 'No',
        source: { provider: 'github', repository },
        auth: { method: 'none' },
      });
    const answer = await create('secretive/tools');
    expect([answer.status, answer.body.code]).toEqual([409, 'source_not_connected']);
    expect(answer.body.message).toMatch(/App is not installed on secretive\/tools/);
    expect((await create('plain')).body.code).toBe('invalid_request');
  });
});

describe('when the connection is lost, the server says so, and recovers when it comes back:', () => {
  const access = (event: string, action: string, about: object) =>
    platform.github.webhooks.deliver(event, platform.github.webhooks.payload(event, action, about));

  test('a suspended installation', async () => {
    const { server, installation, first } = await newServer();
    await platform.deploymentOf(server.id, first);
    installation.suspendedAt = '2026-11-27T12:00:00Z';
    await access('installation', 'suspend', { installation });
    expect((await platform.sourceState(server.id, 'suspended')).message).toMatch(/Unsuspend it/);
    installation.suspendedAt = null;
    await access('installation', 'unsuspend', { installation });
    await platform.sourceState(server.id, 'connected');
  });

  test('a removed installation, and the push that happened meanwhile', async () => {
    const { server, repository, installation, first } = await newServer();
    await platform.deploymentOf(server.id, first);
    platform.github.world.installations.delete(installation.id);
    await access('installation', 'deleted', { installation });
    expect((await platform.sourceState(server.id, 'not_installed')).message).toMatch(/not installed/);
    const sha = repository.git.commit({ 'a.txt': '1' });
    const again = platform.github.install(repository.owner.login);
    await access('installation', 'created', { installation: again });
    await platform.sourceState(server.id, 'connected');
    await platform.deploymentOf(server.id, sha);
  });

  test('a repository that is taken out of the installation', async () => {
    const { server, installation, repository, first } = await newServer();
    await platform.deploymentOf(server.id, first);
    installation.repositories = new Set();
    await access('installation_repositories', 'removed', { installation });
    await platform.sourceState(server.id, 'not_installed');
    installation.repositories = new Set([repository.id]);
    await access('installation_repositories', 'added', { installation });
    await platform.sourceState(server.id, 'connected');
  });

  test('a lost permission', async () => {
    const { server, installation, first, fullName } = await newServer();
    await platform.deploymentOf(server.id, first);
    const end = platform.github.fail(new RegExp(`/repos/${fullName}/git/ref`), {
      status: 403,
      message: 'Resource not accessible by integration',
    });
    await access('installation', 'new_permissions_accepted', { installation });
    await platform.sourceState(server.id, 'forbidden');
    end();
    await access('installation', 'new_permissions_accepted', { installation });
    await platform.sourceState(server.id, 'connected');
  });

  test('a renamed repository keeps its deployments and shows its present name', async () => {
    const { server, repository, first } = await newServer();
    await platform.deploymentOf(server.id, first);
    platform.github.move(repository, `${repository.owner.login}/renamed-${unique}`);
    await access('repository', 'renamed', { repository });
    await eventually(async () => (await platform.source(server.id)).repository.includes('/renamed-'));
    const { sha } = await platform.github.push(repository, { 'a.txt': '1' });
    await platform.deploymentOf(server.id, sha);
  });

  test('a branch that is deleted, and pushed again', async () => {
    const { server, repository, first } = await newServer();
    await platform.deploymentOf(server.id, first);
    repository.git.move('main', null);
    await platform.github.webhooks.announcePush(repository, { branch: 'main', before: first, after: '0'.repeat(40) });
    await platform.sourceState(server.id, 'branch_missing');
    const { sha } = await platform.github.push(repository, { 'a.txt': '1' });
    await platform.deploymentOf(server.id, sha);
    await platform.sourceState(server.id, 'connected');
  });
});

test('a deleted server leaves nothing of GitHub behind', async () => {
  const { server, first, repository } = await newServer();
  await platform.deploymentOf(server.id, first);
  await platform.sourceState(server.id, 'connected');
  await platform.registry.call('DELETE', `/api/v1/servers/${server.id}`);
  await eventually(
    async () => (await platform.builds.call('GET', `/api/v1/servers/${server.id}/source`)).status === 404,
  );
  await platform.github.push(repository, { 'a.txt': '1' });
  expect(await platform.delivery({ repository: `${repository.owner.login}/${repository.name}` })).toMatchObject({
    verdict: 'ignored',
    reason: 'No server is deployed from it.',
  });
});

test('the folder of fetched commits is empty once they are built', async () => {
  const folder = join(platform.engines.folder, 'builds');
  await eventually(() => readdirSync(folder).length === 0, 30_000);
  expect(readdirSync(folder)).toEqual([]);
});

describe('GitHub shows', () => {
  const checksOf = (sha: string) =>
    platform.github.world.checkRuns.filter(({ run }) => run.head_sha === sha).map(({ run }) => run);
  const deploymentOn = (sha: string) =>
    platform.github.world.deployments.find(({ deployment }) => deployment.sha === sha);

  test('why a deployment failed, on the commit and in its environment, and once after a restart', async () => {
    const { server, repository, first } = await newServer({ 'package.json': '{"name": "broken"' });
    await eventually(() => checksOf(first)[0]?.conclusion === 'failure', 30_000);
    expect(checksOf(first)).toMatchObject([
      {
        name: `Toolyard: ${server.slug}`,
        output: { title: 'Failed at the stage fetch', summary: expect.stringContaining('package.json') },
        details_url: expect.stringContaining(`/servers/${server.slug}/deployments`),
      },
    ]);
    await eventually(() => deploymentOn(first)?.statuses.at(-1)?.state === 'failure');
    expect(deploymentOn(first).deployment).toMatchObject({ environment: `toolyard/${server.slug}` });

    // GitHub keeps the state of before while it does not answer, and gets the next one afterwards.
    const end = platform.github.fail(/\/(check-runs|deployments)/, { status: 500 });
    const { sha } = await platform.github.push(repository, { 'a.txt': '1' }, { message: 'again' });
    await eventually(async () => (await platform.deploymentOf(server.id, sha)).status === 'failed', 30_000);
    end();
    await platform.restartBuilds();
    await eventually(() => deploymentOn(sha)?.statuses.at(-1)?.state === 'failure', 30_000);
    expect([checksOf(first).length, checksOf(sha).map(({ conclusion }) => conclusion)]).toEqual([1, ['failure']]);
  }, 120_000);

  test('a deployment from before GitHub first answered for the repository, as soon as it has', async () => {
    const end = platform.github.fail(/\/git\/ref\//, { status: 500 });
    const { server, first } = await newServer({ 'package.json': '{"name": "broken"' });
    await platform.sourceState(server.id, 'unreachable');
    await platform.builds.call('POST', `/api/v1/servers/${server.id}/deployments`, { commit: first });
    await eventually(async () => (await platform.deploymentOf(server.id, first)).status === 'failed', 30_000);
    expect(checksOf(first)).toEqual([]);
    end();
    await eventually(() => checksOf(first)[0]?.conclusion === 'failure', 30_000);
    expect(checksOf(first).length).toBe(1);
  }, 90_000);

  test('the last lines of the log of a failure, and where the rest is', async () => {
    const line = {
      n: 7,
      stage: 'fetch',
      stream: 'stderr',
      at: new Date().toISOString(),
      text: 'cannot read it',
    } as const;
    const { url } = platform.engines.nats;
    const answering = await answerAt(url, 'analytics.logs.tail', () => ({ lines: [line] }));
    try {
      const { server, first } = await newServer({ 'package.json': '{"name": "broken"' });
      await eventually(() => checksOf(first)[0]?.output.text?.includes('    7  cannot read it'), 30_000);
      const { id } = await platform.deploymentOf(server.id, first);
      const page = `/servers/${server.slug}/deployments/${id}/logs`;
      expect(checksOf(first)).toMatchObject([{ details_url: expect.stringContaining(page) }]);
    } finally {
      await answering.stop();
    }
  }, 60_000);

  test('a deployment whose report was refused a few times', async () => {
    const end = platform.github.fail(/\/commits\/\w+\/check-runs/, { status: 500 }, 2);
    const { first } = await newServer({ 'package.json': '{"name": "broken"' });
    await eventually(() => checksOf(first)[0]?.conclusion === 'failure', 30_000);
    expect(checksOf(first).length).toBe(1);
    end();
  }, 60_000);
});
