import { execFile } from 'node:child_process';
import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { containerLabels, type Deployment, subjects } from '@toolyard/contracts';
import { newId } from '@toolyard/service';
import { eventually, testEndpoint } from '@toolyard/service/testing';
import { actor, base, BuildsPlatform, type TestServer } from './testing/builds-platform.js';

const run = promisify(execFile);
/** As `base`, for tests that read the output of steps: a step of an earlier run is cached and prints nothing. */
const uncached = () => `${base}ENV TEST_RUN=${platform.engines.env['TOOLYARD_INSTANCE']}\n`;
const slow = 180_000;

let platform: BuildsPlatform;

beforeAll(async () => {
  platform = await BuildsPlatform.start({
    TOOLYARD_BUILD_SECONDS: '120',
    TOOLYARD_PUSH_MB: '5',
    TOOLYARD_BUILD_LOG_MB: '1',
    TOOLYARD_KEEP_IMAGES: '2',
    TOOLYARD_CANDIDATE_SECONDS: '120',
  });
}, 60_000);

afterAll(() => platform?.stop(), 60_000);

async function deployed(files: Record<string, string>): Promise<{ server: TestServer; live: Deployment }> {
  const made = await platform.server(files);
  await platform.push(made);
  const [{ id }] = (await platform.list(made)) as [Deployment];
  await platform.reaches(id, 'starting');
  return { server: made, live: await platform.promote(id) };
}

/** A socket in front of the real engine that can be closed, as when the engine restarts. */
async function flakyEngine() {
  const path = join(platform.engines.folder, 'engine.sock');
  const real = (platform.docker.modem as unknown as { socketPath: string }).socketPath;
  const open = new Set<Socket>();
  const proxy = () =>
    createServer((client) => {
      const upstream = connect(real);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        open.add(from);
        from
          .on('error', () => to.destroy())
          .on('close', () => to.destroy())
          .pipe(to);
      }
    });
  let listening = proxy().listen(path);
  return {
    path,
    cut: async () => {
      const closed = new Promise((done) => listening.close(done));
      for (const socket of open) socket.destroy();
      await closed;
    },
    restore: async () => {
      listening = proxy().listen(path);
    },
  };
}

const running = async (needle: string) =>
  (await run('ps', ['-eo', 'pid,args'])).stdout.split('\n').filter((line) => line.includes(needle)).length;

