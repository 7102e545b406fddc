import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { buckets, streams, type Route, type ToolCall } from '@toolyard/contracts';
import { Messaging, Requester } from '@toolyard/messaging';
import { sealTo } from '@toolyard/service';
import { type Engine, eventually, type GuardedProcess, startGuarded, startNats } from '@toolyard/service/testing';
import { legacyServer, type Fixture } from './testing/fixtures.js';
import { admin, keyEntry, liveRoute, runId } from './testing/running-gateway.js';

const main = join(import.meta.dirname, 'main.js');
const token = randomBytes(24).toString('hex');
const serviceKey = randomBytes(32).toString('base64');

let folder: string;
let nats: Engine;
let messaging: Messaging;
let gateways: GuardedProcess[] = [];
let servers: Fixture[] = [];
let sibling: Server;
let siblingUrl: string;
let secretsAsked = 0;
let recorded: ToolCall[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-test-'));
  nats = await startNats(folder);
  messaging = await Messaging.connect({ url: nats.url, name: 'test' });
  await messaging.ensureStreams();
  recorded = [];
  const consumption = messaging.consume<ToolCall[]>(
    streams.calls,
    { durable: 'test', maxAckPending: 100, ackWaitMs: 5_000 } as never,
    async (messages) => {
      for (const message of messages) {
        recorded.push(...message.data);
        message.ack();
      }
    },
  );
  void consumption;
  await putAccess('user.admin', admin);
  await putAccess(...keyEntry(token, { userId: 'admin' }));
  await playSecrets();
  sibling = createServer((req, res) => {
    if (req.url === '/health') {
      healthAsked += 1;
      return void res.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok","checks":{}}');
    }
    if (req.url === '/openapi.json')
      return void res
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"openapi":"3.0.0","paths":{"/api/v1/servers":{"get":{}}}}');
    if (req.url?.startsWith('/api/v1/servers/hang/')) return void req.socket.once('close', () => (hungUp += 1));
    if (req.url?.startsWith('/api/v1/servers/dies/'))
      return void (res.writeHead(200), res.write('half'), setTimeout(() => res.destroy(), 50));
    let bytes = 0;
    req.on('data', (chunk: Buffer) => (bytes += chunk.length));
    req.on('end', () =>
      res.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          url: req.url,
          method: req.method,
          bytes,
          authorization: req.headers.authorization,
          forwardedFor: req.headers['x-forwarded-for'],
        }),
      ),
    );
  });
  await new Promise<void>((resolve) => sibling.listen(0, '127.0.0.1', resolve));
  siblingUrl = `http://127.0.0.1:${(sibling.address() as AddressInfo).port}`;
  hungUp = 0;
});

let hungUp = 0;
let healthAsked = 0;

afterEach(async () => {
  await Promise.all(gateways.map((each) => each.kill()));
  await messaging.close();
  await nats.stop();
  await Promise.all(servers.map((server) => server.kill()));
  sibling.closeAllConnections();
  await new Promise((resolve) => sibling.close(resolve));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  gateways = [];
  servers = [];
});

async function playSecrets(): Promise<void> {
  secretsAsked = 0;
  messaging.connection.subscribe('secrets.variables.deliver', {
    callback: (_, message) => {
      secretsAsked += 1;
      const { id, data } = message.json<{ id: string; data: { receiver: never } }>();
      void sealTo(data.receiver, JSON.stringify({ PASSWORD: 'open-sesame-42' }), serviceKey).then((sealed) =>
        message.respond(JSON.stringify({ id, response: { sealed, version: '1' }, isDisposed: true })),
      );
    },
  });
}

async function gateway(
  options: { data?: string; env?: Record<string, string> } = {},
): Promise<{ url: string; process: GuardedProcess; mcp: URL }> {
  const process_ = await startGuarded(process.execPath, ['--enable-source-maps', main], {
    env: {
      TOOLYARD_HOST: '127.0.0.1',
      TOOLYARD_PORT: '0',
      TOOLYARD_DATA: options.data ?? folder,
      TOOLYARD_INSTANCE: 'test',
      TOOLYARD_RUN_ID: runId,
      TOOLYARD_NETWORK_POOL: '127.0.0.0/8',
      TOOLYARD_PUBLIC_URL: 'http://toolyard.test',
      TOOLYARD_SERVICE_KEY: serviceKey,
      TOOLYARD_PARENT_PIPE: '',
      EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false',
      NATS_URL: nats.url,
      LOG_LEVEL: 'info',
      ...Object.fromEntries(
        ['IDENTITY', 'REGISTRY', 'BUILDS', 'SECRETS', 'ANALYTICS', 'RUNTIME'].map((name) => [
          `TOOLYARD_${name}_URL`,
          siblingUrl,
        ]),
      ),
      ...options.env,
    },
  });
  gateways.push(process_);
  const line = await process_.line((each) => each.includes('gateway answers at the public port'), 30_000);
  const url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
  return { url, process: process_, mcp: new URL(`${url}/s/tools/mcp`) };
}

