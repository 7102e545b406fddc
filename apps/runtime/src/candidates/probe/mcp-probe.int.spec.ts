import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer as OlderServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { probe, type ProbeOptions } from './mcp-probe.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

type Listener = (...args: Parameters<RequestListener>) => unknown;

async function listen(listener: Listener): Promise<number> {
  const server = createServer((request, response) => void listener(request, response)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

function ask(port: number, over: Partial<ProbeOptions> = {}, paths = ['/mcp', '/', '/sse']) {
  return probe(
    { host: '127.0.0.1', port, paths },
    { deadline: Date.now() + 10_000, signal: new AbortController().signal, graceMs: 0, ...over },
  );
}

function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value));
}

async function read(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
}

/** A legacy server with one answer to `tools/list`. */
function listing(answer: (cursor: string | undefined, response: ServerResponse, id: number) => void): Listener {
  return async (request, response) => {
    if (request.url !== '/mcp' || request.method !== 'POST') return void response.writeHead(404).end();
    const message = await read(request);
    if (message.method === 'initialize')
      return json(response, {
        jsonrpc: '2.0',
        id: message.id,
        result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'l', version: '1' } },
      });
    if (message.method === 'tools/list') return answer(message.params?.cursor, response, message.id);
    if (message.id === undefined) return void response.writeHead(202).end();
    return json(response, { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Method not found' } });
  };
}

describe('servers made with the SDKs', () => {
  test('one that speaks both eras is found, with both named and the newer one used', async () => {
    const handler = createMcpHandler(() => {
      const server = new McpServer({ name: 'both', version: '2.0.0' });
      server.registerTool('echo', { description: 'says it back' }, async () => ({ content: [] }));
      return server;
    });
    const serve = toNodeHandler(handler);
    const port = await listen((request, response) => void serve(request, response));
    expect(await ask(port)).toMatchObject({
      ok: true,
      tools: [{ name: 'echo', description: 'says it back', inputSchema: { type: 'object' } }],
      endpoint: {
        path: '/mcp',
        transport: 'streamable-http',
        eras: ['modern', 'legacy'],
        protocolVersion: '2026-07-28',
        serverInfo: { name: 'both', version: '2.0.0' },
      },
    });
  });

  test('one with sessions is greeted, listed, and its session ended', async () => {
    const sessions = new Map<string, StreamableHTTPServerTransport>();
    let ended = 0;
    const port = await listen(async (request, response) => {
      if (request.url !== '/mcp') return void response.writeHead(404).end();
      const open = sessions.get(String(request.headers['mcp-session-id']));
      if (open) return open.handleRequest(request, response);
      const body = await read(request);
      if (body?.method !== 'initialize')
        return json(
          response,
          { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Bad Request: no session' } },
          400,
        );
      const transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (id) => void sessions.set(id, transport),
        onsessionclosed: () => void (ended += 1),
      });
      const server = new OlderServer({ name: 'older', version: '1.0.0' });
      server.registerTool('add', { description: 'adds' }, async () => ({ content: [] }));
      await server.connect(transport);
      await transport.handleRequest(request, response, body);
    });
    expect(await ask(port)).toMatchObject({
      ok: true,
      tools: [{ name: 'add' }],
      endpoint: { eras: ['legacy'], protocolVersion: '2025-11-25', serverInfo: { name: 'older' } },
    });
    expect([sessions.size, ended]).toEqual([1, 1]);
  });

  test('one with the oldest transport is found at its path', async () => {
    const transports = new Map<string, SSEServerTransport>();
    const port = await listen(async (request, response) => {
      const url = new URL(request.url!, 'http://localhost');
      if (request.method === 'GET' && url.pathname === '/sse') {
        const transport = new SSEServerTransport('/messages', response);
        transports.set(transport.sessionId, transport);
        const server = new OlderServer({ name: 'oldest', version: '0.9.0' });
        server.registerTool('old', { description: 'old' }, async () => ({ content: [] }));
        return server.connect(transport);
      }
      const transport = transports.get(url.searchParams.get('sessionId') ?? '');
      if (request.method === 'POST' && url.pathname === '/messages' && transport)
        return transport.handlePostMessage(request, response);
      return void response.writeHead(404).end('Cannot POST');
    });
    expect(await ask(port)).toMatchObject({
      ok: true,
      tools: [{ name: 'old' }],
      endpoint: { path: '/sse', transport: 'sse', eras: ['legacy'], serverInfo: { name: 'oldest' } },
    });
  });
});

