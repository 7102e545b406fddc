/**
 * An MCP server whose behaviour is a script. It imports nothing but Node.js: compiled, this one file is the program of
 * the repositories and images that tests deploy.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';

/** What a server does, as JSON. */
export interface ServerScript {
  name?: string;
  version?: string;
  /** Eras that it speaks; only the legacy one unless given. */
  eras?: ('modern' | 'legacy')[];
  /** Whether the legacy era has sessions. */
  sessions?: boolean;
  tools?: ScriptedTool[];
  /** The result of `tools/list` instead of the tools; null: the method does not exist. */
  toolList?: unknown;
  /** Tools on a page of `tools/list`; all of them unless given. */
  pageSize?: number;
  /** An HTML page that answers every request instead of MCP. */
  page?: string;
  /** Address on which it listens. */
  host?: string;
  startAfterMs?: number;
  /** What its process does besides serving, or instead of it. */
  process?: keyof typeof processes;
}

/** A tool as the server lists it, and what it answers. */
export interface ScriptedTool {
  name: string;
  title?: unknown;
  description?: unknown;
  inputSchema?: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
  /** The result of every call; the arguments as text unless given. */
  answer?: object;
  /** Computes the answer instead. */
  does?: keyof typeof actions;
  /** Answers the value of this environment variable instead, or `none`. */
  environment?: string;
  waitMs?: number;
}

/** As a shell function `f`: two for every one, without end. */
export const forksWithoutEnd = 'f() { f & f & wait; }; while :; do f; done';

interface Call {
  id: unknown;
  args: any;
  request: IncomingMessage;
  response: ServerResponse;
  state: { streams: number };
}

const text = (value: unknown) => ({ content: [{ type: 'text', text: String(value) }] });

/** What a tool can do. Without an answer the action has answered itself, or never does. */
const actions = {
  /** Adds `a` and `b`. */
  add: ({ args }: Call) => text(args.a + args.b),
  /** The headers of the request. */
  headers: ({ request }: Call) => text(JSON.stringify(request.headers)),
  /** The credentials in the headers, and every value of the environment. */
  credentials: ({ request: { headers } }: Call) => {
    const names = Object.keys(headers).filter((name) => name.startsWith('x-credential-') || name === 'authorization');
    const seen = Object.fromEntries(names.map((name) => [name, headers[name]]));
    return text(JSON.stringify({ seen, environment: Object.values(process.env).join(' ') }));
  },
  /** As many characters as `bytes`. */
  large: ({ args }: Call) => text('x'.repeat(args.bytes)),
  never: () => new Promise<undefined>(() => {}),
  exit: () => process.exit(1),
  hang: () => {
    for (;;);
  },
  fork: () => {
    spawn('sh', ['-c', forksWithoutEnd], { stdio: 'ignore', detached: true });
    return text('forking');
  },
  /** An event stream that ends with the connection. */
  stream: ({ response, state }: Call) => {
    const params = { level: 'info', data: 'x'.repeat(1000) };
    const event = `data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params })}\n\n`;
    state.streams += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(event), 20);
    response.on('close', () => {
      clearInterval(timer);
      state.streams -= 1;
    });
  },
  /** How many of those streams are open. */
  streams: ({ state }: Call) => text(state.streams),
  /** What the container lets the process do; `reach` is an address to connect to. */
  facts: async ({ args }: Call) => text(JSON.stringify(await facts(args.reach))),
};

/** What a process can do; `true` says that it serves as well. */
const processes = {
  silent: () => {
    setInterval(() => undefined, 1_000);
    return false;
  },
  exit: () => {
    console.log('starting up');
    console.error(`cannot find the key ${process.env['TOKEN'] ?? ''}`);
    process.exit(3);
  },
  memory: () => {
    const kept: Buffer[] = [];
    setInterval(() => kept.push(Buffer.alloc(16 << 20, 1)), 10);
    return false;
  },
  forks: () => {
    setInterval(() => {
      try {
        spawn('sleep', ['1000']).on('error', () => undefined);
      } catch {
        // The limit is reached.
      }
    }, 5);
    return false;
  },
  flood: () => {
    const stdio = ['ignore', 'inherit', 'inherit'] as const;
    const line = 'yes "a line that is printed again and again" | head -n 400000';
    setImmediate(() => execFileSync('sh', ['-c', line], { stdio: [...stdio] }));
    return true;
  },
};

async function facts(address?: string): Promise<object> {
  const status = readFileSync('/proc/self/status', 'utf8');
  const line = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
  const write = (path: string) => {
    try {
      return { ok: true, value: writeFileSync(path, 'x') };
    } catch (error) {
      return { ok: false, value: (error as NodeJS.ErrnoException).code };
    }
  };
  return {
    uid: process.getuid?.(),
    env: process.env,
    effectiveCapabilities: line('CapEff'),
    boundingCapabilities: line('CapBnd'),
    noNewPrivileges: line('NoNewPrivs'),
    writeRoot: write('/srv/written'),
    writeTmp: write('/tmp/written'),
    init: readFileSync('/proc/1/comm', 'utf8').trim(),
    reach: address ? await reach(address) : undefined,
  };
}

