import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Ajv } from 'ajv';

type Schema = { content?: Record<string, { schema: object }> };
interface Operation {
  requestBody?: Schema;
  responses: Record<string, Schema | undefined>;
}

const documentPath = resolve(import.meta.dirname, '../../../../docs/openapi.json');
const document = JSON.parse(readFileSync(documentPath, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(document, 'api');

/** The answer of a test to one route; `text` is sent as it is. */
export type TestAnswer = { status?: number; body?: unknown; text?: string; headers?: Record<string, string> };
export type TestRoute = (request: { url: URL; body: unknown; headers: IncomingMessage['headers'] }) => TestAnswer;

/**
 * A platform of a test: an HTTP server whose answers, and the bodies that it is sent, must have the shapes of the API
 * document. Its git remote is git's own program.
 */
export class TestApi {
  /** What was asked: `GET /api/v1/me`. */
  readonly asked: string[] = [];
  /** Bodies and answers that do not have the shape of the document. */
  readonly faults: string[] = [];
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  /**
   * @param token the API key that is let in
   * @param routes answers by method and path of the document, `GET /api/v1/servers/{id}`, or by another exact path
   */
  constructor(
    readonly token: string,
    readonly routes: Record<string, TestRoute>,
    private readonly repositories?: string,
  ) {}

  async start(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    this.asked.push(`${request.method} ${url.pathname}`);
    if (url.pathname.startsWith('/git/')) return this.git(url, request, response);
    const sent = await buffer(request);
    const json = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return json(401, { code: 'unauthenticated', message: 'Sign in.' });
    const body: unknown = sent.length > 0 ? JSON.parse(sent.toString()) : undefined;
    const [name, route] = this.routeOf(request.method!, url.pathname);
    if (!route) return json(404, { code: 'not_found', message: 'There is no such thing.' });
    const answer = route({ url, body, headers: request.headers });
    const status = answer.status ?? 200;
    if (answer.text !== undefined) return void response.writeHead(status, answer.headers).end(answer.text);
    this.check(name, status, body, answer.body);
    if (answer.body === undefined) return void response.writeHead(status).end();
    json(status, answer.body);
  }

  private routeOf(method: string, path: string): [string, TestRoute?] {
    const found = Object.entries(this.routes).find(([name]) => {
      const [of, template] = name.split(' ', 2);
      return of === method && new RegExp(`^${template!.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
    });
    return found ?? ['', undefined];
  }

  private check(name: string, status: number, sent: unknown, answered: unknown): void {
    const [method, path] = name.split(' ', 2);
    const operation = document.paths[path!]?.[method!.toLowerCase()];
    if (!operation) return;
    if (status < 300 && !(String(status) in operation.responses)) this.faults.push(`${name} never answers ${status}`);
    this.fits(`the body of ${name}`, operation.requestBody, sent);
    if (status < 300) this.fits(`the answer of ${name}`, operation.responses[status], answered);
  }

  private fits(what: string, schema: Schema | undefined, value: unknown): void {
    const found = schema?.content?.['application/json']?.schema;
    if (!found) return;
    const text = JSON.stringify(found).replaceAll('"#/components/', '"api#/components/');
    if (!ajv.validate(JSON.parse(text) as object, value)) this.faults.push(`${what}: ${ajv.errorsText()}`);
  }

  /** git-http-backend(1) behind basic authentication. */
  private async git(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const password = Buffer.from(basic, 'base64').toString().split(':')[1];
    if (password !== this.token) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="t"' }).end();
    const header = (name: string) => String(request.headers[name] ?? '');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: this.repositories,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname.slice('/git'.length),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        REMOTE_USER: 'test',
        CONTENT_TYPE: header('content-type'),
        ...(request.headers['content-encoding'] ? { HTTP_CONTENT_ENCODING: header('content-encoding') } : {}),
        GIT_PROTOCOL: header('git-protocol'),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // A refusal ends it before it has read the request.
    child.stdin.on('error', () => undefined);
    child.stdin.end(await buffer(request));
    const output = await buffer(child.stdout);
    const end = output.indexOf('\r\n\r\n');
    const headers = Object.fromEntries(
      output
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(/: (.*)/).slice(0, 2)),
    ) as Record<string, string>;
    const { Status: status = '200', ...rest } = headers;
    response.writeHead(Number.parseInt(status, 10), rest).end(output.subarray(end + 4));
  }
}
