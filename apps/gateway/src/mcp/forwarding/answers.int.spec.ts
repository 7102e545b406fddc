import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bodyOf, serve, type Fixture } from '../../testing/fixtures.js';
import { adminToken, runGateway, type RunningGateway } from '../../testing/running-gateway.js';

let gateway: RunningGateway;
let servers: Fixture[] = [];

beforeEach(async () => {
  gateway = await runGateway();
});

afterEach(async () => {
  await gateway.stop();
  await Promise.all(servers.map((server) => server.kill()));
  servers = [];
});

interface Asked {
  method: string;
  url: string;
  rpc: { id?: number; method?: string };
}

interface Scripted {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** A container that answers by script; `initialize` as `session` says. @returns what it was asked */
async function container(script: (asked: Asked) => Scripted, session: string | null = 'inner-1'): Promise<Asked[]> {
  const asked: Asked[] = [];
  const server = await serve(async (req, res) => {
    const text = await bodyOf(req);
    const one = { method: req.method!, url: req.url!, rpc: text ? (JSON.parse(text) as Asked['rpc']) : {} };
    asked.push(one);
    const json = { 'content-type': 'application/json' };
    if (one.rpc.method === 'initialize') {
      const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'x', version: '1' } };
      res.writeHead(200, session === null ? json : { ...json, 'mcp-session-id': session });
      return void res.end(JSON.stringify({ jsonrpc: '2.0', id: one.rpc.id, result }));
    }
    if (one.rpc.method === 'notifications/initialized') return void res.writeHead(202).end();
    const { status = 200, headers = json, body = '' } = script(one);
    res.writeHead(status, headers).end(body);
  });
  servers.push(server);
  gateway.route({ targets: [server.target] });
  return asked;
}