describe('the tool list', () => {
  test('is read page by page', async () => {
    const port = await listen(
      listing((cursor, response, id) => {
        const page = Number(cursor ?? 0);
        json(response, {
          jsonrpc: '2.0',
          id,
          result: {
            tools: [{ name: `t${page}`, inputSchema: { type: 'object' } }],
            ...(page < 4 ? { nextCursor: String(page + 1) } : {}),
          },
        });
      }),
    );
    expect(await ask(port)).toMatchObject({ ok: true, tools: [0, 1, 2, 3, 4].map((n) => ({ name: `t${n}` })) });
  });

  test.each([
    ['that never ends', { tools: [], nextCursor: 'again' }, 'did not end'],
    [
      'of a hundred thousand',
      { tools: Array.from({ length: 100_000 }, (_, n) => ({ name: `t${n}` })) },
      'more than 1000 tools',
    ],
    ['with two tools of one name', { tools: [{ name: 'a' }, { name: 'a' }] }, 'two tools are named "a"'],
    ['with a tool without a name', { tools: [{ description: 'x' }] }, 'no usable name'],
    ['that is huge', { tools: [{ name: 'a', description: 'x'.repeat(1 << 20) }] }, 'longer than 640 KiB'],
    ['that is no list', { tools: 'none' }, 'no list `tools`'],
  ])('%s is refused', async (_name, result, detail) => {
    const port = await listen(listing((_cursor, response, id) => json(response, { jsonrpc: '2.0', id, result })));
    expect(await ask(port)).toMatchObject({ ok: false, code: 'bad_tools', detail: expect.stringContaining(detail) });
  });

  test("that is missing is reported with the server's error", async () => {
    const port = await listen(
      listing((_cursor, response, id) =>
        json(response, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no tools here' } }),
      ),
    );
    expect(await ask(port)).toMatchObject({
      ok: false,
      code: 'no_tools_list',
      detail: expect.stringContaining('-32601: no tools here'),
    });
  });
});

describe('something else', () => {
  test('an HTML page is quoted', async () => {
    const port = await listen(
      (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Shop</h1>'),
    );
    expect(await ask(port)).toMatchObject({
      ok: false,
      code: 'not_mcp',
      detail: expect.stringContaining('/mcp → HTTP 200 with an HTML page: <h1>Shop</h1>'),
    });
  });

  test('an endless answer is not read to its end', async () => {
    const port = await listen((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(1 << 16)));
      };
      response.on('drain', more);
      more();
    });
    expect(await ask(port)).toMatchObject({ ok: false, code: 'answer_too_large' });
  });

  test('an endless event stream is not read to its end', async () => {
    const port = await listen((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      const more = () => {
        while (!response.destroyed && response.write(`data: ${'x'.repeat(1 << 16)}\n\n`));
      };
      response.on('drain', more);
      more();
    });
    expect(await ask(port)).toMatchObject({ ok: false, code: 'answer_too_large' });
  });

  test('a port without a listener differs from one that accepts and never answers', async () => {
    const port = await listen(() => undefined);
    expect(await ask(port, { deadline: Date.now() + 1_500 })).toMatchObject({ ok: false, code: 'too_slow' });
    const server = servers.pop()!;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    expect(await ask(port, { deadline: Date.now() + 500 })).toMatchObject({ ok: false, code: 'nothing_listens' });
  });

  test('a connection that is cut at once is no answer', async () => {
    const port = await listen((request) => void request.socket.destroy());
    expect(await ask(port, { deadline: Date.now() + 1_000 })).toMatchObject({ ok: false, code: 'not_mcp' });
  });
});

describe('patience', () => {
  test('a server that becomes ready during the grace time is found', async () => {
    let asked = 0;
    const good = listing((_cursor, response, id) => json(response, { jsonrpc: '2.0', id, result: { tools: [] } }));
    const port = await listen((request, response) => {
      asked += 1;
      if (asked < 20) return void response.writeHead(503).end('warming up');
      return good(request, response);
    });
    expect(await ask(port, { graceMs: 8_000 })).toMatchObject({ ok: true, tools: [] });
  });

  test('a probe whose signal fires rejects with its reason', async () => {
    const abort = new AbortController();
    const port = await listen(() => abort.abort());
    await expect(ask(port, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a restarted replica needs only to greet', async () => {
    const port = await listen(listing((_cursor, response) => void response.writeHead(500).end()));
    expect(await ask(port, { greetOnly: true })).toMatchObject({ ok: true, tools: [] });
  });

  test('the server is asked by the host name that the gateway uses', async () => {
    const hosts = new Set<string>();
    const good = listing((_cursor, response, id) => json(response, { jsonrpc: '2.0', id, result: { tools: [] } }));
    const port = await listen((request, response) => {
      hosts.add(request.headers.host!);
      return good(request, response);
    });
    await ask(port);
    expect([...hosts]).toEqual([`localhost:${port}`]);
  });
});