describe('a push to main', () => {
  test(
    'builds a Node repository without a Dockerfile, answers git, keeps the log and the generated ' +
      'Dockerfile, and is live once its candidate answers',
    async () => {
      const made = await platform.server({ example: 'node-sdk' });
      const answer = await platform.push(made, 'Say hello\n\nIn full.');
      expect(answer).toMatch(/remote: Toolyard: deploying [0-9a-f]{12} to server-\d+/);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      const built = await platform.reaches(id, 'starting');
      expect(built).toMatchObject({
        trigger: 'push',
        commit: { message: 'Say hello\n\nIn full.', author: 'Ada' },
        image: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
        run: { port: 8080 },
      });
      expect(built.generatedDockerfile).toMatch('npm ci');
      expect(built.stages.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['fetch', 'dependencies', 'image', 'push', 'candidate']),
      );
      const { Config } = await platform.docker.getImage(built.image!.digest).inspect();
      expect(Config).toMatchObject({
        User: '10001:10001',
        Labels: {
          [containerLabels.instance]: platform.engines.env['TOOLYARD_INSTANCE'],
          [containerLabels.server]: made.id,
          [containerLabels.deployment]: id,
        },
      });
      await platform.logged(id, /package manager +npm +\(package-lock.json\)/);
      const plan = { key: 'package manager', value: 'npm', from: 'package-lock.json', overridable: false };
      for (const path of [`deployments/${id}`, `servers/${made.id}`])
        expect((await platform.builds.call('GET', `/api/v1/${path}/plan`)).body.lines).toContainEqual(plan);
      await platform.logged(id, /npm ci/);
      expect(platform.logs.get(id)!.some(({ stage }) => stage === 'dependencies')).toBe(true);

      const live = await platform.promote(id, ['echo', 'add']);
      expect(live).toMatchObject({ status: 'live', changes: { added: ['add', 'echo'] }, endpoint: { path: '/mcp' } });
      expect((await platform.builds.call('GET', `/api/v1/servers/${made.id}/tools`)).body).toMatchObject({
        deploymentId: id,
        items: [{ name: 'echo' }, { name: 'add' }],
      });
    },
    slow,
  );

  test.each(['node-dockerfile', 'stdio', 'python'])(
    'builds the example %s',
    async (example) => {
      const made = await platform.server({ example });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      await platform.reaches(id, 'starting');
    },
    slow,
  );

  test.each([
    [
      'pnpm',
      {
        'package.json': JSON.stringify({ packageManager: 'pnpm@10.20.0', main: 'a.js', dependencies: { ms: '2.1.3' } }),
        'a.js': 'require("ms")',
      },
    ],
    [
      'Yarn 1',
      {
        'package.json': JSON.stringify({ packageManager: 'yarn@1.22.22', main: 'a.js', dependencies: { ms: '2.1.3' } }),
        'a.js': 'require("ms")',
      },
    ],
    [
      'a build script',
      {
        'package.json': JSON.stringify({
          scripts: { build: 'node -p 1 > dist.js', start: 'node dist.js' },
          devDependencies: { ms: '2.1.3' },
        }),
      },
    ],
    [
      'an install script of its own',
      {
        'package.json': JSON.stringify({
          scripts: { prepare: 'node prepare.js' },
          main: 'a.js',
          dependencies: { ms: '2.1.3' },
        }),
        'prepare.js': 'require("fs").writeFileSync("a.js", "1")',
        'a.js': '',
      },
    ],
    ['requirements.txt that asks for nothing', { 'requirements.txt': '# none\n', 'server.py': '' }],
  ])(
    'builds a repository with %s',
    async (_what, files) => {
      const made = await platform.server(files as Record<string, string>);
      await platform.push(made);
      await platform.reaches((await platform.list(made))[0]!.id, 'starting');
    },
    slow,
  );

  test('of another branch is kept and deploys nothing', async () => {
    const made = await platform.server({ Dockerfile: base });
    expect(await platform.push(made, 'x', 'feature')).toMatch('feature is kept but not deployed');
    expect(await platform.list(made)).toEqual([]);
    expect((await platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`, {})).body).toMatchObject({
      code: 'nothing_to_deploy',
    });
  });

  test(
    'three times within a second leaves one deployment, of the last commit; the builds of the others are gone',
    async () => {
      const made = await platform.server({ Dockerfile: `${base}RUN sleep 86411\n` });
      await platform.push(made, 'one');
      await eventually(async () => (await running('sleep 86411')) > 0, 30_000);
      await platform.write(made, { Dockerfile: `${base}RUN sleep 86412\n` });
      await platform.push(made, 'two');
      await platform.write(made, { Dockerfile: base });
      await platform.push(made, 'three');
      const [third, second, first] = (await platform.list(made)) as [Deployment, Deployment, Deployment];
      expect([first.status, second.status]).toEqual(['superseded', 'superseded']);
      expect(first.supersededBy).toBe(second.id);
      await platform.reaches(third.id, 'starting');
      await eventually(async () => (await running('sleep 8641')) === 0);
      await platform.logged(first.id, 'Stopped: the deployment is superseded');
    },
    slow,
  );

  test(
    'that cannot be built fails at once, also while all builds are taken',
    async () => {
      const busy = await Promise.all([1, 2].map((n) => platform.server({ Dockerfile: `${base}RUN sleep 8642${n}\n` })));
      for (const each of busy) await platform.push(each);
      await eventually(async () => (await running('sleep 86421')) > 0 && (await running('sleep 86422')) > 0, 30_000);
      const made = await platform.server({ 'README.md': 'nothing to build' });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      const failed = await platform.reaches(id, 'failed');
      expect(failed).toMatchObject({ stage: 'fetch', error: { code: 'unknown_language' } });
      for (const each of busy) {
        const [deployment] = (await platform.list(each)) as [Deployment];
        expect(deployment.status).toBe('building');
        await platform.builds.call('POST', `/api/v1/deployments/${deployment.id}/cancel`);
      }
      await eventually(async () => (await running('sleep 8642')) === 0);
    },
    slow,
  );

  test('needs the token as password and an existing server', async () => {
    const made = await platform.server({ Dockerfile: base });
    await eventually(() => made.git('ls-remote', platform.remote(made)));
    const wrong = platform.remote(made).replace(platform.engines.env['TOOLYARD_ADMIN_TOKEN']!, 'wrong');
    await expect(made.git('ls-remote', wrong)).rejects.toThrow(/Authentication failed|Username/);
    await expect(made.git('ls-remote', platform.remote({ ...made, slug: 'missing' }))).rejects.toThrow(
      'There is no such repository',
    );
    for (const path of ['/git/..%2f..%2fetc/info/refs', '/git/x.git/config', `/git/${made.slug}.git/HEAD`]) {
      const headers = {
        Authorization: `Basic ${Buffer.from(`x:${platform.engines.env['TOOLYARD_ADMIN_TOKEN']}`).toString('base64')}`,
      };
      expect((await fetch(platform.builds.url + path, { headers })).status).toBe(404);
    }
  });

  test(
    'larger than the limit is refused with the reason and stores nothing',
    async () => {
      const made = await platform.server({ Dockerfile: base });
      const { randomBytes } = await import('node:crypto');
      await writeFile(join(made.folder, 'large.bin'), randomBytes(Number(process.env['LARGE_MB'] ?? 48) * 1048576));
      await made.git('add', '--all');
      await made.git('commit', '--quiet', '-m', 'Large');
      await expect(eventually(() => made.git('push', platform.remote(made), 'HEAD:main'), 1)).rejects.toThrow(
        /pack exceeds maximum allowed size/,
      );
      expect(await platform.list(made)).toEqual([]);
      expect(await made.git('ls-remote', platform.remote(made))).toBe('');
    },
    slow,
  );

  test(
    'can be cloned again, and its commits are listed and found by SHA and message',
    async () => {
      const made = await platform.server({ Dockerfile: `${base}# 1` });
      await platform.push(made, 'Add the first thing');
      await platform.push(made, 'Change a second thing');
      const commits = async (query = '') =>
        (await platform.builds.call('GET', `/api/v1/servers/${made.id}/commits${query}`)).body;
      const { items, nextCursor } = await commits();
      expect(items.map(({ message }: { message: string }) => message)).toEqual([
        'Change a second thing',
        'Add the first thing',
      ]);
      expect(nextCursor).toBeNull();
      expect((await commits('?search=FIRST')).items).toEqual([items[1]]);
      expect((await commits(`?search=${items[0].sha.slice(0, 8)}`)).items).toEqual([items[0]]);
      expect((await commits('?search=--output=x')).items).toEqual([]);
      expect(await commits('?cursor=--all.0')).toMatchObject({ code: 'invalid_request' });
      const clone = await mkdtemp(join(platform.engines.folder, 'clone-'));
      await made.git('clone', '--quiet', platform.remote(made), clone);
      expect(await readFile(join(clone, 'Dockerfile'), 'utf8')).toMatch('# 1');
      const older = await platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`, {
        commit: items[1].sha.slice(0, 10),
      });
      expect(older).toMatchObject({
        status: 202,
        body: { trigger: 'manual', commit: { sha: items[1].sha }, actor: { id: 'admin' } },
      });
    },
    slow,
  );
});

describe('a build that goes wrong', () => {
  async function failing(
    files: Record<string, string>,
    prepare?: (made: TestServer) => Promise<void>,
  ): Promise<Deployment> {
    const made = await platform.server(files);
    await prepare?.(made);
    await platform.push(made);
    const [{ id }] = (await platform.list(made)) as [Deployment];
    return platform.reaches(id, 'failed');
  }

  test(
    'because the variables cannot be delivered says so and is not tried again',
    async () => {
      const failed = await failing({ Dockerfile: base }, async ({ id }) => void platform.undeliverable.add(id));
      expect(failed).toMatchObject({ status: 'failed', error: { stage: 'fetch', code: 'variables_undeliverable' } });
      expect(failed.error?.message).not.toContain('live');
    },
    slow,
  );

  test(
    'fails with the step and its output, in the error and in the log',
    async () => {
      const failed = await failing({ Dockerfile: `${base}RUN echo before >&2; exit 7\n` });
      expect(failed.error).toMatchObject({
        stage: 'image',
        code: 'build_failed',
        message: expect.stringMatching(/RUN echo before.*exit code: 7/),
      });
      await platform.logged(failed.id, 'before');
      expect((await platform.builds.call('GET', `/api/v1/deployments/${failed.id}`)).body.endedAt).toBeTruthy();
    },
    slow,
  );

  test(
    'names a mistake of toolyard.yaml with its line',
    async () => {
      expect((await failing({ 'toolyard.yaml': 'port: 8080\nports: 1\n', 'server.js': '' })).error).toMatchObject({
        stage: 'fetch',
        code: 'toolyard_yaml',
        message: expect.stringContaining('line 2: `ports`'),
      });
    },
    slow,
  );

  test(
    'rejects a symbolic link out of the tree and reads nothing through it',
    async () => {
      const failed = await failing({ 'server.js': '' }, ({ folder }) =>
        symlink('/etc/passwd', join(folder, 'package.json')),
      );
      expect(failed.error).toMatchObject({
        code: 'unsafe_tree',
        message: expect.stringContaining('"package.json" points out of the repository'),
      });
      expect(platform.text(failed.id)).not.toMatch('root:');
    },
    slow,
  );

  test(
    'that prints a gigabyte keeps the beginning of its log, says so, and continues',
    async () => {
      const made = await platform.server({
        Dockerfile:
          `${uncached()}RUN yes 'a line of some length, again and again and again' | head -c 1000000000; echo ` +
          'done\n',
      });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      await platform.reaches(id, 'starting');
      await platform.logged(id, /were not kept|reached its limit|clipped/);
      expect(platform.text(id).length).toBeLessThan(3_000_000);
    },
    slow,
  );

  test(
    'trusts the extra CA bundle of the platform in addition to that of the base image',
    async () => {
      const bundle = join(platform.engines.folder, 'ca.crt');
      await writeFile(bundle, '-----BEGIN CERTIFICATE-----\nextra\n-----END CERTIFICATE-----\n');
      const trusting = await platform.service({ TOOLYARD_EXTRA_CA: bundle });
      const before = platform.builds;
      platform.builds = trusting;
      await before.stop();
      try {
        const made = await platform.server({
          'package.json': JSON.stringify({
            name: platform.engines.env['TOOLYARD_INSTANCE'],
            main: 'a.js',
            scripts: { build: 'tail -n 2 $NODE_EXTRA_CA_CERTS; ls -la $NODE_EXTRA_CA_CERTS' },
          }),
          'a.js': '',
        });
        await platform.push(made);
        const [{ id }] = (await platform.list(made)) as [Deployment];
        await platform.reaches(id, 'starting');
        await platform.logged(id, /^extra$/m);
      } finally {
        platform.builds = await platform.service();
        await trusting.stop();
      }
    },
    slow,
  );

  test(
    'gets every committed file except those that .dockerignore names, also files with export-ignore',
    async () => {
      const made = await platform.server({
        Dockerfile: `${base}COPY . /src\nRUN test -f /src/kept.txt && test ! -e /src/notes.md\n`,
        '.gitattributes': 'kept.txt export-ignore\n',
        '.dockerignore': '*.md\n',
        'kept.txt': '',
        'notes.md': '',
      });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      await platform.reaches(id, 'starting');
    },
    slow,
  );

  test(
    'ignores a syntax line, because it needs a registry',
    async () => {
      const made = await platform.server({ Dockerfile: `# syntax=docker/dockerfile:1\n${base}` });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      await platform.reaches(id, 'starting');
      await platform.logged(id, 'ignored: the line');
    },
    slow,
  );

  test(
    'never sees the value of a variable, and a value that the repository contains is masked in the log',
    async () => {
      const made = await platform.server({ Dockerfile: `${base}RUN env; echo value is tr0ub4dor-and-3\n` });
      platform.variables.set(made.id, { SECRET: 'tr0ub4dor-and-3', UNUSED: 'never-in-a-build' });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      await platform.reaches(id, 'starting');
      await platform.logged(id, 'value is ***');
      expect(platform.text(id)).not.toMatch(/tr0ub4dor|never-in-a-build/);
    },
    slow,
  );
});

describe('stopping', () => {
  test(
    'a build shows the stage that runs and when the ones before ended; a cancelled one leaves no process',
    async () => {
      const made = await platform.server({ Dockerfile: `${base}RUN echo npm install; sleep 86441\n` });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      const runs = await eventually(async () => {
        const now = await platform.read(id);
        return now.stage === 'dependencies' && now;
      }, 60_000);
      const time = expect.stringMatching(/^20.*Z$/);
      expect(runs.status).toBe('building');
      expect(runs.stages[0]).toEqual({ name: 'fetch', startedAt: time, endedAt: time });
      expect(runs.stages.at(-1)).toEqual({ name: 'dependencies', startedAt: time, endedAt: null });
      const cancelled = await platform.builds.call('POST', `/api/v1/deployments/${id}/cancel`);
      expect(cancelled).toMatchObject({ status: 202, body: { status: 'cancelled' } });
      await eventually(async () => (await running('sleep 86441')) === 0);
      expect((await platform.builds.call('POST', `/api/v1/deployments/${id}/cancel`)).status).toBe(202);
    },
    slow,
  );

  test(
    'a build without end and a fork bomb hit the time limit and leave no process',
    async () => {
      const limited = await platform.service({ TOOLYARD_BUILD_SECONDS: '8', TOOLYARD_BUILD_PIDS: '512' });
      await platform.builds.stop();
      try {
        platform.builds = limited;
        for (const command of [
          'while true; do echo again-86431; sleep 1; done',
          'bomb() { bomb | bomb & }; bomb; sleep 86431',
        ]) {
          const made = await platform.server({ Dockerfile: `${base}RUN ${command}\n` });
          await platform.push(made);
          const [{ id }] = (await platform.list(made)) as [Deployment];
          expect((await platform.reaches(id, 'failed')).error).toMatchObject({
            code: expect.stringMatching(/build_timeout|build_failed/),
          });
          await eventually(async () => (await running('86431')) === 0, 30_000);
        }
      } finally {
        platform.builds = await platform.service();
        await limited.stop();
      }
    },
    slow,
  );
});

describe('images', () => {
  test(
    'a rollback runs the earlier image without a build and retires the live deployment; a removed image ' +
      'is rejected as gone',
    async () => {
      const { server: made, live: first } = await deployed({ Dockerfile: `${base}RUN echo 1\n` });
      await platform.write(made, { Dockerfile: `${base}RUN sleep 2\n` });
      await platform.push(made);
      const next = (await platform.list(made))[0]!;
      // A report before the image exists must change nothing, in particular not the live deployment.
      expect(await platform.report(next.id, { kind: 'tools', tools: [], endpoint: testEndpoint })).toEqual({
        accepted: false,
      });
      expect((await platform.read(first.id)).status).toBe('live');
      await platform.reaches(next.id, 'starting');
      const second = await platform.promote(next.id, ['echo', 'more']);
      expect(second.changes).toEqual({ added: ['more'], changed: [], dropped: [] });
      expect((await platform.read(first.id)).status).toBe('retired');

      const answer = await platform.builds.call('POST', `/api/v1/deployments/${first.id}/rollback`);
      expect(answer).toMatchObject({ status: 202, body: { trigger: 'rollback', commit: { sha: first.commit.sha } } });
      const back = await platform.reaches(answer.body.id, 'starting');
      expect(back.image).toEqual(first.image);
      expect(back.stages.map(({ name }) => name)).toEqual(['candidate']);
      await platform.promote(back.id);
      expect((await platform.read(second.id)).status).toBe('retired');
      expect((await platform.builds.call('POST', `/api/v1/deployments/${back.id}/rollback`)).body).toMatchObject({
        code: 'conflict',
      });

      await platform.docker.getImage(second.image!.digest).remove({ force: true });
      expect(await platform.builds.call('POST', `/api/v1/deployments/${second.id}/rollback`)).toMatchObject({
        status: 409,
        body: { code: 'image_gone' },
      });
    },
    slow,
  );

  test(
    'a changed variable deploys the live image again without a build, once for several changes in a row',
    async () => {
      const { server: made, live } = await deployed({ Dockerfile: base });
      for (const version of [1, 2, 3]) {
        const data = {
          serverId: made.id,
          name: `V${version}`,
          value: { dataKeyId: 'k', nonce: '', ciphertext: '', tag: '' },
          version,
          actor,
          at: new Date().toISOString(),
        };
        await platform.store.append(`variables-${made.id}`, [{ type: 'VariableSet', data }], { expected: 'any' });
      }
      const next = await eventually(async () =>
        (await platform.list(made)).find(({ trigger }) => trigger === 'variables'),
      );
      await platform.reaches(next.id, 'starting');
      expect(await platform.promote(next.id)).toMatchObject({ image: live.image, commit: live.commit });
      expect(await platform.list(made)).toHaveLength(2);
    },
    slow,
  );

  test(
    'are removed with their server, as its history is; the repository stays',
    async () => {
      const { server: made, live } = await deployed({ Dockerfile: base });
      await platform.store.append(
        `server-${made.id}`,
        [{ type: 'ServerDeleted', data: { serverId: made.id, slug: made.slug, actor, at: new Date().toISOString() } }],
        { expected: 'any' },
      );
      await eventually(
        async () => (await platform.builds.call('GET', `/api/v1/deployments/${live.id}`)).status === 404,
      );
      await eventually(async () => (await platform.store.read(`deployment-${live.id}`)).length === 0);
      await eventually(async () =>
        platform.docker
          .getImage(live.image!.digest)
          .inspect()
          .then(
            () => false,
            () => true,
          ),
      );
      expect(await made.git('ls-remote', platform.remote(made))).toMatch('refs/heads/main');
    },
    slow,
  );
});

describe('after a crash', () => {
  test(
    'a build whose worker was killed starts again and ends; its message is not lost',
    async () => {
      const made = await platform.server({ Dockerfile: `${base}RUN echo begun; sleep 20\n` });
      await platform.push(made);
      const [{ id }] = (await platform.list(made)) as [Deployment];
      await platform.logged(id, 'begun');
      await platform.builds.kill();
      platform.builds = await platform.service();
      await platform.reaches(id, 'starting');
      await platform.logged(id, 'attempt 2');
    },
    slow,
  );

  test(
    'a build whose engine stopped waits for it and starts again',
    async () => {
      const engine = await flakyEngine();
      const other = await platform.service({ DOCKER_HOST: `unix://${engine.path}` });
      const before = platform.builds;
      platform.builds = other;
      await before.stop();
      try {
        const made = await platform.server({ Dockerfile: `${uncached()}RUN echo begun; sleep 5\n` });
        await platform.push(made);
        const [{ id }] = (await platform.list(made)) as [Deployment];
        await platform.logged(id, 'begun');
        await engine.cut();
        await platform.logged(id, 'connection to the Docker Engine was lost');
        expect((await platform.builds.call('GET', '/health')).body.checks.docker).toMatchObject({ ok: false });
        await engine.restore();
        await platform.reaches(id, 'starting');
        await platform.logged(id, 'attempt 2');
      } finally {
        platform.builds = await platform.service();
        await other.stop();
        await engine.cut();
      }
    },
    slow,
  );

  test(
    'a push that was stored but never requested is deployed at the next start, and no other push is',
    async () => {
      const made = await platform.server({ Dockerfile: base });
      await platform.push(made);
      await platform.reaches((await platform.list(made))[0]!.id, 'starting');
      await platform.builds.stop();
      await made.git('commit', '--quiet', '--allow-empty', '-m', 'Lost');
      await made
        .git('push', '--quiet', join(platform.engines.folder, 'git', `${made.slug}.git`), 'HEAD:main')
        .catch(() => undefined);
      platform.builds = await platform.service();
      const found = await eventually(async () =>
        (await platform.list(made)).find(({ commit }) => commit.message === 'Lost'),
      );
      expect(found).toMatchObject({ trigger: 'push', actor: { kind: 'system' } });
      await platform.reaches(found.id, 'starting');
      expect(await platform.list(made)).toHaveLength(2);
    },
    slow,
  );

  test(
    'a request whose work message is gone is queued again',
    async () => {
      const made = await platform.server({ Dockerfile: base });
      await platform.builds.stop();
      const id = newId('dep');
      const commit = { sha: '0'.repeat(40), message: 'm', author: 'a', at: new Date().toISOString() };
      await platform.store.append(
        `deployment-${id}`,
        [
          {
            type: 'DeploymentRequested',
            data: {
              deploymentId: id,
              serverId: made.id,
              slug: made.slug,
              repository: made.slug,
              commit,
              trigger: 'manual',
              actor,
              at: new Date(Date.now() - 60_000).toISOString(),
            },
          },
        ],
        { expected: 'none' },
      );
      // The checkpoint of the queue is behind the request, as after a loss of the files of NATS.
      const { position } = (await platform.store
        .append(`deployment-${id}-marker`, [{ type: 'Marker', data: {} }], { expected: 'none' })
        .catch(() => ({ position: 0n }))) as { position: bigint };
      await (await platform.messaging.kv('checkpoints')).put('queue.builds', position.toString());
      platform.builds = await platform.service();
      expect((await platform.reaches(id, 'failed')).error).toMatchObject({ stage: 'fetch' });
    },
    slow,
  );

  test(
    'a disabled server accepts pushes and deploys the last one once it is enabled',
    async () => {
      const made = await platform.server({ Dockerfile: base });
      const tell = (type: string) =>
        platform.store.append(
          `server-${made.id}`,
          [{ type, data: { serverId: made.id, actor, at: new Date().toISOString() } }],
          { expected: 'any' },
        );
      await tell('ServerDisabled');
      await eventually(
        async () => (await platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`, {})).status === 409,
      );
      expect(await platform.push(made)).toMatch('is disabled');
      expect((await platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`)).body).toMatchObject({
        code: 'server_disabled',
      });
      expect(await platform.list(made)).toEqual([]);
      await tell('ServerEnabled');
      await platform.reaches((await eventually(async () => (await platform.list(made))[0])).id, 'starting');
    },
    slow,
  );
});

