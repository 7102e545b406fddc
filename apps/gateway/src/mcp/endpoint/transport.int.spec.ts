import { beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '@toolyard/service/testing';
import { bodyOf, legacyServer, serve, sseServer, streamServer } from '../../testing/fixtures.js';
import { closedAfterEach } from '../../testing/opened.js';
import {
  adminToken,
  clientHeaders,
  runGateway,
  sseEndpoint,
  type RunningGateway,
} from '../../testing/running-gateway.js';

let gateway: RunningGateway;

beforeEach(async () => {
  gateway = await runGateway({ pingMs: 60 });
});

const { started } = closedAfterEach(() => gateway);

const headers = clientHeaders(adminToken);
const toolCall = (id: number, name = 'x', args: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

function post(
  body: unknown,
  options: { signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(gateway.mcpUrl(), {
    method: 'POST',
    headers: { ...headers, ...options.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: options.signal,
  });
}

describe('admission', () => {
  test('is refused without a token, with a challenge', async () => {
    const server = await started(legacyServer());
    gateway.route({ targets: [server.target] });
    const response = await fetch(gateway.mcpUrl(), { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(response.headers.get('www-authenticate')).not.toContain('error=');
    const wrong = await fetch(gateway.mcpUrl(), {
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer wrong' },
    });
    expect(wrong.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('is granted to everyone by a public server, recorded as anonymous', async () => {
    const server = await started(legacyServer({ stateless: true }));
    gateway.route({ targets: [server.target], access: 'public' });
    const { authorization: _, ...anonymous } = headers;
    const response = await fetch(gateway.mcpUrl(), {
      method: 'POST',
      headers: anonymous,
      body: JSON.stringify(toolCall(1, 'echo', { text: 'x' })),
    });
    expect(response.status).toBe(200);
    expect(await gateway.call()).toMatchObject({ userId: 'anonymous', class: 'ok' });
  });

  test('is refused to web pages of other origins; those of an allowed origin may read the answer', async () => {
    const server = await started(legacyServer({ stateless: true }));
    gateway.route({ targets: [server.target] });
    expect((await post({}, { headers: { origin: 'https://evil.test' } })).status).toBe(403);
    const allowed = await post(
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      { headers: { origin: 'https://app.test' } },
    );
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.test');
    expect(allowed.headers.get('access-control-expose-headers')).toContain('Mcp-Session-Id');
    expect(server.lastHeaders['origin']).toBeUndefined();
  });

  test('is not needed for a preflight', async () => {
    const response = await fetch(gateway.mcpUrl('unknown'), {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, mcp-session-id',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization, mcp-session-id');
  });
});

describe('a server that cannot be called', () => {
  test('is 404 in JSON when it does not exist', async () => {
    const response = await fetch(gateway.mcpUrl('nothing'), { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { data: { code: 'not_found' } } });
  });

  test('answers 503 at once on every endpoint while it is disabled', async () => {
    gateway.route({ status: 'disabled' });
    for (const [method, path] of [
      ['POST', 'mcp'],
      ['GET', 'mcp'],
      ['DELETE', 'mcp'],
      ['GET', 'sse'],
    ] as const) {
      const response = await fetch(`${gateway.url}/s/tools/${path}`, { method, headers });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'server_disabled' } } });
    }
  });

  test('answers what to do when it was never deployed', async () => {
    gateway.route({ status: 'never_deployed', endpoint: null });
    const response = await post(toolCall(1));
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/Push to/);
  });

  test('is waited for while its container starts', async () => {
    const early = await serve(() => undefined);
    await early.kill();
    gateway.route({ targets: [early.target] });
    const answer = post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const server = await started(legacyServer({ stateless: true }));
    gateway.route({ targets: [server.target] });
    expect((await answer).status).toBe(200);
  });

  test('is recorded as upstream_down, and answered with an error, when no container can be reached', async () => {
    const gone = await serve(() => undefined);
    await gone.kill();
    gateway.route({ targets: [gone.target] });
    const response = await post(toolCall(5));
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ id: 5, error: { data: { code: 'upstream_failed' } } });
    expect(await gateway.call()).toMatchObject({ class: 'upstream_down' });
  });
});

describe('bodies', () => {
  test('a request body over the limit is 413 in JSON, and nothing of it reaches the server', async () => {
    let reached = false;
    const server = await started(serve((_req, res) => ((reached = true), res.end())));
    gateway.route({ targets: [server.target] });
    const big = JSON.stringify(toolCall(1, 'x', { text: 'x'.repeat(5 << 20) }));
    for (const body of [big, new Blob([big]).stream()]) {
      const response = await fetch(gateway.mcpUrl(), { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ error: { data: { code: 'payload_too_large' } } });
    }
    expect(reached).toBe(false);
  });

  test('an answer of 50 MB is forwarded completely in little memory, and its call is classified and cut', async () => {
    const piece = Buffer.alloc(1 << 20, 'x');
    const beginning = '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"';
    const server = await started(
      serve(async (req, res) => {
        await bodyOf(req);
        res.writeHead(200, { 'content-type': 'application/json' });
        res.write(beginning);
        for (let i = 0; i < 50; i += 1)
          if (!res.write(piece)) await new Promise((resolve) => res.once('drain', resolve));
        res.end('"}],"isError":true}}');
      }),
    );
    gateway.route({ targets: [server.target] });
    const before = process.memoryUsage().rss;
    let bytes = 0;
    const response = await post(toolCall(7));
    for await (const chunk of response.body!) bytes += chunk.length;
    expect(bytes).toBe((50 << 20) + beginning.length + '"}],"isError":true}}'.length);
    const call = await gateway.call();
    expect(call.class).toBe('tool_error');
    expect(JSON.parse(call.output)).toMatchObject({ truncated: true, originalLength: bytes });
    expect(call.output.length).toBeLessThan(10_000);
    // Server, gateway and client run in this process; none may keep the whole answer.
    expect(process.memoryUsage().rss - before).toBeLessThan(150 << 20);
  });

  test('a client that reads slowly slows down the server', async () => {
    let written = 0;
    const server = await started(
      serve(async (req, res) => {
        await bodyOf(req);
        res.writeHead(200, { 'content-type': 'application/json' });
        const piece = Buffer.alloc(1 << 20, ' ');
        for (let i = 0; i < 40 && !res.destroyed; i += 1) {
          written += piece.length;
          if (!res.write(piece)) await new Promise((resolve) => res.once('drain', resolve).once('close', resolve));
        }
        res.end();
      }),
    );
    gateway.route({ targets: [server.target] });
    const hangUp = new AbortController();
    const response = await post({ jsonrpc: '2.0', id: 1, method: 'resources/read' }, { signal: hangUp.signal });
    let seen = -1;
    await eventually(() => {
      const still = seen === written;
      seen = written;
      return still && seen > 0;
    });
    expect(written).toBeLessThan(40 << 20);
    hangUp.abort();
    await response.text().catch(() => undefined);
    await eventually(() => server.seen.aborted === 1);
  });

  test('a body that the gateway cannot read is not forwarded', async () => {
    let reached = false;
    const server = await started(serve((_req, res) => ((reached = true), res.end())));
    gateway.route({ targets: [server.target] });
    for (const body of ['{"jsonrpc":', '[1]', '"x"', '\ufeff{"jsonrpc":"2.0"}']) {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: -32700, data: { code: 'malformed_json' } } });
    }
    expect((await post('x', { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    expect(reached).toBe(false);
  });

  test('each call of a batch is recorded', async () => {
    const server = await started(
      serve(async (req, res) => {
        const asked = JSON.parse(await bodyOf(req)) as { id: number }[];
        res.writeHead(200, { 'content-type': 'application/json' });
        res.end(
          JSON.stringify([
            { jsonrpc: '2.0', id: asked[1]!.id, result: { isError: true } },
            { jsonrpc: '2.0', id: asked[0]!.id, result: { content: [] } },
          ]),
        );
      }),
    );
    gateway.route({ targets: [server.target] });
    await (await post([toolCall(1, 'first'), toolCall(2, 'second')])).text();
    expect(await gateway.call(({ tool }) => tool === 'first')).toMatchObject({ class: 'ok' });
    expect(await gateway.call(({ tool }) => tool === 'second')).toMatchObject({ class: 'tool_error' });
  });
});

describe("headers of a client's own", () => {
  const own = { 'x-tenant': 'blue', 'x-other': 'red', 'x-forwarded-for': '192.0.2.1', 'x-toolyard-user': 'root' };

  test('reach a server that takes them, on every method and transport', async () => {
    const server = await started(serve((req, res) => (req.resume(), res.writeHead(405).end())));
    gateway.route({ targets: [server.target], headers: ['x-tenant'] });
    const requests: [string, string][] = [
      ['POST', 'mcp'],
      ['GET', 'mcp'],
      ['DELETE', 'mcp'],
      ['GET', 'sse'],
    ];
    for (const [method, endpoint] of requests) {
      server.lastHeaders = {};
      const body = method === 'POST' ? JSON.stringify(toolCall(1)) : undefined;
      await fetch(`${gateway.url}/s/tools/${endpoint}`, { method, headers: { ...headers, ...own }, body });
      expect(server.lastHeaders).toMatchObject({ 'x-tenant': 'blue', 'x-toolyard-user': 'admin' });
      expect(server.lastHeaders).not.toHaveProperty('x-other');
      expect(server.lastHeaders).not.toHaveProperty('x-forwarded-for');
    }
  });

  test('stay away where a stored route names one that no server may take', async () => {
    const server = await started(legacyServer({ stateless: true }));
    gateway.route({ targets: [server.target], headers: ['x-forwarded-for', 'x-toolyard-user', 'authorization'] });
    await post(toolCall(1), { headers: own });
    expect(server.lastHeaders).toMatchObject({ 'x-toolyard-user': 'admin' });
    expect(server.lastHeaders).not.toHaveProperty('x-forwarded-for');
    expect(server.lastHeaders).not.toHaveProperty('authorization');
  });
});

describe('event streams', () => {
  test('get a comment when they are idle, between events only', async () => {
    const server = await started(
      streamServer((res) => {
        res.write('event: message\nda');
        setTimeout(() => res.write('ta: {"jsonrpc":"2.0","method":"notifications/x"}\n\n'), 300);
        setTimeout(() => res.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} })}\n\n`), 600);
      }),
    );
    gateway.route({ targets: [server.target] });
    const text = await (await post(toolCall(1))).text();
    expect(text).toMatch(
      /^event: message\ndata: \{"jsonrpc":"2.0","method":"notifications\/x"\}\n\n(: keep-alive\n\n)+data: /,
    );
    expect(await gateway.call()).toMatchObject({ class: 'ok' });
  });

  test('are observed although characters and lines are split', async () => {
    const result = { content: [{ type: 'text', text: 'grüße 😀' }] };
    const event = Buffer.from(`id: 1\r\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result })}\r\n\r\n`);
    const server = await started(
      streamServer(async (res) => {
        for (const byte of event) {
          res.write(Buffer.from([byte]));
          await new Promise((resolve) => setImmediate(resolve));
        }
        res.end();
      }),
    );
    gateway.route({ targets: [server.target] });
    const text = await (await post(toolCall(1))).text();
    expect(text).toContain('grüße 😀');
    const call = await gateway.call();
    expect(call.class).toBe('ok');
    expect(call.output).toContain('grüße 😀');
  });

  test('end with an error when the server dies between events', async () => {
    const server = await started(
      streamServer((res) => {
        res.write('data: {"jsonrpc":"2.0","method":"notifications/x"}\n\n');
        setTimeout(() => res.destroy(), 100);
      }),
    );
    gateway.route({ targets: [server.target] });
    const text = await (await post(toolCall(9))).text();
    expect(text).toContain('"id":9,"error"');
    expect(await gateway.call()).toMatchObject({ class: 'upstream_down' });
  });

  test('are cut when the server dies within an event', async () => {
    const server = await started(
      streamServer((res) => {
        res.write('data: {"half":');
        setTimeout(() => res.destroy(), 100);
      }),
    );
    gateway.route({ targets: [server.target] });
    await expect((await post(toolCall(9))).text()).rejects.toThrow();
    expect(await gateway.call()).toMatchObject({ class: 'upstream_down' });
  });

  test('close the connection to the server when the client closes', async () => {
    const server = await started(
      streamServer((res) => {
        res.write(': hello\n\n');
      }),
    );
    gateway.route({ targets: [server.target] });
    const hangUp = new AbortController();
    await post(toolCall(1), { signal: hangUp.signal });
    hangUp.abort();
    await eventually(() => server.seen.aborted === 1);
    expect(await gateway.call()).toMatchObject({ class: 'cancelled' });
  });
});

describe('a call that takes too long', () => {
  beforeEach(async () => {
    await gateway.stop();
    gateway = await runGateway({ callTimeoutMs: 500 });
  });

  test('is answered with an error, recorded as timeout, and cancelled at the server', async () => {
    const server = await started(serve((req) => void req.resume()));
    gateway.route({ targets: [server.target] });
    const response = await post(toolCall(3));
    expect(await response.json()).toMatchObject({ id: 3, error: { code: -32001 } });
    expect(await gateway.call()).toMatchObject({ class: 'timeout' });
    await eventually(() => server.seen.aborted === 1);
  });

  test('is answered in its stream when that has begun', async () => {
    const server = await started(
      streamServer((res) => {
        res.write(': hello\n\n');
      }),
    );
    gateway.route({ targets: [server.target] });
    expect(await (await post(toolCall(4))).text()).toContain('"id":4,"error":{"code":-32001');
    expect(await gateway.call()).toMatchObject({ class: 'timeout' });
  });
});

describe('a server that answers with a page', () => {
  test("cannot run it on the platform's origin", async () => {
    const server = await started(
      serve(
        (_req, res) =>
          void res
            .writeHead(200, {
              'content-type': 'text/html',
              'content-security-policy': "default-src *; script-src 'unsafe-inline'",
            })
            .end('<script>fetch("/api/v1/me")</script>'),
      ),
    );
    gateway.route({ targets: [server.target], access: 'public' });
    const page = await fetch(gateway.mcpUrl());
    expect([
      page.status,
      page.headers.get('content-security-policy'),
      page.headers.get('x-content-type-options'),
    ]).toEqual([200, "sandbox; default-src 'none'; frame-ancestors 'none'", 'nosniff']);
  });
});

describe('a container that redirects', () => {
  test('is followed, and the client does not get the redirect', async () => {
    let redirects = 0;
    const server = await started(
      serve(async (req, res) => {
        const body = await bodyOf(req);
        if (req.url === '/mcp') return void ((redirects += 1), res.writeHead(307, { location: '/mcp/' }).end());
        res
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ jsonrpc: '2.0', id: (JSON.parse(body) as { id: number }).id, result: {} }));
      }),
    );
    gateway.route({ targets: [server.target] });
    for (const id of [1, 2]) expect(await (await post(toolCall(id))).json()).toMatchObject({ id, result: {} });
    expect(redirects).toBe(1);
    await eventually(() => gateway.calls.length === 2);
  });
});

describe('the HTTP+SSE transport', () => {
  test('works under the path of the server, and its calls are recorded', async () => {
    const server = await started(sseServer());
    gateway.route({
      targets: [server.target],
      endpoint: sseEndpoint,
    });
    for (const endpoint of ['sse', 'mcp']) {
      const client = new Client({ name: `old-${endpoint}`, version: '1' });
      const url = new URL(`${gateway.url}/s/tools/${endpoint}`);
      const transport = new SSEClientTransport(url, {
        requestInit: { headers: { Authorization: headers.authorization } },
      });
      await client.connect(transport);
      const result = await client.callTool({ name: 'echo', arguments: { text: 'old' } });
      expect(result.content).toEqual([{ type: 'text', text: 'old' }]);
      expect(await gateway.call(({ clientName }) => clientName === `old-${endpoint}`)).toMatchObject({
        tool: 'echo',
        class: 'ok',
      });
      await client.close();
    }
    await eventually(() => gateway.mcp.sessions.size === 0);
  });

  test('moves to another container within the same stream when its container is gone', async () => {
    const old = await started(sseServer({ name: 'old' }));
    gateway.route({ targets: [old.target], endpoint: sseEndpoint });
    const client = new Client({ name: 'old-client', version: '1' });
    let changes = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (changes += 1));
    const transport = new SSEClientTransport(new URL(`${gateway.url}/s/tools/sse`), {
      requestInit: { headers: { Authorization: headers.authorization } },
    });
    await client.connect(transport);
    let closed = false;
    client.onclose = () => (closed = true);
    const whoami = async () => (await client.callTool({ name: 'whoami' })).content;
    expect(await whoami()).toEqual([{ type: 'text', text: 'old' }]);
    const next = await started(sseServer({ name: 'next' }));
    gateway.route({ deploymentId: 'dep_2', targets: [next.target] });
    await old.kill();
    expect(await whoami()).toEqual([{ type: 'text', text: 'next' }]);
    expect(await gateway.call(({ deploymentId }) => deploymentId === 'dep_2')).toMatchObject({
      tool: 'whoami',
      class: 'ok',
      clientName: 'old-client',
    });
    await eventually(() => changes === 1);
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    expect(closed).toBe(false);
    expect(gateway.mcp.sessions.size).toBe(1);
    await client.close();
    await eventually(() => gateway.mcp.sessions.size === 0);
  });

  test('answers a call that its container took along, and goes on', async () => {
    const old = await started(sseServer({ name: 'old' }));
    gateway.route({ targets: [old.target], endpoint: sseEndpoint });
    const client = new Client({ name: 'old-client', version: '1' });
    await client.connect(
      new SSEClientTransport(new URL(`${gateway.url}/s/tools/sse`), {
        requestInit: { headers: { Authorization: headers.authorization } },
      }),
    );
    const lost = client.callTool({ name: 'wait', arguments: { ms: 60_000 } }).catch((error: Error) => error.message);
    await eventually(() => gateway.mcp.calls.inProgress().length === 1);
    const next = await started(sseServer({ name: 'next' }));
    gateway.route({ deploymentId: 'dep_2', targets: [next.target] });
    await old.kill();
    expect(await lost).toContain('before the call was answered');
    expect(await gateway.call(({ tool }) => tool === 'wait')).toMatchObject({ class: 'upstream_down' });
    expect((await client.callTool({ name: 'whoami' })).content).toEqual([{ type: 'text', text: 'next' }]);
    await client.close();
  });

  test("rejects messages for another caller's session", async () => {
    const server = await started(sseServer());
    gateway.route({
      targets: [server.target],
      endpoint: sseEndpoint,
    });
    const response = await fetch(`${gateway.url}/s/tools/sse/messages?sessionId=guessed`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(response.status).toBe(404);
  });

  test('is answered with 404 where the server does not offer it', async () => {
    const server = await started(serve((_req, res) => res.writeHead(404).end('Cannot GET')));
    gateway.route({ targets: [server.target] });
    const response = await fetch(`${gateway.url}/s/tools/sse`, { headers });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('/s/tools/mcp');
  });
});