function reach(address: string): Promise<unknown> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 1_500 });
    const end = (value: unknown) => {
      socket.destroy();
      resolve(value);
    };
    socket.on('connect', () => end('reached')).on('timeout', () => end('timeout'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code));
  });
}

const legacyVersion = '2025-11-25';
const modernVersion = '2026-07-28';
const versionKey = 'io.modelcontextprotocol/protocolVersion';

/** The server of a script; it does not listen yet. */
export function scriptedServer(script: ServerScript): Server {
  const { eras = ['legacy'], tools = [], page } = script;
  const serverInfo = { name: script.name ?? 'scripted', version: script.version ?? '1' };
  const sessions = new Set<unknown>();
  const state = { streams: 0 };
  const listed = tools.map(({ answer: _answer, does: _does, environment: _environment, waitMs: _waitMs, ...tool }) => ({
    inputSchema: { type: 'object' },
    ...tool,
  }));

  const methods: Record<string, (params: any) => object | null> = {
    ping: () => ({}),
    'tools/list': ({ cursor = '0' }) => {
      if (script.toolList !== undefined) return script.toolList as object | null;
      const end = Number(cursor) + (script.pageSize ?? listed.length);
      return {
        tools: listed.slice(Number(cursor), end),
        ...(end < listed.length ? { nextCursor: String(end) } : {}),
        ttlMs: 0,
        cacheScope: 'private',
      };
    },
    initialize: () =>
      eras.includes('legacy') ? { protocolVersion: legacyVersion, capabilities: { tools: {} }, serverInfo } : null,
    'server/discover': () =>
      eras.includes('modern')
        ? {
            supportedVersions: [modernVersion],
            capabilities: { tools: {} },
            _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
            ttlMs: 0,
            cacheScope: 'private',
          }
        : null,
  };

  async function resultOf(tool: ScriptedTool, call: Call): Promise<object | undefined | void> {
    if (tool.waitMs) await new Promise((resolve) => setTimeout(resolve, tool.waitMs));
    if (tool.environment !== undefined) return text(process.env[tool.environment] ?? 'none');
    if (tool.does) return actions[tool.does](call);
    return tool.answer ?? text(JSON.stringify(call.args));
  }

  return createServer(async (request, response) => {
    const send = (status: number, body: string, headers: Record<string, string> = {}) => {
      const contentLength = String(Buffer.byteLength(body));
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': contentLength, ...headers });
      response.end(body);
    };
    if (request.url === '/crash') {
      console.error('crashing as asked');
      process.exit(7);
    }
    if (page !== undefined) return send(200, page, { 'content-type': 'text/html' });
    if (request.url !== '/mcp') return send(404, JSON.stringify({ error: 'no such page' }));
    const session = request.headers['mcp-session-id'];
    if (request.method === 'DELETE' && script.sessions) return send(sessions.delete(session) ? 200 : 404, '');
    if (request.method !== 'POST') return send(405, '', { allow: 'POST' });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { id, method, params = {} } = JSON.parse(Buffer.concat(chunks).toString());
    const answer = (value: object, status = 200, headers?: Record<string, string>) =>
      send(status, JSON.stringify({ jsonrpc: '2.0', id, ...value }), headers);
    const isModern = params._meta?.[versionKey] === modernVersion && eras.includes('modern');
    if (method === 'initialize' && script.sessions && eras.includes('legacy')) {
      const opened = randomUUID();
      sessions.add(opened);
      return answer({ result: methods['initialize']!(params) }, 200, { 'mcp-session-id': opened });
    }
    if (script.sessions && !isModern && !sessions.has(session))
      return session === undefined
        ? answer({ error: { code: -32000, message: 'Bad Request: Mcp-Session-Id header is required' } }, 400)
        : answer({ error: { code: -32001, message: 'Session not found' } }, 404);
    if (id === undefined) return send(202, '');
    const tool = method === 'tools/call' ? tools.find(({ name }) => name === params.name) : undefined;
    if (method === 'tools/call' && !tool)
      return answer({ error: { code: -32602, message: `Unknown tool: ${params.name}` } });
    const result = tool
      ? await resultOf(tool, { id, args: params.arguments ?? {}, request, response, state })
      : Object.hasOwn(methods, method)
        ? methods[method]!(params)
        : null;
    if (result === null) return answer({ error: { code: -32601, message: 'Method not found' } });
    if (result !== undefined) return answer({ result: isModern ? { resultType: 'complete', ...result } : result });
  });
}

/** Runs a script as the whole process, on the port that `PORT` names. */
export function runScript(script: ServerScript): void {
  if (script.process && !processes[script.process]()) return;
  const server = scriptedServer(script);
  const port = Number(process.env['PORT']);
  const listen = () => server.listen(port, script.host ?? '0.0.0.0', () => console.log(`listening on ${port}`));
  setTimeout(listen, script.startAfterMs ?? 0);
  process.once('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
