import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { bodyOf, legacyServer, serve, sseServer, type Fixture } from '../../testing/fixtures.js';
import {
  adminToken,
  clientHeaders,
  runGateway,
  sseEndpoint,
  type RunningGateway,
} from '../../testing/running-gateway.js';
import type { SessionRecord } from './mcp-session.js';
import type { SessionStore } from './mcp-sessions.js';
import type { SessionMessage } from './other-gateways.js';

let gateways: RunningGateway[];
let servers: Fixture[];

/** Two gateways that share a bucket of sessions and their messages, as over NATS. */
beforeEach(async () => {
  gateways = [];
  servers = [];
  const records = new Map<string, string>();
  const others = (self: number) => gateways.filter((_, i) => i !== self);
  const storeOf = (self: number): SessionStore => ({
    get: async (id) => JSON.parse(records.get(id) ?? 'null') as SessionRecord | null,
    put: async (record) => {
      records.set(record.id, JSON.stringify(record));
      for (const { mcp } of others(self)) mcp.sessions.apply(record.id, JSON.parse(records.get(record.id)!));
    },
    delete: async (id) => {
      records.delete(id);
      for (const { mcp } of others(self)) mcp.sessions.apply(id, null);
    },
  });
  for (const self of [0, 1])
    gateways.push(
      await runGateway({
        sessionStore: storeOf(self),
        tellGateways: (message: SessionMessage) => others(self).forEach(({ mcp }) => mcp.receive(message)),
      }),
    );
});

afterEach(async () => {
  for (const gateway of gateways) await gateway.stop();
  for (const server of servers) await server.kill();
});

function routed(server: Fixture, change: Parameters<RunningGateway['route']>[0] = {}): void {
  servers.push(server);
  for (const gateway of gateways) gateway.route({ targets: [server.target], ...change });
}

const headers = clientHeaders(adminToken);

function send(at: number, body: object, sessionId = ''): Promise<Response> {
  return fetch(gateways[at]!.mcpUrl(), {
    method: 'POST',
    headers: { ...headers, ...(sessionId ? { 'mcp-session-id': sessionId } : {}) },
    body: JSON.stringify({ jsonrpc: '2.0', ...body }),
  });
}

async function initialized(at: number): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  const answer = await send(at, { id: 0, method: 'initialize', params });
  await answer.text();
  return answer.headers.get('mcp-session-id')!;
}

async function opened(at: number, path: string, sessionId = ''): Promise<AsyncIterator<string>> {
  const answer = await fetch(`${gateways[at]!.url}/s/tools/${path}`, {
    headers: { ...headers, accept: 'text/event-stream', ...(sessionId ? { 'mcp-session-id': sessionId } : {}) },
  });
  return answer.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
}

async function readUntil(stream: AsyncIterator<string>, text: string): Promise<string> {
  let read = '';
  while (!read.includes(text)) {
    const { value, done } = await stream.next();
    if (done) break;
    read += value;
  }
  return read;
}

describe('two gateways', () => {
  test('a session that was just opened at one is found at the other, and outlives the one', async () => {
    const server = await legacyServer();
    routed(server);
    const session = await initialized(0);
    expect((await send(1, { id: 1, method: 'tools/list' }, session)).status).toBe(200);
    await gateways.shift()!.stop();
    expect((await send(0, { id: 2, method: 'tools/list' }, session)).status).toBe(200);
    expect(server.seen.initialize).toBe(1);
  });

  test('an answer on a stream at one ends the call that came to the other', async () => {
    routed(await sseServer(), { endpoint: sseEndpoint });
    const stream = await opened(0, 'sse');
    const endpoint = /data: (\S+)/.exec(await readUntil(stream, 'data: /'))![1]!;
    const post = (body: object) =>
      fetch(new URL(endpoint, gateways[1]!.url), {
        method: 'POST',
        headers,
        body: JSON.stringify({ jsonrpc: '2.0', ...body }),
      });
    const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'old', version: '1' } };
    expect((await post({ id: 1, method: 'initialize', params })).status).toBe(202);
    await readUntil(stream, '"id":1');
    await post({ method: 'notifications/initialized' });
    await post({ id: 2, method: 'tools/call', params: { name: 'echo', arguments: { text: 'across' } } });
    expect(await readUntil(stream, '"id":2')).toContain('across');
    expect(await gateways[1]!.call()).toMatchObject({
      class: 'ok',
      tool: 'echo',
      output: expect.stringContaining('across'),
    });
    await stream.return!();
  });

  test('a cancellation that comes to one ends the call at the other', async () => {
    routed(await legacyServer());
    const session = await initialized(0);
    const call = { id: 5, method: 'tools/call', params: { name: 'wait', arguments: { ms: 60_000 } } };
    void send(0, call, session)
      .then((answer) => answer.text())
      .catch(() => undefined);
    await eventually(() => gateways[0]!.mcp.calls.inProgress().length === 1);
    await send(1, { method: 'notifications/cancelled', params: { requestId: 5 } }, session);
    expect(await gateways[0]!.call()).toMatchObject({ class: 'cancelled', tool: 'wait' });
  });

  test('a stream at one follows its session that the other moved to another container', async () => {
    const gets = new Map<string, number>();
    const container = async (name: string): Promise<Fixture> =>
      serve(async (req, res) => {
        if (req.method === 'GET') {
          gets.set(name, (gets.get(name) ?? 0) + 1);
          return void res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
        }
        const { id, method } = JSON.parse(await bodyOf(req)) as { id?: number; method: string };
        if (id === undefined) return void res.writeHead(202).end();
        const result =
          method === 'initialize'
            ? { protocolVersion: '2025-11-25', capabilities: { tools: { listChanged: true } }, serverInfo: {} }
            : { tools: [] };
        res.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': name });
        res.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
      });
    const [old, next] = [await container('old'), await container('next')];
    routed(old);
    servers.push(next);
    const session = await initialized(0);
    await send(0, { method: 'notifications/initialized' }, session);
    const stream = await opened(0, 'mcp', session);
    await readUntil(stream, ': open');
    const routes = { deploymentId: 'dep_2', targets: [next.target] };
    gateways[0]!.route({ ...routes, draining: [{ ...old.target, deploymentId: 'dep_1' }] });
    // The other gateway has no such container any more; the stream of the first is still open there.
    gateways[1]!.route(routes);
    expect((await send(1, { id: 2, method: 'tools/list' }, session)).status).toBe(200);
    expect(await readUntil(stream, 'list_changed')).toContain('notifications/tools/list_changed');
    expect(gets.get('next')).toBe(1);
    await stream.return!();
  });
});