describe('the API', () => {
  test('refuses unknown servers, deployments, fields and forged cursors with their code', async () => {
    const made = await platform.server({ Dockerfile: base });
    await eventually(() => platform.list(made));
    const codes = await Promise.all([
      platform.builds.call('GET', '/api/v1/servers/srv_none/deployments'),
      platform.builds.call('GET', '/api/v1/deployments/dep_none'),
      platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`, { commit: '; rm -rf /' }),
      platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`, { branch: 'x' }),
      platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`, '{'),
      platform.builds.call('GET', `/api/v1/servers/${made.id}/deployments?cursor=x`),
      platform.builds.call('GET', `/api/v1/servers/${made.id}/deployments?limit=0`),
      platform.builds.call('GET', '/api/v1/deployments/dep_none', undefined, { token: null }),
    ]);
    expect(codes.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
      [400, 'malformed_json'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
      [401, 'unauthenticated'],
    ]);
  });

  test(
    'pages of deployments have neither gaps nor repetitions',
    async () => {
      const made = await platform.server({ Dockerfile: base });
      await platform.push(made);
      for (let n = 0; n < 4; n++) await platform.builds.call('POST', `/api/v1/servers/${made.id}/deployments`, {});
      const all = (await platform.list(made)).map(({ id }) => id);
      const paged: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await platform.builds.call('GET', `/api/v1/servers/${made.id}/deployments?limit=2${cursor}`);
        paged.push(...body.items.map(({ id }: Deployment) => id));
        if (!body.nextCursor) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      expect(paged).toEqual(all);
      expect(all).toHaveLength(5);
    },
    slow,
  );

  test(
    'events reach subscribers as CloudEvents',
    async () => {
      const seen: string[] = [];
      const subscription = platform.messaging.connection.subscribe(subjects.event('deployment', '*'), {
        callback: (_error, message) => void seen.push(message.subject),
      });
      const made = await platform.server({ Dockerfile: base });
      await platform.push(made);
      await platform.reaches((await platform.list(made))[0]!.id, 'starting');
      await eventually(
        () =>
          seen.includes('toolyard.events.deployment.DeploymentRequested') &&
          seen.includes('toolyard.events.deployment.ImageBuilt'),
      );
      subscription.unsubscribe();
    },
    slow,
  );
});
