import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bodyOf, serve, type Fixture } from '../../testing/fixtures.js';
import { adminToken, clientHeaders, runGateway, type RunningGateway } from '../../testing/running-gateway.js';

let gateway: RunningGateway;
let server: Fixture;
let asked: string[] = [];
let stream: ((socket: Socket) => void) | null = null;

beforeEach(async () => {
  gateway = await runGateway();
  asked = [];
  stream = null;
  server = await serve(async (req, res) => {
    if (req.method === 'DELETE') return void res.writeHead(204).end();
    if (req.method === 'GET') {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return stream?.(res.socket!);
    }
    const { id, method, params } = JSON.parse(await bodyOf(req)) as { id: number; method: string; params: object };
    asked.push(method);
    const state =
      'requestState' in params ? null : { resultType: 'input_required', requestState: `${id}`.padEnd(10_000, 'x') };
    const result = method === 'tools/call' ? (state ?? { content: [] }) : { protocolVersion: '2025-11-25' };
    const session = method === 'initialize' ? { 'mcp-session-id': `inner-${asked.length}` } : {};
    res.writeHead(200, { 'content-type': 'application/json', ...session });
    res.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
  gateway.route({ targets: [server.target] });
});

afterEach(async () => {
  await gateway.stop();
  await server.kill();
});

let id = 0;
function send(method: string, params: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(gateway.mcpUrl(), {
    method: 'POST',
    headers: { ...clientHeaders(adminToken), ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: (id += 1), method, params }),
  });
}
const initialize = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
const tooMuch = { error: { data: { code: 'quota_exceeded', details: { quota: 'session_bytes', limit: 256 << 10 } } } };

describe('what a client makes the gateway keep', () => {
  test('for one session has a limit; a message beyond it is answered with an error and reaches no server', async () => {
    expect(await (await send('initialize', { ...initialize, x: 'x'.repeat(1 << 20) })).json()).toMatchObject(tooMuch);
    expect(asked).toEqual([]);
    const answer = await send('initialize', initialize);
    const session = { 'mcp-session-id': answer.headers.get('mcp-session-id')! };
    const large = { uri: `file:///${'x'.repeat(1 << 20)}` };
    expect(await (await send('resources/subscribe', large, session)).json()).toMatchObject(tooMuch);
    expect(await (await send('logging/setLevel', { level: large.uri }, session)).json()).toMatchObject(tooMuch);
    let refused = 0;
    for (let i = 0; i < 30; i += 1) {
      const body = await (await send('resources/subscribe', { uri: `${i}${'x'.repeat(20_000)}` }, session)).json();
      if ('error' in (body as object)) refused += 1;
    }
    expect(refused).toBe(30 - 13);
    expect(asked).toHaveLength(1 + 13);
    expect(
      await (await send('resources/unsubscribe', { uri: `0${'x'.repeat(20_000)}` }, session)).json(),
    ).toMatchObject({
      result: {},
    });
    expect(await (await send('resources/subscribe', { uri: 'a' }, session)).json()).toMatchObject({ result: {} });
  });

  test('for all sessions has a limit: the oldest end to make room', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      const answer = await send('initialize', { ...initialize, x: 'x'.repeat(200 << 10) });
      ids.push(answer.headers.get('mcp-session-id')!);
    }
    expect(gateway.mcp.sessions.size).toBeLessThan(42);
    expect((await send('ping', {}, { 'mcp-session-id': ids[0]! })).status).toBe(404);
    expect((await send('ping', {}, { 'mcp-session-id': ids.at(-1)! })).status).toBe(200);
  });

  test('for calls that wait for its input has a limit, beyond which a call is recorded as it is', async () => {
    const modern = { 'mcp-protocol-version': '2026-07-28' };
    for (let i = 0; i < 20; i += 1) await (await send('tools/call', { name: 'x', arguments: {} }, modern)).text();
    expect(gateway.mcp.calls.inProgress()).toHaveLength(20);
    for (let i = 0; i < 700; i += 1)
      await (await send('tools/call', { name: 'x', arguments: { y: 'x'.repeat(3_900) } }, modern)).text();
    expect(gateway.mcp.calls.inProgress().length).toBeLessThan(600);
  }, 60_000);
});

describe('a header that contradicts the body', () => {
  test.each([
    ['tools/call', { name: 'a' }, { 'mcp-method': 'tools/list' }],
    ['tools/call', { name: 'a' }, { 'mcp-method': 'tools/call', 'mcp-name': 'b' }],
    ['tools/call', { name: 'a' }, { 'mcp-name': '=?base64?Yg==?=' }],
    ['resources/read', { uri: 'file:///a' }, { 'mcp-name': 'file:///b' }],
  ])('is refused with -32020 in the legacy era too: %s %j %j', async (method, params, headers) => {
    const answer = await send(method, params, headers);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: -32020 } });
    expect(asked).toEqual([]);
  });

  test('is passed on when it agrees with it', async () => {
    const headers = { 'mcp-method': 'tools/call', 'mcp-name': '=?base64?w7x4?=' };
    expect((await send('tools/call', { name: 'üx', requestState: '1' }, headers)).status).toBe(200);
  });
});

describe('a client that does not read', () => {
  test('makes the gateway buffer no more than the sockets hold, however much the server sends', async () => {
    let written = 0;
    let stalled: (() => void) | null = null;
    const full = new Promise<void>((resolve) => (stalled = resolve));
    const event = Buffer.from(`data: ${'x'.repeat(64 << 10)}\n\n`);
    stream = (socket) => {
      const chunk = Buffer.concat([Buffer.from(`${event.length.toString(16)}\r\n`), event, Buffer.from('\r\n')]);
      const more = (): void => {
        if (written > 256 << 20 || socket.destroyed) return;
        written += chunk.length;
        if (socket.write(chunk)) return void setImmediate(more);
        const timer = setTimeout(() => stalled!(), 1_000);
        socket.once('drain', () => {
          clearTimeout(timer);
          more();
        });
      };
      more();
    };
    const { hostname, port } = new URL(gateway.url);
    const client = connect(Number(port), hostname);
    await once(client, 'connect');
    client.pause();
    client.write(
      `GET /s/tools/mcp HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${adminToken}\r\n` +
        'accept: text/event-stream\r\n\r\n',
    );
    await full;
    expect(written).toBeLessThan(32 << 20);
    client.destroy();
  }, 60_000);
});

describe('the stream of the old transport', () => {
  test('that names another place for messages is refused', async () => {
    stream = (socket) => {
      const event = '\ufeffevent:endpoint\ndata: https://evil.test/messages\n\n';
      socket.write(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
    };
    const answer = await fetch(`${gateway.url}/s/tools/sse`, { headers: { authorization: `Bearer ${adminToken}` } });
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toContain('evil.test');
  });
});
