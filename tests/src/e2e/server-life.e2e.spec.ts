import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Repository } from '@toolyard/launcher/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { onEngine } from '../testing/leftovers.js';
import { McpCaller } from '../testing/mcp-caller.js';
import { canary } from '../testing/canaries.js';
import { TestPlatform } from '../testing/platform.js';
import { versionServer } from '../testing/server-repositories.js';

let platform: TestPlatform;
let server: ServerAnswer;
let repository: Repository;
const caller = () => new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken);

beforeAll(async () => {
  platform = await TestPlatform.start();
  server = await platform.createServer('Whole life');
  repository = platform.repository(server);
  await platform.deployment(
    server.id,
    ['live'],
    await repository.commitAndPush('begins', versionServer({ version: '1' })),
  );
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

// The tests build on each other.
describe('the life of a server', () => {
  test('disabled, its endpoints answer a clear error at once, also to a client with a session', async () => {
    const connected = caller();
    expect(await connected.text('version')).toBe('1');
    await platform.ok('POST', `/servers/${server.id}/disable`);
    const { error, status } = await eventually(async () => {
      const answer = await connected.call('version');
      return answer.error && answer;
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(error?.message).toMatch(/disabled/i);
    expect((await platform.ok('GET', `/servers/${server.id}`)).status).toBe('disabled');
    expect((await platform.ok('GET', '/servers?deactivated=true')).items.map((item) => item.id)).toContain(server.id);
  });

  test('enabled again it answers as before, without a new deployment', async () => {
    const { items: before } = await platform.ok('GET', `/servers/${server.id}/deployments`);
    await platform.ok('POST', `/servers/${server.id}/enable`);
    await eventually(async () => (await caller().text('version')) === '1', 60_000);
    expect((await platform.ok('GET', `/servers/${server.id}/deployments`)).items.map((item) => item.id)).toEqual(
      before.map((item) => item.id),
    );
  });

  test('deleted, its containers, networks, images, variables, history and routes go, not its repository', async () => {
    await platform.ok('PUT', `/servers/${server.id}/variables/KEPT`, { value: canary() });
    expect((await platform.api('DELETE', `/servers/${server.id}`)).status).toBe(204);
    await eventually(async () => {
      const { deployments, networks, images } = await onEngine(platform);
      return deployments.length === 0 && networks.length === 0 && images === 0;
    }, 60_000);
    for (const path of ['', '/deployments', '/variables', '/tools'])
      expect([path, (await platform.api('GET', `/servers/${server.id}${path}`)).status]).toEqual([path, 404]);
    const answer = await fetch(platform.mcpUrl(server.slug), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    });
    expect(answer.status).toBe(404);
    const heads = await repository.git('ls-remote', 'origin');
    expect(heads.stdout).toContain('refs/heads/main');
  });

  test('its slug is free for a new server', async () => {
    const again = await platform.createServer('Whole life');
    expect(again.slug).toBe(server.slug);
    expect(again.id).not.toBe(server.id);
  });
});
