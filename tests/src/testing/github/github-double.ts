import { verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerFromManifest } from './manifest.js';
import { Rest } from './rest.js';
import { RestContext, type RestRequest } from './rest-route.js';
import { Shapes } from './shapes.js';
import { Webhooks } from './webhooks.js';
import { type App, fullNameOf, type Installation, type Repository, World } from './world.js';

/** What the double answers instead, or `hang` for no answer at all. */
export type Fault = { status: number; headers?: Record<string, string>; message?: string } | 'hang' | 'reset';

export interface SeenRequest {
  method: string;
  path: string;
  status: number;
  authorization: string;
}

const noSha = '0'.repeat(40);

/**
 * GitHub on a loopback port: REST as GitHub Enterprise serves it, git over HTTP on real bare repositories, signed
 * webhooks. What it answers and sends fits GitHub's published schemas, or the request fails.
 */
export class GitHubDouble {
  readonly requests: SeenRequest[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'github-double-'));
  readonly world = new World(this.folder);
  private readonly server: Server;
  private faults: { match: (path: string) => boolean; fault: Fault; times: number }[] = [];
  private rest!: Rest;
  webhooks!: Webhooks;
  url = '';

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        console.error(error);
        if (!response.headersSent) response.writeHead(500).end(JSON.stringify({ message: (error as Error).message }));
      });
    });
  }

  static async start(): Promise<GitHubDouble> {
    const double = new GitHubDouble();
    await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve));
    double.url = `http://127.0.0.1:${(double.server.address() as AddressInfo).port}`;
    const shapes = new Shapes(double.url, double.apiUrl);
    double.webhooks = new Webhooks(double.world, shapes);
    const redeliver = (id: number) => void double.webhooks.redeliver(id);
    double.rest = new Rest(new RestContext(double.world, shapes, double.apiUrl, redeliver));
    return double;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  get apiUrl(): string {
    return `${this.url}/api/v3`;
  }

  /** Addresses for the platform. */
  get addresses(): Record<string, string> {
    return { GITHUB_URL: this.url, GITHUB_API_URL: this.apiUrl };
  }

  /** Creates the App as an admin of GitHub would by hand. @returns the environment that configures it */
  createApp(name = 'Toolyard test'): Record<string, string> {
    const app = (this.world.app = this.world.newApp({ name, hookUrl: null }));
    return {
      ...this.addresses,
      GITHUB_APP_ID: String(app.id),
      GITHUB_APP_PRIVATE_KEY: app.privateKey,
      GITHUB_WEBHOOK_SECRET: app.webhookSecret,
    };
  }

  repository(fullName: string, options: { isPrivate?: boolean } = {}): Repository {
    return this.world.newRepository(fullName, options.isPrivate ?? true);
  }

  /** Where webhooks go to; null for nowhere. */
  set hookUrl(url: string | null) {
    this.app.hookUrl = url;
  }

  private get app(): App {
    if (!this.world.app) throw new Error('The test has made no App.');
    return this.world.app;
  }

  /** Requests whose path matches get `fault` instead, this many times. @returns a function that ends it */
  fail(match: RegExp | ((path: string) => boolean), fault: Fault, times = Infinity): () => void {
    const entry = { match: typeof match === 'function' ? match : (path: string) => match.test(path), fault, times };
    this.faults.push(entry);
    return () => {
      this.faults = this.faults.filter((each) => each !== entry);
    };
  }

  install(login: string, names?: string[]): Installation {
    return this.world.install(this.world.account(login), names);
  }

  /** Renames a repository or gives it to another owner; its former name redirects. */
  move(repository: Repository, fullName: string): void {
    this.world.moved.set(fullNameOf(repository).toLowerCase(), repository.id);
    const [owner, name] = fullName.split('/') as [string, string];
    Object.assign(repository, { owner: this.world.account(owner), name });
  }

  /** Commits to the branch and sends the webhook. @returns the SHA, and the status of the webhook's answer */
  async push(
    repository: Repository,
    files: Record<string, string | null>,
    options: { message?: string; branch?: string; author?: string; onto?: string | null } = {},
  ): Promise<{ sha: string; answer: number }> {
    const branch = options.branch ?? 'main';
    const before = repository.git.head(branch) ?? noSha;
    const sha = repository.git.commit(files, options);
    return { sha, answer: await this.webhooks.announcePush(repository, { branch, before, after: sha }) };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    const path = url.pathname.startsWith('/api/v3') ? url.pathname.slice('/api/v3'.length) : url.pathname;
    const fault = this.faultFor(path);
    response.on('close', () =>
      this.requests.push({
        method: request.method!,
        path: path + url.search,
        status: fault === 'hang' || fault === 'reset' ? 0 : response.statusCode,
        authorization: request.headers.authorization?.split(' ')[0] ?? '',
      }),
    );
    if (fault === 'hang') return;
    if (fault === 'reset') return void request.socket.destroy();
    if (fault) {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      return void response.end(JSON.stringify({ message: fault.message ?? 'Failed' }));
    }
    const git = /^\/([^/]+\/[^/]+)\.git(\/.*)$/.exec(url.pathname);
    if (git) return this.serveGit(request, response, git[1]!, git[2]!, url.search.slice(1));
    const isPage = !url.pathname.startsWith('/api/v3');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    if (isPage) return this.servePage(url, text, response);
    const { status, headers, body } = this.rest.handle({
      method: request.method!,
      path,
      query: url.searchParams,
      body: text ? JSON.parse(text) : undefined,
      by: this.sender(request.headers.authorization),
      ifNoneMatch: request.headers['if-none-match'],
    });
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  /** The page that makes Apps from manifests, as it answers once its user has confirmed. */
  private servePage({ pathname, searchParams }: URL, body: string, response: ServerResponse): void {
    if (!/^\/(organizations\/[^/]+\/)?settings\/apps\/new$/.test(pathname)) return void response.writeHead(404).end();
    const location = registerFromManifest(this.world, body, searchParams.get('state') ?? '');
    response.writeHead(302, { location }).end();
  }

  private faultFor(path: string): Fault | undefined {
    const entry = this.faults.find(({ match, times }) => times > 0 && match(path));
    if (!entry) return undefined;
    entry.times--;
    return entry.fault;
  }

  /** Whom a token or a JWT of the App belongs to; null for one that is wrong or expired. */
  private sender(authorization: string | undefined): RestRequest['by'] {
    const [scheme, value = ''] = (authorization ?? '').split(' ');
    if (/^bearer$/i.test(scheme!) && value.split('.').length === 3) return this.isOfApp(value) ? 'app' : null;
    const token = this.world.tokens.get(value);
    return token && token.expiresAt > Date.now() && this.world.installations.has(token.installation.id)
      ? token.installation
      : null;
  }

  private isOfApp(jwt: string): boolean {
    const [head, claims, signature] = jwt.split('.') as [string, string, string];
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const { iss, iat, exp } = read(claims);
    const seconds = Date.now() / 1_000;
    return (
      this.world.app !== null &&
      read(head).alg === 'RS256' &&
      [String(this.app.id), this.app.clientId].includes(String(iss)) &&
      iat <= seconds &&
      exp > seconds &&
      exp - iat <= 600 + 60 &&
      verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), this.app.publicKey, Buffer.from(signature, 'base64url'))
    );
  }

  private async serveGit(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    path: string,
    query: string,
  ) {
    const [, encoded = ''] = (request.headers.authorization ?? '').split(' ');
    const [user, password = ''] = Buffer.from(encoded, 'base64').toString().split(':');
    const token = this.world.tokens.get(password);
    const repository = this.world.named(name);
    const isAllowed =
      repository &&
      (!repository.isPrivate ||
        (user === 'x-access-token' &&
          token &&
          token.expiresAt > Date.now() &&
          !token.installation.suspendedAt &&
          this.world.visibleTo(token.installation).includes(repository)));
    if (!isAllowed) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    if (name !== fullNameOf(repository)) {
      return void response
        .writeHead(301, { location: `${this.url}/${fullNameOf(repository)}.git${path}?${query}` })
        .end();
    }
    for (const ref of await repository.git.serve(request, response, path, query))
      void this.webhooks.announcePush(repository, ref);
  }
}
