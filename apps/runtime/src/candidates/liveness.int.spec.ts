import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { httpFetch, openLegacy } from '@toolyard/mcp';
import { eventually } from '@toolyard/service/testing';
import { TestPlatform } from '../testing/runtime-platform.js';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await TestPlatform.start({ hangSeconds: 12 });
  await platform.startRuntime();
}, 120_000);
afterAll(() => platform?.stop(), 60_000);

test('a server that computes without end leaves the route, says so in its log, and is started again', async () => {
  const { serverId, slug } = await platform.createServer();
  const deploymentId = await platform.deploy(serverId, 'hanging');
  const before = await platform.routed(slug, (route) => route.targets.length === 1);
  const { replica, host, port } = before.targets[0]!;
  const opened = await openLegacy(
    { fetch: httpFetch({ host, port }), timeoutMs: 5_000 },
    `http://localhost:${port}/mcp`,
  );
  if (!('conversation' in opened)) throw new Error(opened.refusal.excerpt);
  await expect(opened.conversation.request('tools/call', { name: 'hang', arguments: {} })).rejects.toThrow();
  const after = await eventually(async () => {
    const route = await platform.route(slug);
    return route?.targets.length === 1 && route.targets[0]!.replica !== replica && route;
  }, 60_000);
  expect(after.deploymentId).toBe(deploymentId);
  await eventually(() =>
    platform.linesOf('server', serverId).some((line) => line.includes('Replica 1 hangs: it answered none of 6 pings')),
  );
  await eventually(() =>
    platform.linesOf('server', serverId).some((line) => /Replica 1 .*gets no traffic and starts again in/.test(line)),
  );
}, 120_000);