/** Not `fetch`, which does not allow a `Host` header. */
function asHost(
  url: string,
  host?: string,
  method = 'GET',
): Promise<{ status: number; body: string; challenge: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: host ? { host } : {} }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, body, challenge: answer.headers['www-authenticate'] }),
      );
    });
    asked.on('error', reject).end();
  });
}

/** Writes an entry as `identity` does. @returns the revision */
async function putAccess(key: string, value: object): Promise<number> {
  return (await messaging.kv(buckets.access)).put(key, JSON.stringify(value));
}

async function putRoute(change: Partial<Route>): Promise<void> {
  const bucket = await messaging.kv(buckets.routes);
  await bucket.put('route.tools', JSON.stringify({ ...liveRoute, ...change }));
}

async function server(): Promise<Fixture> {
  const started = await legacyServer();
  servers.push(started);
  return started;
}

async function connected(
  url: URL,
  sessionId?: string,
): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'tester', version: '1' });
  const transport = new StreamableHTTPClientTransport(url, {
    sessionId,
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return { client, transport };
}

const live = (url: URL) =>
  eventually(
    async () =>
      !(
        await (await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{}' })).text()
      ).includes('There is no server'),
    20_000,
  );

function rpc(url: URL, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...body }),
  });
}

const textIn = (input: string): string => (JSON.parse(input) as { text: string }).text;

