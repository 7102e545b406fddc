import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer as LegacyServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport, type EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler, inputRequired, McpServer as ModernServer } from '@modelcontextprotocol/server';
import type { RouteTarget } from '@toolyard/contracts';
import { z } from 'zod';

/** A running MCP server in place of a container. */
export interface Fixture {
  target: RouteTarget;
  /** Numbers of events by kind. */
  seen: { initialize: number; deleted: number; aborted: number };
  /** Headers of the latest request. */
  lastHeaders: IncomingMessage['headers'];
  /** Called for every request. */
  onRequest: (req: IncomingMessage) => unknown;
  /** Closes at once, as a killed container does. */
  kill(): Promise<void>;
}

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown;
let replicas = 0;

export async function serve(listener: Listener, port = 0): Promise<Fixture> {
  const fixture = {
    seen: { initialize: 0, deleted: 0, aborted: 0 },
    lastHeaders: {},
    onRequest: () => undefined,
  } as unknown as Fixture;
  const server: Server = createServer((req, res) => {
    fixture.lastHeaders = req.headers;
    fixture.onRequest(req);
    if (req.method === 'DELETE') fixture.seen.deleted += 1;
    res.on('close', () => {
      if (!res.writableFinished) fixture.seen.aborted += 1;
    });
    listener(req, res);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  fixture.target = {
    replica: `replica-${(replicas += 1)}`,
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
  };
  fixture.kill = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return fixture;
}

export async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A server that answers every request with an event stream, which the callback writes. */
export function streamServer(write: (res: ServerResponse, body: string) => unknown): Promise<Fixture> {
  return serve(async (req, res) => {
    const body = await bodyOf(req);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    await write(res, body);
  });
}

/** Server of the legacy era with sessions. `name` distinguishes containers. */
export async function legacyServer(
  options: { name?: string; port?: number; stateless?: boolean; resumable?: boolean; extraTool?: string } = {},
): Promise<Fixture> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const fixture = await serve((req, res) => void handle(req, res), options.port);
  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const id = req.headers['mcp-session-id'];
    const body = req.method === 'POST' ? (JSON.parse(await bodyOf(req)) as { method?: string }) : undefined;
    if (body?.method === 'initialize') fixture.seen.initialize += 1;
    let transport = typeof id === 'string' ? transports.get(id) : undefined;
    if (options.stateless || (body?.method === 'initialize' && !transport)) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: options.stateless ? undefined : randomUUID,
        onsessioninitialized: (session) => void transports.set(session, transport!),
        eventStore: options.resumable ? memoryEvents() : undefined,
      });
      await legacyTools(options.name ?? 'legacy', options.extraTool).connect(transport);
    }
    if (!transport) {
      res.writeHead(404, { 'content-type': 'application/json' });
      return void res.end(
        JSON.stringify({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null }),
      );
    }
    await transport.handleRequest(req, res, body);
  }
  return fixture;
}

/** Server of the old HTTP+SSE transport only. */
export async function sseServer(options: { name?: string; port?: number } = {}): Promise<Fixture> {
  const transports = new Map<string, SSEServerTransport>();
  return serve((req, res) => {
    const url = new URL(req.url!, 'http://localhost');
    if (req.method === 'GET' && url.pathname === '/sse') {
      const transport = new SSEServerTransport('/messages', res);
      transports.set(transport.sessionId, transport);
      return void legacyTools(options.name ?? 'old').connect(transport);
    }
    const transport = transports.get(url.searchParams.get('sessionId') ?? '');
    if (req.method === 'POST' && url.pathname === '/messages' && transport)
      return void transport.handlePostMessage(req, res);
    res.writeHead(404).end();
  }, options.port);
}

/** Server of both eras without sessions. */
export async function modernServer(name = 'modern'): Promise<Fixture> {
  const handler = createMcpHandler(() => modernTools(name));
  const listener = toNodeHandler(handler);
  return serve((req, res) => void listener(req, res));
}

function legacyTools(name: string, extraTool?: string): LegacyServer {
  const server = new LegacyServer(
    { name, version: '1.0.0' },
    { capabilities: { logging: {}, tools: { listChanged: true } } },
  );
  const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
  server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text: given }) => text(given));
  server.registerTool('whoami', {}, () => text(name));
  server.registerTool('fail', {}, () => ({ ...text('it broke'), isError: true }));
  server.registerTool('large', { inputSchema: { bytes: z.number() } }, ({ bytes }) => text('x'.repeat(bytes)));
  server.registerTool('wait', { inputSchema: { ms: z.number() } }, async ({ ms }, extra) => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      extra.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()));
    });
    return text('waited');
  });
  server.registerTool('progress', { inputSchema: { steps: z.number() } }, async ({ steps }, extra) => {
    for (let step = 1; step <= steps; step += 1) {
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken: extra._meta?.progressToken ?? 0, progress: step, total: steps },
      });
    }
    return text(`${steps} steps`);
  });
  server.registerTool('ask', {}, async () => {
    const { roots } = await server.server.listRoots();
    return text(roots.map((root) => root.uri).join(','));
  });
  if (extraTool) server.registerTool(extraTool, {}, () => text('new'));
  return server;
}

function modernTools(name: string): ModernServer {
  const server = new ModernServer({ name, version: '2.0.0' });
  const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
  server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, ({ text: given }) => text(given));
  server.registerTool('whoami', {}, () => text(name));
  server.registerTool('fail', {}, () => ({ ...text('it broke'), isError: true }));
  server.registerTool('wait', { inputSchema: z.object({ ms: z.number() }) }, async ({ ms }, context) => {
    await context.mcpReq
      .notify({ method: 'notifications/progress', params: { progressToken: 1, progress: 1 } })
      .catch(() => undefined);
    await new Promise<void>((resolve) => setTimeout(resolve, ms));
    return text('waited');
  });
  void inputRequired;
  return server;
}

export function memoryEvents(): EventStore {
  const events: { id: string; stream: string; message: Parameters<EventStore['storeEvent']>[1] }[] = [];
  return {
    storeEvent: async (stream, message) => {
      const id = `${stream}_${events.length}`;
      events.push({ id, stream, message });
      return id;
    },
    replayEventsAfter: async (last, { send }) => {
      const at = events.findIndex(({ id }) => id === last);
      const stream = events[at]?.stream ?? '';
      for (const event of events.slice(at + 1))
        if (event.stream === stream && Object.keys(event.message).length > 0) await send(event.id, event.message);
      return stream;
    },
  };
}