const headers = {
  authorization: `Bearer ${adminToken}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

function send(method: string, body: unknown, more: Record<string, string> = {}, query = ''): Promise<Response> {
  return fetch(`${gateway.mcpUrl().href}${query}`, {
    method,
    headers: { ...headers, ...more },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
};
const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'book', arguments: {} } };
const list = { jsonrpc: '2.0', id: 8, method: 'tools/list' };
const okFor = (id: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } });

async function opened(): Promise<Record<string, string>> {
  const answer = await send('POST', initialize);
  expect(answer.status).toBe(200);
  await answer.text();
  return { 'mcp-session-id': answer.headers.get('mcp-session-id')! };
}

const callsOf = (asked: Asked[]) => asked.filter(({ rpc }) => rpc.method === 'tools/call').length;
const errorBody = (id: unknown, message: string, code = -32000) =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });

describe('a call is sent once', () => {
  test.each([
    [400, errorBody(7, 'This yoga session is full', -32602)],
    [400, errorBody(null, 'This yoga session is full')],
    [400, errorBody(7, 'Session not found')],
    [400, 'The session with the trainer is over'],
    [404, errorBody(7, 'No such session in the calendar', -32602)],
  ])('when the answer of its handler only mentions a session: %i %s', async (status, body) => {
    const asked = await container(() => ({ status, body }));
    const answer = await send('POST', call, await opened());
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe(body);
    expect(callsOf(asked)).toBe(1);
    expect(await gateway.call()).toMatchObject({ tool: 'book', class: 'protocol_error' });
  });

  test.each([
    [404, errorBody(null, 'Session not found', -32001)],
    [404, ''],
    [404, errorBody('server-error', 'Session not found', -32600)],
    [400, errorBody(null, 'Bad Request: No valid session ID provided')],
    [400, errorBody(null, 'Bad Request: Server not initialized')],
  ])('and again in a new session after %i %s of the transport', async (status, body) => {
    let lost = true;
    const asked = await container(({ rpc }) => (lost ? ((lost = false), { status, body }) : { body: okFor(rpc.id) }));
    const answer = await send('POST', call, await opened());
    expect(await answer.json()).toMatchObject({ id: 7, result: {} });
    expect(callsOf(asked)).toBe(2);
  });

  test('when a container that never gave a session answers 404, and the session goes on', async () => {
    let missing = true;
    const asked = await container(({ rpc }) => (missing ? { status: 404 } : { body: okFor(rpc.id) }), null);
    const session = await opened();
    const answer = await send('POST', call, session);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ id: 7, error: { data: { code: 'upstream_failed' } } });
    expect(callsOf(asked)).toBe(1);
    missing = false;
    expect((await send('POST', call, session)).status).toBe(200);
  });
});

describe('initialize', () => {
  test.each(['0b0e7b5e-6a5c-4a6f-9d55-00000000dead', 'not an id'])(
    'with the unknown session id %s opens a new session; other methods answer 404',
    async (id) => {
      await container(({ rpc }) => ({ body: okFor(rpc.id) }));
      const answer = await send('POST', initialize, { 'mcp-session-id': id });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('mcp-session-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect((await send('POST', list, { 'mcp-session-id': id })).status).toBe(404);
      expect((await send('GET', undefined, { 'mcp-session-id': id })).status).toBe(404);
      expect((await send('DELETE', undefined, { 'mcp-session-id': id })).status).toBe(404);
    },
  );

  test('with the id of an open session opens another one', async () => {
    await container(({ rpc }) => ({ body: okFor(rpc.id) }));
    const first = await opened();
    const answer = await send('POST', initialize, first);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('mcp-session-id')).not.toBe(first['mcp-session-id']);
  });
});

const tools = JSON.stringify({ jsonrpc: '2.0', id: 8, result: { tools: [{ name: 'open' }, { name: 'secret' }] } });
const asEvents = `event: message\ndata: ${tools}\n\n`;
const codings: [string, (text: string) => Buffer][] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
];

function onlyOpen(): Record<string, string> {
  gateway.group({ id: 'some', servers: { srv_1: { access: 'only', tools: ['open'] } } });
  gateway.user({ id: 'u', groupIds: ['some'] });
  return { authorization: `Bearer ${gateway.key('u')}` };
}

describe('a compressed answer', () => {
  test.each(codings.flatMap(([coding, code]) => [tools, asEvents].map((text) => ({ coding, code, text }))))(
    'in $coding is decoded before a list of tools is filtered',
    async ({ coding, code, text }) => {
      const type = text === tools ? 'application/json' : 'text/event-stream';
      await container(() => ({
        headers: { 'content-type': type, 'content-encoding': coding },
        body: code(text),
      }));
      const answer = await send('POST', list, onlyOpen());
      const body = await answer.text();
      expect(answer.headers.get('content-encoding')).toBeNull();
      expect(body).toContain('"open"');
      expect(body).not.toContain('secret');
    },
  );

  test('is asked for in no coding, and recorded as text', async () => {
    await container(({ rpc }) => ({
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(okFor(rpc.id)),
    }));
    expect(await (await send('POST', call)).json()).toMatchObject({ id: 7, result: { content: [] } });
    expect(servers[0]!.lastHeaders['accept-encoding']).toBe('identity');
    expect(await gateway.call()).toMatchObject({ class: 'ok', output: '{"content":[]}' });
  });

  test.each([
    ['of an unknown coding', 'snappy', Buffer.from(tools)],
    ['of two codings', 'gzip, br', brotliCompressSync(gzipSync(tools))],
    ['that is not what it says', 'gzip', Buffer.from(tools)],
    ['that is cut off', 'gzip', gzipSync(tools).subarray(0, 30)],
    ['that unpacks to more than any answer', 'gzip', gzipSync(Buffer.alloc(17 << 20, 0x20))],
  ])("%s is refused and recorded as the server's fault", async (_, coding, body) => {
    await container(() => ({ headers: { 'content-type': 'application/json', 'content-encoding': coding }, body }));
    const answer = await send('POST', call);
    expect(answer.status).toBe(502);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ id: 7, error: { data: { code: 'upstream_failed' } } });
    expect(text).not.toContain('secret');
    expect(await gateway.call()).toMatchObject({ class: 'protocol_error' });
  });
});

describe('a list of tools', () => {
  test.each([
    ['a byte order mark', 'application/json', `\ufeff${tools}`],
    ['a byte order mark in an event stream', 'text/event-stream', `\ufeffdata: ${tools}\n\n`],
    ['a number that JSON does not have', 'application/json', tools.replace('"name":"open"', '"name":"open","x":NaN')],
    ['such a number in an event', 'text/event-stream', asEvents.replace('"id":8', '"id":8,"x":Infinity')],
    ['UTF-16', 'application/json; charset=utf-16le', Buffer.from(tools, 'utf16le')],
    ['too many levels', 'application/json', tools.replace('"name":"open"', `"x":${'['.repeat(1e5)}${']'.repeat(1e5)}`)],
  ])('with %s reaches a caller with fewer rights without the tools that are denied', async (_, type, body) => {
    await container(() => ({ headers: { 'content-type': type }, body }));
    const answer = Buffer.from(await (await send('POST', list, onlyOpen())).arrayBuffer());
    expect(answer.toString('utf8')).not.toContain('secret');
    expect(answer.toString('utf16le')).not.toContain('secret');
  });
});

describe('a container that asks to sign in', () => {
  const challenge = { 'www-authenticate': 'Bearer resource_metadata="https://elsewhere.test/x"' };
  test.each([401, 403])('with %i is answered as a failure of the server, without its challenge', async (status) => {
    await container(() => ({ status, headers: challenge, body: 'sign in' }));
    const answer = await send('POST', call);
    expect(answer.status).toBe(502);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id: 7, error: { data: { code: 'upstream_failed' } } });
    expect(await gateway.call()).toMatchObject({
      class: 'protocol_error',
      error: expect.stringContaining(`${status}`),
    });
    for (const method of ['GET', 'DELETE']) expect((await send(method, undefined)).status).toBe(502);
  });

  test('with a JSON-RPC error gets that error to the client with 200', async () => {
    const body = errorBody(7, 'The key of the server is wrong', -32003);
    await container(() => ({ status: 401, headers: { ...challenge, 'content-type': 'application/json' }, body }));
    const answer = await send('POST', call);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(await answer.text()).toBe(body);
    expect(await gateway.call()).toMatchObject({ class: 'protocol_error' });
  });
});

describe("the query of the client's URL", () => {
  const query = '?folder=reports&tools=a,b%20c&x=%2F&flag';
  test('reaches the server unchanged on every method, and when the session moves', async () => {
    const asked = await container(({ rpc }) => ({ body: okFor(rpc.id) }));
    const first = await send('POST', initialize, {}, query);
    const session = { 'mcp-session-id': first.headers.get('mcp-session-id')! };
    await send('POST', call, session, query);
    const again = await container(({ rpc }) => ({ body: okFor(rpc.id) }));
    await send('POST', call, session, query);
    await send('GET', undefined, session, query);
    await send('DELETE', undefined, session, query);
    expect(asked.map(({ url }) => url)).toEqual(Array(2).fill(`/mcp${query}`));
    expect(again.length).toBeGreaterThan(3);
    expect(new Set(again.map(({ url }) => url))).toEqual(new Set([`/mcp${query}`]));
  });

  test('reaches the stream of the old transport', async () => {
    const asked = await container(() => ({ status: 404 }));
    await fetch(`${gateway.url}/s/tools/sse${query}`, { headers });
    expect(asked.map(({ url }) => url)).toEqual([`/sse${query}`]);
  });

  test('stays when the container redirects to another spelling of its path', async () => {
    const asked = await container(({ url, rpc }) =>
      url.startsWith('/mcp/') ? { body: okFor(rpc.id) } : { status: 307, headers: { location: `/mcp/${query}` } },
    );
    for (let i = 0; i < 2; i += 1) expect((await send('POST', call, {}, query)).status).toBe(200);
    expect((await send('POST', call, {}, '?other')).status).toBe(200);
    expect(asked.map(({ url }) => url)).toEqual([`/mcp${query}`, `/mcp/${query}`, `/mcp/${query}`, '/mcp/?other']);
  });
});

describe('Accept', () => {
  const result = JSON.stringify({ jsonrpc: '2.0', id: 7, result: { content: [] } });
  const progress = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: {} });
  test.each(['application/json', 'text/event-stream', '*/*', 'application/json;q=0.5', 'text/html', ''])(
    'of the client, here "%s", is completed towards the container',
    async (accept) => {
      await container(({ rpc }) => ({ body: okFor(rpc.id) }));
      expect((await send('POST', call, { accept })).status).toBe(200);
      expect(servers[0]!.lastHeaders.accept).toBe('application/json, text/event-stream');
    },
  );

  test('of JSON alone gets the answer of an event stream as JSON', async () => {
    await container(() => ({
      headers: { 'content-type': 'text/event-stream' },
      body: `data: ${progress}\n\nid: 4\ndata: ${result}\n\n`,
    }));
    const answer = await send('POST', call, { accept: 'application/json' });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.text()).toBe(result);
    expect(await gateway.call()).toMatchObject({ class: 'ok' });
  });

  test('of JSON alone gets an error when the stream ends without an answer', async () => {
    const body = `data: ${progress}\n\n`;
    await container(() => ({ headers: { 'content-type': 'text/event-stream' }, body }));
    const answer = await send('POST', call, { accept: 'application/json' });
    expect(await answer.json()).toMatchObject({ id: 7, error: { data: { code: 'upstream_failed' } } });
  });

  test('of event streams alone gets a JSON answer as an event', async () => {
    await container(() => ({ body: `{\n"jsonrpc": "2.0", "id": 7,\n"result": {}}` }));
    const answer = await send('POST', call, { accept: 'text/event-stream' });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const lines = (await answer.text()).split('\n').filter((line) => line.startsWith('data: '));
    expect(JSON.parse(lines.map((line) => line.slice(6)).join('\n'))).toEqual({ jsonrpc: '2.0', id: 7, result: {} });
  });
});