describe('the gateway among the other services', () => {
  test('reads routes from NATS, records calls with masked secrets, and says which are in progress', async () => {
    const target = await server();
    const { mcp } = await gateway();
    await putRoute({ targets: [target.target] });
    await live(mcp);
    await eventually(() => secretsAsked > 0);
    const { client } = await connected(mcp);
    await client.callTool({ name: 'echo', arguments: { text: 'say open-sesame-42' } });
    const call = await eventually(() => recorded.find(({ tool }) => tool === 'echo'));
    expect(call.input).toBe('{"text":"say ***"}');
    expect(call.output).not.toContain('open-sesame-42');
    const lastSeen = await messaging.kv(buckets.lastSeen);
    for (const name of ['user.admin', 'key.key_of_admin'])
      expect((await eventually(() => lastSeen.get(name)))!.string()).toMatch(/^\d{4}-.*Z$/);
    const waiting = client.callTool({ name: 'wait', arguments: { ms: 1_500 } });
    const requester = new Requester({ url: nats.url, name: 'test' }, messaging.connection);
    const replies = await eventually(async () => {
      const answers = await requester.requestAll('gateway.calls.inProgress', { serverId: 'srv_1' }, { waitMs: 500 });
      return answers.some(({ calls }) => calls.length > 0) && answers;
    });
    expect(replies.flatMap(({ calls }) => calls)).toMatchObject([
      { tool: 'wait', serverId: 'srv_1', clientName: 'tester' },
    ]);
    await waiting;
    await requester.close();
    await client.close();
  });

  test('records every call exactly once while NATS is killed and restarted', async () => {
    const target = await server();
    const { mcp } = await gateway();
    await putRoute({ targets: [target.target] });
    await live(mcp);
    await eventually(() => secretsAsked > 0);
    const { client } = await connected(mcp);
    const sent: string[] = [];
    const say = async (text: string) => {
      await client.callTool({ name: 'echo', arguments: { text } });
      sent.push(text);
    };
    for (let i = 0; i < 20; i += 1) await say(`before ${i}`);
    await nats.kill();
    for (let i = 0; i < 200; i += 1) await say(`away ${i}`);
    await nats.start();
    for (let i = 0; i < 20; i += 1) await say(`after ${i}`);
    const texts = () => recorded.map(({ input }) => textIn(input));
    await eventually(() => new Set(texts()).size === sent.length, 40_000);
    expect([...new Set(texts())]).toEqual(sent);
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(sent.length);
    await client.close();
  });

  test('starts while NATS is away and forwards by the routes on disk', async () => {
    const target = await server();
    const first = await gateway();
    await putRoute({ targets: [target.target] });
    await live(first.mcp);
    await first.process.stop();
    await nats.kill();
    const second = await gateway();
    const { client } = await connected(second.mcp);
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    expect((await fetch(`${second.url}/health`)).status).toBe(503);
    await nats.start();
    await eventually(async () => (await fetch(`${second.url}/health`)).status === 200, 30_000);
    await client.close();
  });

  test('continues a session after a restart, and at a second gateway', async () => {
    const target = await server();
    const first = await gateway();
    await putRoute({ targets: [target.target] });
    await live(first.mcp);
    const { transport } = await connected(first.mcp);
    const headers = { 'mcp-session-id': transport.sessionId!, 'mcp-protocol-version': '2025-11-25' };
    const second = await gateway({ data: join(folder, 'second') });
    await live(second.mcp);
    expect((await rpc(second.mcp, { id: 1, method: 'tools/list' }, headers)).status).toBe(200);
    await first.process.kill();
    const again = await gateway();
    await eventually(
      async () => (await rpc(again.mcp, { id: 2, method: 'tools/list' }, headers)).status === 200,
      20_000,
    );
    expect(target.seen.initialize).toBe(1);
  });

  test.each([
    ['while NATS answers', false],
    ['while NATS is away', true],
  ])('records every answered call once after a kill in the middle of load, %s', async (_, away) => {
    const target = await server();
    const first = await gateway();
    await putRoute({ targets: [target.target] });
    await live(first.mcp);
    await eventually(() => secretsAsked > 0);
    const callers = await Promise.all(Array.from({ length: 8 }, () => connected(first.mcp)));
    if (away) await nats.kill();
    const answered: string[] = [];
    let killed = false;
    const load = callers.map(async ({ client }, caller) => {
      for (let i = 0; !killed; i += 1) {
        const text = `${caller}-${i}`;
        const said = await client.callTool({ name: 'echo', arguments: { text } }).catch(() => null);
        if (said) answered.push(text);
      }
    });
    await eventually(() => answered.length > 200, 40_000);
    await first.process.kill();
    killed = true;
    // A call whose stream was cut would wait for its answer.
    await Promise.all(callers.map(({ client }) => client.close()));
    await Promise.all(load);
    if (away) await nats.start();
    await gateway();
    const texts = () => recorded.filter(({ class: each }) => each === 'ok').map(({ input }) => textIn(input));
    const missing = () => answered.filter((text) => !texts().includes(text));
    await eventually(() => missing().length === 0, 20_000).catch(() => undefined);
    expect(missing()).toEqual([]);
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(new Set(recorded.map(({ input }) => input)).size);
  });

  test('records calls in flight as upstream_down after a kill', async () => {
    const target = await server();
    const first = await gateway();
    await putRoute({ targets: [target.target] });
    await live(first.mcp);
    await eventually(() => secretsAsked > 0);
    const { transport } = await connected(first.mcp);
    const lost = rpc(
      first.mcp,
      { id: 'lost', method: 'tools/call', params: { name: 'wait', arguments: { ms: 60_000 } } },
      { 'mcp-session-id': transport.sessionId! },
    );
    const answered = lost.then((response) => response.text()).catch(() => undefined);
    const requester = new Requester({ url: nats.url, name: 'test' }, messaging.connection);
    await eventually(async () =>
      (await requester.requestAll('gateway.calls.inProgress', {}, { waitMs: 300 })).some(
        ({ calls }) => calls.length === 1,
      ),
    );
    await first.process.kill();
    await answered;
    await gateway();
    expect(await eventually(() => recorded.find(({ tool }) => tool === 'wait'), 20_000)).toMatchObject({
      class: 'upstream_down',
      clientName: 'tester',
    });
    await requester.close();
  });

  test('waits for the answer to a call in flight when it stops', async () => {
    const target = await server();
    const { mcp, process: gatewayProcess } = await gateway();
    await putRoute({ targets: [target.target] });
    await live(mcp);
    const { transport } = await connected(mcp);
    const call = rpc(
      mcp,
      { id: 1, method: 'tools/call', params: { name: 'wait', arguments: { ms: 1_500 } } },
      { 'mcp-session-id': transport.sessionId! },
    );
    await call.then(() => undefined);
    const stopping = gatewayProcess.stop();
    expect(await (await call).text()).toContain('waited');
    await stopping;
    expect(await eventually(() => recorded.find(({ tool }) => tool === 'wait'))).toMatchObject({ class: 'ok' });
  });

  test('applies a change of rights before it answers that it has reached it', async () => {
    const target = await server();
    const gateways = [await gateway(), await gateway({ data: join(folder, 'second') })];
    await putRoute({ targets: [target.target] });
    await Promise.all(gateways.map(({ mcp }) => live(mcp)));
    const requester = new Requester({ url: nats.url, name: 'test' }, messaging.connection);
    for (const active of [false, true, false]) {
      const revision = await putAccess('user.admin', { ...admin, active });
      const replies = await requester.requestAll('gateway.access.reach', { revision }, { waitMs: 1_000 });
      expect(replies).toEqual([{ reached: true }, { reached: true }]);
      for (const { mcp } of gateways)
        expect((await rpc(mcp, { id: 1, method: 'tools/list' })).status === 401).toBe(!active);
    }
    await requester.close();
  });

  test('does not use addresses of another run, from disk or from the bucket, until they are confirmed', async () => {
    const target = await server();
    const stale = { runId: 'run-before', targets: [target.target] };
    await mkdir(join(folder, 'gateway'), { recursive: true });
    await writeFile(join(folder, 'gateway', 'routes.json'), JSON.stringify([{ ...liveRoute, ...stale }]));
    await putRoute(stale);
    const { mcp } = await gateway();
    const initialize = {
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    };
    expect((await rpc(mcp, initialize)).status).toBe(503);
    expect(target.lastHeaders).toEqual({});
    await putRoute({ targets: [target.target] });
    await live(mcp);
  });

  test('answers 404 for a server whose route was deleted', async () => {
    const target = await server();
    const { mcp } = await gateway();
    await putRoute({ targets: [target.target] });
    await live(mcp);
    await (await messaging.kv(buckets.routes)).delete('route.tools');
    await eventually(async () => (await rpc(mcp, { id: 1, method: 'tools/list' })).status === 404);
  });
});

