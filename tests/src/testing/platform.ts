import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Deployment } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import { freePorts, type PlatformFile, Repository } from '@toolyard/launcher/testing';
import type { AnswerTo, ServerAnswer } from './answers.js';
import { Canaries } from './canaries.js';
import { storedTexts } from './stored-texts.js';
import { cacheFolder } from './test-engine.js';

const root = resolve(import.meta.dirname, '../../..');
const callTimeoutMs = 30_000;

type Settings = Record<string, string | undefined>;

export interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

/** A client of either era; both have these. */
export interface ToolClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<any>;
  close(): Promise<void>;
}

/**
 * A whole platform, started and stopped with the commands a person uses, in a folder of its own. It runs on as a
 * daemon, so the spec that starts one stops it; `tools/test` stops what an aborted spec leaves in
 * `TOOLYARD_TEST_PLATFORMS`.
 */
export class TestPlatform {
  private readonly folders: string[] = [];
  private readonly clients: ToolClient[] = [];
  /** What may be in clear nowhere once the platform has stopped. */
  readonly canaries = new Canaries();

  private constructor(
    readonly data: string,
    readonly port: number,
    private readonly env: Settings,
  ) {}

  /**
   * @param env settings of the installation, as they depend on its port
   * @param archive name in `tests/fixtures` of the data folder to start with; an empty one without
   */
  static async start(env: Settings | ((port: number) => Settings) = {}, archive?: string): Promise<TestPlatform> {
    const [port] = await freePorts(1);
    const settings = typeof env === 'function' ? env(port!) : env;
    const platform = new TestPlatform(mkdtempSync(join(testFolder(), 'platform-')), port!, settings);
    if (archive) execFileSync('tar', ['-C', platform.data, '-xzf', join(root, 'tests/fixtures', archive)]);
    try {
      await platform.up();
      return platform;
    } catch (error) {
      await platform.stop();
      throw error;
    }
  }

  /** Starts it, at first or again, and answers how long that took. */
  async up(more: string[] = []): Promise<number> {
    const started = performance.now();
    await command(
      'up',
      ['--port', String(this.port), '--data', this.data, '--detach', '--no-sample', ...more],
      this.env,
    );
    return performance.now() - started;
  }

  async down(): Promise<void> {
    await command('down', ['--data', this.data], this.env);
  }

  /** @throws Error when a secret that a test gave to the platform is in clear in what it leaves */
  async stop(): Promise<void> {
    await Promise.allSettled(this.clients.map((client) => client.close()));
    if (existsSync(join(this.data, 'toolyard.json'))) this.canaries.noteAnswered(this.file());
    // A platform that a test has broken does not answer; its files are searched all the same.
    const stored = await storedTexts(this).catch(() => ({}));
    await this.down();
    const places = this.canaries.placesIn(stored, this.data);
    for (const folder of [...this.folders, this.data]) rmSync(folder, { recursive: true, force: true });
    if (places.length > 0) throw new Error(`Secrets are in clear in: ${places.join(', ')}`);
  }

  file(): PlatformFile {
    return JSON.parse(readFileSync(join(this.data, 'toolyard.json'), 'utf8')) as PlatformFile;
  }

