/** What a tiny server does besides being a good one. */
export interface TinyOptions {
  /** What its tool `version` answers. */
  version?: string;
  /** Listens only after so long. */
  startAfterMs?: number;
  /** The answer to `tools/list`, instead of the true one. */
  toolList?: unknown;
}

/**
 * The files of an MCP server with sessions (2025-11-25) that needs no package, so that it is built in a moment. Its
 * tools: `version`, `never` (does not answer), `die` (ends the process), `fork` (without end), `large` (answers so many
 * bytes), `stream` (sends until the caller is gone) and `streams` (how many are open).
 */
export function tinyServer(options: TinyOptions = {}): Record<string, string> {
  return {
    'package.json': `${JSON.stringify({ name: 'tiny', version: '1.0.0', private: true, type: 'module', scripts: { start: 'node server.js' } }, null, 2)}\n`,
    'server.js': `const { version = '1', startAfterMs = 0, toolList } = ${JSON.stringify(options)};\n${program}`,
  };
}

/** A Dockerfile on the base image of the installation; `steps` come before the server is copied in. */
export function dockerfile(steps: string[] = [], command = ['node', 'server.js']): string {
  return [
    'ARG TOOLYARD_BASE_NODE=node:24-slim',
    'FROM ${TOOLYARD_BASE_NODE}',
    'WORKDIR /app',
    ...steps,
    'COPY . .',
    'USER 10001:10001',
    `CMD ${JSON.stringify(command)}`,
    '',
  ].join('\n');
}

/** As a shell function `f`: two for every one, without end. */
export const forksWithoutEnd = 'f() { f & f & wait; }; while :; do f; done';

const program = String.raw`
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });
const sessions = new Set();
let streams = 0;

const tools = {
  version: () => text(version),
  never: () => new Promise(() => {}),
  die: () => process.exit(1),
  fork: () => {
    spawn('sh', ['-c', ${JSON.stringify(forksWithoutEnd)}], { stdio: 'ignore', detached: true });
    return text('forking');
  },
  large: ({ bytes }) => text('x'.repeat(bytes)),
  streams: () => text(streams),
};

function stream(id, response) {
  streams += 1;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const timer = setInterval(() => {
    response.write('data: ' + JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x'.repeat(1000) } }) + '\n\n');
  }, 20);
  response.on('close', () => {
    clearInterval(timer);
    streams -= 1;
  });
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const answer = (status, value, headers = {}) => {
    const body = value === undefined ? '' : JSON.stringify({ jsonrpc: '2.0', ...value });
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers }).end(body);
  };
  if (request.url !== '/mcp') return answer(404);
  if (request.method === 'DELETE') return answer(sessions.delete(request.headers['mcp-session-id']) ? 200 : 404);
  if (request.method !== 'POST') return answer(405, undefined, { allow: 'POST, DELETE' });
  const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
  if (method === 'initialize') {
    const session = randomUUID();
    sessions.add(session);
    return answer(200, { id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'tiny', version } } }, { 'mcp-session-id': session });
  }
  if (!sessions.has(request.headers['mcp-session-id'])) return answer(404, { id: null, error: { code: -32001, message: 'Session not found' } });
  if (id === undefined) return answer(202);
  if (method === 'tools/list') {
    return answer(200, { id, result: toolList ?? { tools: [...Object.keys(tools), 'stream'].map((name) => ({ name, inputSchema: { type: 'object' } })) } });
  }
  if (method === 'tools/call' && params.name === 'stream') return stream(id, response);
  if (method === 'tools/call' && Object.hasOwn(tools, params.name)) return answer(200, { id, result: await tools[params.name](params.arguments ?? {}) });
  return answer(200, { id, error: { code: -32601, message: 'Unknown ' + method } });
});

setTimeout(() => server.listen(Number(process.env.PORT), '0.0.0.0', () => console.log('listening')), startAfterMs);
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
`;
