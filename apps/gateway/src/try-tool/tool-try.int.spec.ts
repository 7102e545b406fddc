import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Endpoint, Route } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import { type Fixture, legacyServer, modernServer } from '../testing/fixtures.js';
import { runGateway, type RunningGateway } from '../testing/running-gateway.js';
import { type Tried, tryTool } from './tool-try.js';

let gateway: RunningGateway;
let servers: Fixture[] = [];

beforeEach(async () => {
  gateway = await runGateway();
  gateway.user({ id: 'maria', name: 'Maria', groupIds: ['all'] });
  gateway.group({ id: 'all', defaultAccess: 'all' });
});

afterEach(async () => {
  await gateway.stop();
  await Promise.all(servers.map((server) => server.kill()));
  servers = [];
});

async function live(start: () => Promise<Fixture>): Promise<Route> {
  const server = await start();
  servers.push(server);
  return gateway.route({ targets: [server.target] });
}

function attempt(
  route: Route,
  name: string,
  args: Record<string, unknown> = {},
  signal = new AbortController().signal,
): Promise<Tried> {
  const token = () => gateway.mcp.platformTokens.issue({ userId: 'maria', serverId: route.serverId, mayCall: true });
  return tryTool(route as Route & { endpoint: Endpoint }, { name, arguments: args }, signal, {
    handler: gateway.mcp.handler,
    publicPath: '',
    token,
    version: '1',
    timeoutMs: 10_000,
  });
}

describe('trying a tool', () => {
  test('is a call of that user like any other, at servers of both eras, and leaves no session behind', async () => {
    for (const start of [legacyServer, modernServer]) {
      const { result } = await attempt(await live(start), 'echo', { text: 'hello' });
      expect(JSON.stringify(result)).toContain('hello');
      expect(await gateway.call()).toMatchObject({
        tool: 'echo',
        userId: 'maria',
        userName: 'Maria',
        clientName: 'Toolyard dashboard',
        class: 'ok',
      });
      expect(gateway.mcp.sessions.size).toBe(0);
      gateway.calls.splice(0);
    }
  });

  test('is refused and recorded where the permission groups do not allow the tool', async () => {
    const route = await live(legacyServer);
    gateway.group({
      id: 'all',
      defaultAccess: 'all',
      servers: { [route.serverId]: { access: 'except', tools: ['echo'] } },
    });
    const { error, result } = await attempt(route, 'echo', { text: 'hello' });
    expect(result).toBeUndefined();
    expect(error?.message).toMatch(/permission|allow/i);
    expect(await gateway.call()).toMatchObject({ class: 'denied' });
  });

  test('returns what the server says of a tool that it does not have', async () => {
    const tried = await attempt(await live(legacyServer), 'nowhere');
    expect(JSON.stringify(tried)).toMatch(/nowhere|not found|unknown/i);
  });

  test('is cancelled when its request ends', async () => {
    const route = await live(legacyServer);
    const gone = new AbortController();
    const trying = attempt(route, 'wait', { ms: 60_000 }, gone.signal);
    await eventually(() => gateway.mcp.calls.inProgress().length === 1);
    gone.abort();
    await expect(trying).rejects.toThrow();
    expect(await gateway.call()).toMatchObject({ class: 'cancelled' });
  });
});
