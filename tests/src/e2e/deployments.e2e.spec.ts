import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Deployment } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import type { Repository } from '@toolyard/launcher/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { onEngine } from '../testing/leftovers.js';
import { McpCaller } from '../testing/mcp-caller.js';
import { canary } from '../testing/canaries.js';
import { TestPlatform } from '../testing/platform.js';
import { dockerfile, versionServer } from '../testing/server-repositories.js';

let platform: TestPlatform;
const colour = canary('colour');

beforeAll(async () => {
  platform = await TestPlatform.start({ TOOLYARD_DRAIN_SECONDS: '1' });
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

interface Hosted {
  server: ServerAnswer;
  repository: Repository;
  caller: McpCaller;
  live: Deployment;
}

async function hosted(name: string): Promise<Hosted> {
  const server = await platform.createServer(name);
  const repository = platform.repository(server);
  const sha = await repository.commitAndPush('version 1', versionServer({ version: '1' }));
  const live = await platform.deployment(server.id, ['live'], sha);
  return { server, repository, caller: new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken), live };
}

/** Calls without pause until it is stopped; answers what every call said. */
function callSteadily(caller: McpCaller): () => Promise<string[]> {
  const answers: string[] = [];
  let stopped = false;
  const calling = (async () => {
    while (!stopped) answers.push(await caller.text('version').catch((error: Error) => `failed: ${error.message}`));
  })();
  return async () => {
    stopped = true;
    await calling;
    return answers;
  };
}

const status = async (id: string): Promise<string> => (await platform.ok('GET', `/deployments/${id}`)).status;

describe('a promotion', () => {
  test('fails no call and keeps the session of a client that calls all the time', async () => {
    const { server, repository, caller, live } = await hosted('Promoted');
    const stop = callSteadily(caller);
    const sha = await repository.commitAndPush('version 2', versionServer({ version: '2' }));
    await platform.deployment(server.id, ['live'], sha);
    await eventually(async () => (await caller.text('version')) === '2');
    const answers = await stop();
    expect(answers.filter((answer) => answer !== '1' && answer !== '2')).toEqual([]);
    expect(answers.at(-1)).toBe('2');
    await eventually(async () => (await status(live.id)) === 'retired');
    await eventually(async () => (await onEngine(platform)).deployments.every((id) => id !== live.id), 30_000);
  });
});

describe('a rollback', () => {
  test('brings the same image back without a build', async () => {
    const { server, repository, caller, live } = await hosted('Rolled back');
    const sha = await repository.commitAndPush('version 2', versionServer({ version: '2' }));
    await platform.deployment(server.id, ['live'], sha);
    const asked = await platform.ok('POST', `/deployments/${live.id}/rollback`);
    const back = await eventually(async () => {
      const found = await platform.ok('GET', `/deployments/${asked.id}`);
      return found.status === 'live' && found;
    }, 60_000);
    expect(back).toMatchObject({
      trigger: 'rollback',
      image: { digest: live.image!.digest },
      commit: { sha: live.commit.sha },
    });
    expect(back.stages.map((stage) => stage.name)).not.toContain('dependencies');
    await eventually(async () => (await caller.text('version')) === '1');
  });
});

describe('a manual deployment', () => {
  test('takes the chosen commit, or the newest', async () => {
    const { server, repository, live } = await hosted('By hand');
    const second = await repository.commitAndPush('version 2', versionServer({ version: '2' }));
    await platform.deployment(server.id, ['live'], second);
    const chosen = await platform.ok('POST', `/servers/${server.id}/deployments`, { commit: live.commit.sha });
    expect(chosen).toMatchObject({ trigger: 'manual', commit: { sha: live.commit.sha } });
    await eventually(async () => (await status(chosen.id)) === 'live', 60_000);
    const newest = await platform.ok('POST', `/servers/${server.id}/deployments`, {});
    expect(newest.commit.sha).toBe(second);
    await eventually(async () => (await status(newest.id)) === 'live', 60_000);
  });
});

describe('a changed variable', () => {
  test('reaches the server on the same image, without a build and without a failed call', async () => {
    const server = await platform.createServer('Variable');
    const repository = platform.repository(server);
    const live = await platform.deployment(
      server.id,
      ['live'],
      await repository.commitAndPush('answers its colour', versionServer({ versionFrom: 'COLOUR' })),
    );
    const caller = new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken);
    expect(await caller.text('version')).toBe('none');
    const stop = callSteadily(caller);
    await platform.ok('PUT', `/servers/${server.id}/variables/COLOUR`, { value: colour });
    await eventually(async () => (await caller.text('version')) !== 'none', 60_000);
    expect((await stop()).filter((answer) => answer.startsWith('failed'))).toEqual([]);
    const now = await platform.deployment(server.id, ['live']);
    expect(now).toMatchObject({ trigger: 'variables', image: { digest: live.image!.digest } });
  });

  test('is shown masked everywhere', async () => {
    const { items } = await platform.ok('GET', '/servers?search=Variable');
    const listed = await platform.ok('GET', `/servers/${items[0]!.id}/variables`);
    expect(JSON.stringify(listed)).toContain('COLOUR');
    const calls = await eventually(async () => {
      const answer = await platform.ok('GET', `/activity?serverId=${items[0]!.id}&limit=100`);
      return answer.items.length > 1 && answer;
    });
    for (const text of [
      JSON.stringify(listed),
      JSON.stringify(calls),
      ...['gateway', 'runtime', 'secrets', 'builds'].map((name) => platform.log(name)),
    ])
      expect(text).not.toContain(colour);
  });
});

describe('unfinished deployments', () => {
  const slow = (version: string) => ({
    ...versionServer({ version }),
    Dockerfile: dockerfile([`RUN sleep 60; echo ${version}`]),
  });

  test('a cancelled build really stops, and what was live stays', async () => {
    const { server, repository, caller, live } = await hosted('Cancelled');
    const sha = await repository.commitAndPush('too slow', slow('2'));
    const building = await platform.deployment(server.id, ['building'], sha);
    await eventually(
      async () =>
        JSON.stringify(await platform.ok('GET', `/deployments/${building.id}/logs?limit=500`)).includes('sleep 60'),
      30_000,
    );
    await platform.ok('POST', `/deployments/${building.id}/cancel`);
    await eventually(async () => (await status(building.id)) === 'cancelled', 10_000);
    expect(await status(live.id)).toBe('live');
    expect(await caller.text('version')).toBe('1');
    const late = await platform.api('POST', `/deployments/${live.id}/cancel`);
    expect([late.status, late.body.code]).toEqual([409, 'deployment_ended']);
  });

  test('of three pushes in a second only the last goes live and the others are superseded', async () => {
    const server = await platform.createServer('Hasty');
    const repository = platform.repository(server);
    const shas: string[] = [];
    for (const version of ['1', '2', '3'])
      shas.push(await repository.commitAndPush(`version ${version}`, versionServer({ version })));
    await platform.deployment(server.id, ['live'], shas[2]);
    const { items } = await platform.ok('GET', `/servers/${server.id}/deployments`);
    expect(items.map((item) => [item.commit.sha, item.status])).toEqual([
      [shas[2], 'live'],
      [shas[1], 'superseded'],
      [shas[0], 'superseded'],
    ]);
    expect(await new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken).text('version')).toBe('3');
  });
});
