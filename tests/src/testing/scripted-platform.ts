import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';

const build = resolve(import.meta.dirname, '../../../apps/dashboard/build');
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What the API answers: the body of a 200, or an answer of another form. `hang` never answers. */
export type Scripted = object | 'hang' | { status: number; body: object };

/** Answers by method and path below `/api/v1`, such as `GET /servers`; a function gets the query. */
export type Script = Record<string, Scripted | ((query: URLSearchParams, body: string) => Scripted)>;

/**
 * The dashboard on an API that answers as the test says: for what a whole platform shows rarely or never, such as an
 * answer that does not come, a month of calls, or a file of the page that fails to load.
 */
export class ScriptedPlatform {
  readonly requests: string[] = [];
  /** Paths of files that are not served, as while a new version is installed. */
  readonly missing = new Set<string>();
  private readonly streams = new Set<ServerResponse>();

  private constructor(
    private readonly server: Server,
    readonly script: Script,
  ) {}

  static async start(script: Script): Promise<ScriptedPlatform> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const platform = new ScriptedPlatform(server, script);
    server.on('request', (request, response) => platform.answer(request, response));
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Sends an event of the live stream to every open page. */
  emit(event: 'change' | 'calls', data: object): void {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, this.url);
    if (url.pathname === '/api/v1/events') return this.openStream(response);
    if (!url.pathname.startsWith('/api/')) return this.file(url.pathname, response);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.api(request.method!, url, Buffer.concat(chunks).toString(), response));
  }

  private api(method: string, url: URL, body: string, response: ServerResponse): void {
    const key = `${method} ${url.pathname.replace('/api/v1', '')}`;
    this.requests.push(`${key}${url.search}`);
    const scripted = this.script[key];
    const answer = typeof scripted === 'function' ? scripted(url.searchParams, body) : scripted;
    if (answer === 'hang') return;
    const { status, body: content } = formOf(answer, key);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  }

  private openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  /** The policy is the one of the gateway. */
  private file(path: string, response: ServerResponse): void {
    const file = join(build, path);
    if (path.startsWith('/assets/')) {
      const found = existsSync(file) && ![...this.missing].some((name) => path.includes(name));
      if (!found) return void response.writeHead(404).end();
      return void response.writeHead(200, { 'content-type': types[extname(path)] }).end(readFileSync(file));
    }
    const nonce = randomBytes(12).toString('base64');
    const policy = `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:`;
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy });
    response.end(readFileSync(join(build, 'index.html'), 'utf8').replaceAll('toolyard-csp-nonce', nonce));
  }
}

function formOf(answer: object | undefined, key: string): { status: number; body: object } {
  if (answer === undefined) return { status: 404, body: { code: 'not_found', message: `The script has no ${key}.` } };
  return 'status' in answer && 'body' in answer
    ? (answer as { status: number; body: object })
    : { status: 200, body: answer };
}
