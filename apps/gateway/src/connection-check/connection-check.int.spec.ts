import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { legacyServer, modernServer, type Fixture } from '../testing/fixtures.js';
import { runGateway, type RunningGateway } from '../testing/running-gateway.js';
import { checkConnection, type CheckReport } from './connection-check.js';

let gateway: RunningGateway;
let servers: (Fixture | Server)[] = [];

beforeEach(async () => {
  gateway = await runGateway();
  gateway.user({ id: 'maria', groupIds: ['all'] });
  gateway.group({ id: 'all', defaultAccess: 'all' });
});

afterEach(async () => {
  await gateway.stop();
  await Promise.all(
    servers.map((server) =>
      'kill' in server
        ? server.kill()
        : new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
    ),
  );
  servers = [];
});

async function check(access: 'organisation' | 'public' = 'organisation', url = gateway.url): Promise<CheckReport> {
  const token = gateway.mcp.platformTokens.issue({ userId: 'maria', serverId: 'srv_1', mayCall: false });
  return checkConnection(url, { slug: 'tools', access }, token);
}

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const stepsOf = ({ steps }: CheckReport) => Object.fromEntries(steps.map((step) => [step.name, step]));

describe('the connection check', () => {
  test('finds nothing wrong with a public server of either era, and leaves no session behind', async () => {
    for (const start of [legacyServer, modernServer]) {
      const server = await start();
      servers.push(server);
      gateway.route({ targets: [server.target], access: 'public' });
      const report = await check('public');
      expect(report).toMatchObject({ ok: true, url: gateway.mcpUrl().href });
      expect(report.steps.map(({ name }) => name)).toEqual([
        'First request',
        'Initialize',
        'Initialized',
        'List of tools',
        'Stream for notifications',
        'Discover',
      ]);
      expect(gateway.mcp.sessions.size).toBe(0);
    }
  });

  test('follows a sign-in as far as it goes, says which step to repair, and shows no token', async () => {
    const server = await legacyServer();
    servers.push(server);
    gateway.route({ targets: [server.target] });
    const report = await check();
    const steps = stepsOf(report);
    // There is no authorization server here.
    expect(report.ok).toBe(false);
    expect(steps['First request']).toMatchObject({ ok: true, status: 401 });
    for (const name of [
      'Metadata of the server',
      'Metadata without the last segment',
      'Metadata at the root',
      'An unknown well-known address',
      'Permission for web pages',
      'Initialize',
      'List of tools',
    ])
      expect(steps[name]).toMatchObject({ name, ok: true });
    expect(steps['OAuth metadata']).toMatchObject({ ok: false, status: 404, repair: expect.any(String) });
    expect(gateway.calls).toEqual([]);
    expect(JSON.stringify(report)).not.toContain('pass_');
  });

  test('says what is missing to a user who may call no tool', async () => {
    const server = await legacyServer();
    servers.push(server);
    gateway.route({ targets: [server.target] });
    gateway.group({ id: 'all', defaultAccess: 'none' });
    expect(stepsOf(await check())['Initialize']).toMatchObject({
      ok: false,
      status: 403,
      repair: expect.stringContaining('permission groups'),
    });
  });

  test("recognises a proxy's page, a redirect, a lost challenge, and no connection", async () => {
    const page = await listening(
      (_, res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Portal</title>'),
    );
    expect(stepsOf(await check('organisation', page))['First request']).toMatchObject({
      ok: false,
      got: '200 with a web page.',
      repair: expect.stringContaining('in front'),
    });
    const moved = await listening((_, res) => void res.writeHead(308, { location: 'https://elsewhere.test/' }).end());
    expect(stepsOf(await check('public', moved))['First request']).toMatchObject({
      ok: false,
      repair: expect.stringContaining('redirects'),
    });
    const bare = await listening((_, res) => void res.writeHead(401).end());
    expect(stepsOf(await check('organisation', bare))['First request']).toMatchObject({
      ok: false,
      repair: expect.stringContaining('WWW-Authenticate'),
    });
    const closed = await listening(() => undefined);
    await new Promise((resolve) => (servers.pop() as Server).close(resolve));
    expect(await check('organisation', closed)).toMatchObject({
      ok: false,
      steps: [
        {
          status: null,
          got: 'Nothing: the connection was refused.',
          repair: expect.stringContaining('cannot reach'),
        },
      ],
    });
  });
});
