import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type CandidateReport,
  containerLabels,
  type Deployment,
  type LogBatch,
  type LogLineIn,
  Rejected,
  streams,
} from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging, Requester } from '@toolyard/messaging';
import { newId, sealTo } from '@toolyard/service';
import {
  answer,
  type Engines,
  eventually,
  type RunningService,
  serverCreated,
  startEngines,
  testEndpoint,
} from '@toolyard/service/testing';
import Docker from 'dockerode';
import { type Git, gitIn } from './git-user.js';

const examples = resolve(import.meta.dirname, '../../../../examples');
export const base = 'ARG TOOLYARD_BASE_NODE=node:24-slim\nFROM ${TOOLYARD_BASE_NODE}\n';
export const actor = { kind: 'user' as const, id: 'u', name: 'Ada' };

/** A server with a working copy of its repository. */
export interface TestServer {
  id: string;
  slug: string;
  folder: string;
  git: Git;
}

/** `builds` with real engines; the test answers for `secrets` and `runtime`. */
export class BuildsPlatform {
  readonly docker = new Docker();
  /** Lines of the log by deployment. */
  readonly logs = new Map<string, LogLineIn[]>();
  /** Variables by server. */
  readonly variables = new Map<string, Record<string, string>>();
  /** Servers whose variables are too large for a message. */
  readonly undeliverable = new Set<string>();
  builds!: RunningService;
  private unique = 0;

  private constructor(
    readonly engines: Engines,
    readonly messaging: Messaging,
    readonly requester: Requester,
    readonly store: EventStoreDb,
    private readonly env: Record<string, string>,
  ) {}

  /** @param env the environment of `builds` beside what the engines give it */
  static async start(env: Record<string, string> = {}): Promise<BuildsPlatform> {
    const engines = await startEngines();
    const { messaging, requester, store } = await engines.clients();
    const platform = new BuildsPlatform(engines, messaging, requester, store, env);
    await platform.standIn();
    platform.builds = await platform.service();
    return platform;
  }

  async stop(): Promise<void> {
    await this.builds?.stop();
    const filters = { label: [`${containerLabels.instance}=${this.engines.env['TOOLYARD_INSTANCE']}`] };
    for (const { Id } of await this.docker.listImages({ filters }))
      await this.docker.getImage(Id).remove({ force: true });
    await this.engines.stop();
  }

  /** Starts another process of `builds`. */
  service(env: Record<string, string> = {}): Promise<RunningService> {
    return this.engines.service('builds', { ...this.env, ...env });
  }

  private async standIn(): Promise<void> {
    await answer(this.messaging.connection, 'secrets.variables.deliver', async ({ serverId, receiver }) => {
      if (this.undeliverable.has(serverId))
        throw new Rejected('variables_undeliverable', 'The variables are too large.');
      const text = JSON.stringify(this.variables.get(serverId) ?? {});
      return { sealed: await sealTo(receiver, text, this.engines.env['TOOLYARD_SERVICE_KEY']!), version: '1' };
    });
    const options = { durable: 'test', maxAckPending: 1_000, ackWaitMs: 30_000 };
    this.messaging.consume<LogBatch>(streams.logs, options, async (batches) => {
      for (const batch of batches) {
        const { deploymentId, lines } = batch.data;
        this.logs.set(deploymentId, [...(this.logs.get(deploymentId) ?? []), ...lines]);
        batch.ack();
      }
    });
  }

  /** A server and a working copy of its repository with the given files. */
  async server(files: Record<string, string> | { example: string }): Promise<TestServer> {
    const id = newId('srv');
    const slug = `server-${++this.unique}`;
    await this.store.append(`server-${id}`, [serverCreated({ serverId: id, slug, actor })], { expected: 'none' });
    const folder = await mkdtemp(join(this.engines.folder, 'repository-'));
    const git = gitIn(folder);
    await git('init', '--quiet', '--initial-branch=main');
    const made = { id, slug, folder, git };
    if ('example' in files) await cp(join(examples, files.example), folder, { recursive: true });
    else await this.write(made, files);
    return made;
  }

  async write({ folder }: TestServer, files: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  }

  remote({ slug }: TestServer, to = this.builds): string {
    return `${to.url.replace('://', `://any:${this.engines.env['TOOLYARD_ADMIN_TOKEN']}@`)}/git/${slug}.git`;
  }

  async push(to: TestServer, message = 'A change', ref = 'main'): Promise<string> {
    await to.git('add', '--all');
    await to.git('commit', '--quiet', '--allow-empty', '-m', message);
    return eventually(() => to.git('push', '--force', this.remote(to), `HEAD:${ref}`));
  }

  /** Pushes and answers the id of the deployment. */
  async deploy(server: TestServer): Promise<string> {
    await this.push(server);
    return (await this.list(server))[0]!.id;
  }

  async list({ id }: TestServer): Promise<Deployment[]> {
    return (await this.builds.call('GET', `/api/v1/servers/${id}/deployments`)).body.items;
  }

  async read(id: string): Promise<Deployment> {
    return (await this.builds.call('GET', `/api/v1/deployments/${id}`)).body;
  }

  /** @throws Error with the log when the deployment ends with another status */
  async reaches(id: string, ...statuses: string[]): Promise<Deployment> {
    const ends = [...statuses, 'failed', 'cancelled', 'superseded'];
    const deployment = await eventually(async () => {
      const now = await this.read(id);
      return ends.includes(now.status) && now;
    }, 120_000);
    if (!statuses.includes(deployment.status))
      throw new Error(`${id} is ${deployment.status}: ${JSON.stringify(deployment.error)}\n${this.text(id)}`);
    return deployment;
  }

  /** The log of a deployment so far. */
  text(id: string): string {
    return (this.logs.get(id) ?? []).map((line) => line.text).join('\n');
  }

  logged(id: string, what: RegExp | string): Promise<boolean> {
    const has = () => (typeof what === 'string' ? this.text(id).includes(what) : what.test(this.text(id)));
    return eventually(has, 60_000);
  }

  report(deploymentId: string, each: CandidateReport): Promise<{ accepted: boolean }> {
    return this.requester.request('builds.candidates.report', { deploymentId, report: each });
  }

  async promote(id: string, tools: string[] = ['echo']): Promise<Deployment> {
    await this.report(id, { kind: 'started', containers: ['c'] });
    const listed = tools.map((name) => ({ name, inputSchema: {} }));
    await this.report(id, { kind: 'tools', tools: listed, endpoint: testEndpoint });
    return this.reaches(id, 'live');
  }
}
