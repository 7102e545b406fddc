import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Repository } from '@toolyard/launcher/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { eventuallyTrue, onEngine } from '../testing/leftovers.js';
import { McpCaller } from '../testing/mcp-caller.js';
import { TestPlatform } from '../testing/platform.js';
import { dockerfile, versionServer } from '../testing/server-repositories.js';

let platform: TestPlatform;
const canary = `canary-${randomUUID()}`;

/** A platform with an engine of its own, which can be killed without harm to anybody else. */
async function withOwnEngine(): Promise<TestPlatform> {
  const started = await TestPlatform.start({ DOCKER_HOST: '' });
  if (started.file().engines['docker']!.pid === null) {
    // The machine's engine answered. A folder for an own one makes the platform prefer that.
    await started.down();
    mkdirSync(join(started.data, 'docker'));
    await started.up();
  }
  const [from, image] = [process.env['DOCKER_HOST'], process.env['TOOLYARD_BASE_NODE']];
  if (from && image) await copyImage(image, from, started.file().engines['docker']!.url);
  return started;
}

async function copyImage(name: string, from: string, to: string): Promise<void> {
  const at = (url: string) =>
    url.startsWith('unix:')
      ? { socketPath: new URL(url).pathname }
      : { host: new URL(url).hostname, port: new URL(url).port };
  await new Promise<void>((resolve, reject) => {
    const load = request(
      {
        ...at(to),
        method: 'POST',
        path: '/v1.40/images/load?quiet=1',
        headers: { 'content-type': 'application/x-tar' },
      },
      (answer) => {
        answer
          .resume()
          .on('end', () =>
            answer.statusCode === 200 ? resolve() : reject(new Error(`images/load answered ${answer.statusCode}`)),
          );
      },
    );
    load.on('error', reject);
    request({ ...at(from), path: `/v1.40/images/${name}/get` }, (answer) => void pipeline(answer, load).catch(reject))
      .on('error', reject)
      .end();
  });
}

beforeAll(async () => {
  if (process.getuid?.() !== 0)
    throw new Error('Starting an engine of its own needs root: run the tests as root or with sudo.');
  platform = await withOwnEngine();
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

interface Hosted {
  server: ServerAnswer;
  repository: Repository;
}

async function hosted(name: string): Promise<Hosted> {
  const server = await platform.createServer(name);
  return { server, repository: platform.repository(server) };
}

const callerOf = ({ server }: Hosted) => new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken);

async function restartEngine(signal: NodeJS.Signals): Promise<void> {
  const pid = platform.file().engines['docker']!.pid!;
  process.kill(pid, signal);
  await eventually(() => {
    const now = platform.file().engines['docker']!.pid;
    return now !== null && now !== pid;
  }, 60_000);
}

describe('the Docker Engine', () => {
  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'restarted by %s during a build: the build fails by that reason and works again, live servers come ' +
      'back, nothing is orphaned',
    async (signal) => {
      const [steady, starting, building] = await Promise.all([
        hosted(`steady ${signal}`),
        hosted(`starting ${signal}`),
        hosted(`building ${signal}`),
      ]);
      await platform.ok('PUT', `/servers/${steady.server.id}/variables/CANARY`, { value: `${canary}-first` });
      await steady.repository.commitAndPush('steady', versionServer({ version: 'steady' }));
      await platform.deployment(steady.server.id, ['live']);
      await starting.repository.commitAndPush('slow', {
        ...versionServer({ version: 'slow', startAfterMs: 5_000 }),
        'toolyard.yaml': 'health: {startupSeconds: 60}\n',
      });
      await platform.deployment(starting.server.id, ['starting']);
      const sha = await building.repository.commitAndPush('long', {
        ...versionServer({ version: 'built' }),
        Dockerfile: dockerfile([`RUN echo ${signal}; sleep 6`]),
      });
      const broken = await platform.deployment(building.server.id, ['building'], sha);
      await eventually(async () => {
        const { lines } = await platform.ok('GET', `/deployments/${broken.id}/logs`);
        return lines.some(({ text }) => text.includes(`sleep 6`));
      });
      await restartEngine(signal);

      const ended = await eventually(async () => {
        const deployment = await platform.ok('GET', `/deployments/${broken.id}`);
        return ['live', 'failed'].includes(deployment.status) ? deployment : undefined;
      }, 120_000);
      if (ended.status === 'failed') {
        expect(ended.error).toMatchObject({ code: 'engine_lost', message: expect.stringMatching(/deploy it again/) });
        await platform.ok('POST', `/servers/${building.server.id}/deployments`, {});
      }
      await platform.deployment(building.server.id, ['live']);
      await platform.deployment(starting.server.id, ['live']);
      await eventuallyTrue(async () => {
        expect(await callerOf(steady).text('version')).toBe('steady');
        expect(await callerOf(starting).text('version')).toBe('slow');
        expect(await callerOf(building).text('version')).toBe('built');
      }, 60_000);

      const all = await platform.ok('GET', '/servers?limit=100');
      const live = all.items.map((item) => item.liveDeploymentId).sort();
      await eventuallyTrue(async () => {
        const state = await onEngine(platform);
        expect(state.deployments).toEqual(live);
        expect(state.networks).toEqual(all.items.map(({ id }) => id).sort());
      }, 30_000);
      await platform.ok('PUT', `/servers/${steady.server.id}/variables/CANARY`, { value: `${canary}-second` });
      await eventually(async () => (await onEngine(platform)).deployments.length === live.length + 1);
      await Promise.all(all.items.map(({ id }) => platform.ok('DELETE', `/servers/${id}`)));
      await eventuallyTrue(
        async () => expect(await onEngine(platform)).toEqual({ deployments: [], networks: [], images: 0 }),
        60_000,
      );
    },
    240_000,
  );

  test('stopped, keeps no value of a variable in its files, and has its images after the next start', async () => {
    const { server, repository } = await hosted('left running');
    await platform.ok('PUT', `/servers/${server.id}/variables/CANARY`, { value: canary });
    await repository.commitAndPush('left running', versionServer({ version: '1' }));
    const { id } = await platform.deployment(server.id, ['live']);
    await platform.down();
    const holding = filesBelow(join(platform.data, 'docker')).filter((path) => readFileSync(path).includes(canary));
    expect(holding).toEqual([]);
    await platform.up();
    await eventuallyTrue(async () => expect(await callerOf({ server, repository }).text('version')).toBe('1'), 60_000);
    const { items } = await platform.ok('GET', `/servers/${server.id}/deployments`);
    expect(items.map((deployment) => deployment.id)).toEqual([id]);
  }, 180_000);
});

/** Layers of images apart: a variable reaches no build. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'overlay2' ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