  log(name: string): string {
    return readFileSync(join(this.data, 'logs', `${name}.log`), 'utf8');
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Lets every account call every tool, which a new installation does not. */
  async openToAllAccounts(): Promise<void> {
    await this.ok('PATCH', '/groups/everyone', { defaultAccess: 'all' });
  }

  /** One REST call with the admin token, or with another one; `null` sends none. */
  async api(
    method: string,
    path: string,
    body?: unknown,
    token: string | null = this.file().adminToken,
  ): Promise<Answer> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(callTimeoutMs),
    });
    const text = await answer.text();
    const parsed = answer.headers.get('content-type')?.includes('json') && text ? JSON.parse(text) : text;
    if (body !== undefined && answer.ok) {
      this.canaries.noteSent(body);
      this.canaries.noteAnswered(parsed);
    }
    return { status: answer.status, headers: answer.headers, body: parsed };
  }

  /** A call that has to succeed; answers the body. */
  async ok<M extends string, P extends string>(method: M, path: P, body?: unknown): Promise<AnswerTo<M, P>> {
    const answer = await this.api(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  createServer(name: string, more: object = {}): Promise<ServerAnswer> {
    return this.ok('POST', '/servers', { name, source: { provider: 'git' }, auth: { method: 'none' }, ...more });
  }

  /** A working copy whose remote is the server's; its files are those of `example`, when given. */
  repository(server: { slug: string }, example?: string): Repository {
    return this.repositoryAs(this.file().adminToken, server.slug, example);
  }

  /** The same with another API key. */
  repositoryAs(token: string, name: string, example?: string): Repository {
    const folder = mkdtempSync(join(testFolder(), 'repository-'));
    this.folders.push(folder);
    const remote = `http://test:${token}@127.0.0.1:${this.port}/git/${name}.git`;
    return new Repository(folder, remote, example ? join(root, 'examples', example) : undefined);
  }

  /**
   * The newest deployment, of this commit if one is given, once its status is one of those. Fails at once when it ended
   * otherwise.
   */
  async deployment(serverId: string, statuses: string[], sha?: string, timeoutMs = 180_000): Promise<Deployment> {
    const final = ['live', 'failed', 'superseded', 'cancelled', 'retired', ...statuses];
    let newest: Deployment | undefined;
    await eventually(async () => {
      const { items } = await this.ok('GET', `/servers/${serverId}/deployments`);
      newest = items.find((item) => !sha || item.commit.sha === sha);
      return newest !== undefined && final.includes(newest.status);
    }, timeoutMs).catch((error: unknown) => {
      throw new Error(`No deployment became ${statuses.join(' or ')}; the newest is ${JSON.stringify(newest)}`, {
        cause: error,
      });
    });
    if (!newest || !statuses.includes(newest.status))
      throw new Error(
        `The deployment became ${newest?.status} instead of ${statuses.join(' or ')}: ${JSON.stringify(newest)}`,
      );
    return newest;
  }

  mcpUrl(slug: string): URL {
    return new URL(`${this.url}/s/${slug}/mcp`);
  }

  /** A client of the era with sessions. */
  async legacyClient(slug: string): Promise<ToolClient> {
    const client = new Client({ name: 'legacy-test', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(this.mcpUrl(slug), this.authorised()));
    return this.remember(client as unknown as ToolClient);
  }

  /** A client of the era without sessions, which falls back when the server is older. */
  async modernClient(slug: string): Promise<ToolClient> {
    const client = new ModernClient(
      { name: 'modern-test', version: '2.0.0' },
      { versionNegotiation: { mode: 'auto' } },
    );
    await client.connect(new ModernTransport(this.mcpUrl(slug), this.authorised()));
    return this.remember(client as unknown as ToolClient);
  }

  /** SIGKILL for a service or an engine; resolves when the supervisor has brought it back healthy. */
  async kill(name: string): Promise<void> {
    const { services, engines } = this.file();
    const before = (services[name] ?? engines[name])?.pid;
    if (!before) throw new Error(`${name} is no process of this platform`);
    process.kill(before, 'SIGKILL');
    await eventually(async () => {
      const now = this.file();
      const pid = (now.services[name] ?? now.engines[name])?.pid;
      if (!pid || pid === before) return false;
      const health = now.services[name]
        ? await fetch(`${now.services[name].url}/health`, { signal: AbortSignal.timeout(2_000) })
        : { ok: true };
      return health.ok;
    }, 60_000);
  }

  private authorised(): { requestInit: RequestInit } {
    return { requestInit: { headers: { authorization: `Bearer ${this.file().adminToken}` } } };
  }

  private remember(client: ToolClient): ToolClient {
    this.clients.push(client);
    return client;
  }
}

const testFolder = (): string => process.env['TOOLYARD_TEST_PLATFORMS'] ?? cacheFolder();

async function command(name: 'up' | 'down', args: string[], env: Record<string, string | undefined>): Promise<void> {
  const child = spawn(join(root, 'tools', name), args, {
    env: { ...process.env, NODE_OPTIONS: '', TOOLYARD_PREPARED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`tools/${name} ended with ${code}:\n${output}`);
}