describe('the public port', () => {
  test('forwards the API and git to their services with the token and bodies of any size', async () => {
    const { url } = await gateway();
    const listed = await fetch(`${url}/api/v1/servers?limit=5`, { headers: { authorization: `Bearer ${token}` } });
    expect(await listed.json()).toMatchObject({ url: '/api/v1/servers?limit=5', authorization: `Bearer ${token}` });
    const pushed = await fetch(`${url}/git/tools.git/git-receive-pack`, {
      method: 'POST',
      body: Buffer.alloc(30 << 20),
    });
    expect(await pushed.json()).toMatchObject({ method: 'POST', bytes: 30 << 20 });
  });

  test("reports the client's real address to services, not the one that the client claims", async () => {
    const { url } = await gateway();
    const answer = await fetch(`${url}/api/v1/servers`, { headers: { 'x-forwarded-for': '198.51.100.7' } });
    expect(await answer.json()).toMatchObject({ forwardedFor: '127.0.0.1' });
  });

  test('answers unknown paths with 404 in JSON, including well-known ones', async () => {
    const { url } = await gateway();
    for (const path of [
      '/api/v1/nothing',
      '/.well-known/oauth-protected-resource/s/tools/mcp',
      '/.well-known/else',
      '/favicon.ico',
      '/s/tools/other',
    ]) {
      const response = await fetch(url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not_found' });
    }
  });

  test("answers protected-resource metadata in every form that clients ask for, and on a server's host", async () => {
    const { url } = await gateway({ env: { TOOLYARD_SERVER_DOMAIN: 'mcp.test' } });
    await putRoute({});
    const name = '/.well-known/oauth-protected-resource';
    const resourceAt = async (path: string, host?: string) => {
      const { status, body } = await asHost(url + path, host);
      return status === 200 ? (JSON.parse(body) as { resource: string }).resource : status;
    };
    await eventually(async () => (await resourceAt(`${name}/s/tools/mcp`)) !== 404);
    const here = 'http://toolyard.test/s/tools/mcp';
    for (const path of [`${name}/s/tools/mcp`, `${name}/s/tools`, `/s/tools/mcp${name}`, name])
      expect([path, await resourceAt(path)]).toEqual([path, here]);
    expect(await resourceAt(`${name}/s/tools/sse`)).toBe('http://toolyard.test/s/tools/sse');
    for (const path of [
      `${name}/s/other/mcp`,
      `${name}x`,
      '/.well-known/else',
      '/s/tools/mcp/.well-known/openid-configuration',
    ])
      expect([path, await resourceAt(path)]).toEqual([path, 404]);
    const own = 'tools.mcp.test';
    for (const path of [name, `${name}/mcp`, `/mcp${name}`])
      expect([path, await resourceAt(path, own)]).toEqual([path, `http://${own}/mcp`]);
    const refused = await asHost(`${url}/mcp`, own, 'POST');
    expect(refused).toMatchObject({
      status: 401,
      challenge: expect.stringContaining(`resource_metadata="http://${own}${name}/mcp"`),
    });
    expect(JSON.parse((await asHost(`${url}/.well-known/oauth-authorization-server`, own)).body)).toMatchObject({
      url: '/.well-known/oauth-authorization-server',
    });
    expect(await asHost(`${url}/api/v1/servers`, own)).toMatchObject({ status: 404 });
    expect(await asHost(`${url}/mcp`, 'unknown.mcp.test', 'POST')).toMatchObject({ status: 404 });
    await putRoute({ access: 'public' });
    await eventually(async () => (await resourceAt(`${name}/s/tools/mcp`)) === 404);
  });

  test('reports a missing service', async () => {
    const { url } = await gateway({ env: { TOOLYARD_ANALYTICS_URL: 'http://127.0.0.1:9' } });
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'failing',
      services: { analytics: { status: 'missing' }, registry: { status: 'ok' } },
    });
    const api = await fetch(`${url}/api/v1/activity`);
    expect(api.status).toBe(503);
    expect(await api.json()).toMatchObject({ code: 'unavailable' });
  });

  test('says that it is alive without asking the other services', async () => {
    const { url } = await gateway({ env: { TOOLYARD_ANALYTICS_URL: 'http://127.0.0.1:9' } });
    const response = await fetch(`${url}/health/live`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  test('asks the other services once for many requests for health', async () => {
    const { url } = await gateway();
    await eventually(async () => (await fetch(`${url}/health`)).ok);
    healthAsked = 0;
    const answers = await Promise.all(Array.from({ length: 60 }, () => fetch(`${url}/health`)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    // Six services; once more when the answer became too old in between.
    expect(healthAsked).toBeLessThanOrEqual(12);
  });

  test('shows its metrics to an API key of an admin alone', async () => {
    const { url } = await gateway();
    const metrics = async (authorization?: string) =>
      fetch(`${url}/metrics`, { headers: authorization ? { authorization } : {} });
    await putAccess('user.member', { ...admin, id: 'member', role: 'member' });
    await putAccess(...keyEntry('of-a-member', { userId: 'member', rights: ['read'] }));
    await putAccess(...keyEntry('only-calls', { userId: 'admin', rights: ['call'] }));
    await putAccess(...keyEntry('reads', { userId: 'admin', rights: ['read'] }));
    await eventually(async () => (await metrics('Bearer reads')).status === 200);
    expect(await (await metrics('Bearer reads')).text()).toContain('toolyard_gateway_tool_calls_total');
    for (const refused of [undefined, 'Bearer of-a-member', 'Bearer only-calls', 'Bearer unknown'])
      expect((await metrics(refused)).status).toBe(401);
  });

  test('asks browsers to use https alone when that is its public URL', async () => {
    const { url } = await gateway({ env: { TOOLYARD_PUBLIC_URL: 'https://tools.example.org' } });
    expect((await fetch(url)).headers.get('strict-transport-security')).toBe('max-age=31536000');
    const plain = await gateway();
    expect((await fetch(plain.url)).headers.get('strict-transport-security')).toBeNull();
  });

  test('describes the whole API on a page that loads nothing from elsewhere', async () => {
    const { url } = await gateway();
    expect(await (await fetch(`${url}/api/openapi.json`)).json()).toMatchObject({
      paths: { '/api/v1/servers': { get: {} } },
    });
    expect(await (await fetch(`${url}/api/asyncapi.json`)).json()).toMatchObject({
      asyncapi: '3.0.0',
      channels: { ServerCreated: { address: 'toolyard.events.server.ServerCreated' } },
    });
    const page = await (await fetch(`${url}/api/docs`)).text();
    expect(page).not.toMatch(/https?:\/\//);
    for (const [, file] of page.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fetch(`${url}/api/${file}`)).status).toBe(200);
    expect(await (await fetch(`${url}/api/docs/start.js`)).text()).not.toMatch(/persistAuthorization/);
    expect(await (await fetch(url)).json()).toMatchObject({ docs: '/api/docs' });
  });

  test('closes the connection to a service when its client goes away, and the reverse', async () => {
    const { url } = await gateway();
    const waiting = request(`${url}/api/v1/servers/hang/logs`).on('error', () => undefined);
    waiting.end();
    await eventually(() => new Promise<boolean>((resolve) => sibling.getConnections((_, count) => resolve(count > 0))));
    waiting.destroy();
    await eventually(() => hungUp > 0);
    const dying = await fetch(`${url}/api/v1/servers/dies/logs`);
    await expect(dying.text()).rejects.toThrow();
  });
});
