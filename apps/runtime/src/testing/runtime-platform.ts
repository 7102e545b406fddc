import {
  buckets,
  type CandidateReport,
  containerLabels,
  type LogBatch,
  type LogLineIn,
  type Route,
  type ServerAuth,
} from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging } from '@toolyard/messaging';
import { newId, sealTo } from '@toolyard/service';
import { answer, type Engines, eventually, type RunningService, startEngines } from '@toolyard/service/testing';
import Docker from 'dockerode';
import { buildFixtureImage, type Mode, removeInstance, runSpec } from './test-images.js';

const actor = { kind: 'system' as const, id: 'test', name: 'Test' };
const now = () => new Date().toISOString();

interface SeenLine extends LogLineIn {
  log: 'server' | 'deployment';
  id: string;
}

/** Real engines, the real process `runtime`, and the answers of `builds` and `secrets` that it needs. */
export class TestPlatform {
  readonly reports: { deploymentId: string; report: CandidateReport }[] = [];
  readonly lines: SeenLine[] = [];
  readonly variables = new Map<string, Record<string, string>>();
  runtime: RunningService | undefined;
  private readonly serverOf = new Map<string, string>();
  private readonly live = new Map<string, string>();
  private readonly ended = new Set<string>();

  private constructor(
    readonly engines: Engines,
    readonly store: EventStoreDb,
    readonly messaging: Messaging,
    readonly docker: Docker,
    readonly image: { digest: string; remove(): Promise<void> },
    private readonly env: Record<string, string>,
  ) {}

  static async start(
    options: {
      docker?: Docker;
      dockerHost?: string;
      image?: { digest: string; remove(): Promise<void> };
      drainSeconds?: number;
      hangSeconds?: number;
    } = {},
  ): Promise<TestPlatform> {
    const docker = options.docker ?? new Docker();
    const image = options.image ?? (await buildFixtureImage(docker));
    const engines = await startEngines();
    const { messaging, store } = await engines.clients();
    const env = {
      TOOLYARD_DRAIN_SECONDS: String(options.drainSeconds ?? 3),
      TOOLYARD_HANG_SECONDS: String(options.hangSeconds ?? 120),
      // An engine of the test's own is in the network of this machine.
      ...(options.dockerHost ? { DOCKER_HOST: options.dockerHost, TOOLYARD_ENGINE_LINK: '' } : {}),
    };
    const platform = new TestPlatform(engines, store, messaging, docker, image, env);
    await platform.answerRequests();
    return platform;
  }

  get instance(): string {
    return this.engines.env['TOOLYARD_INSTANCE']!;
  }

  async startRuntime(): Promise<void> {
    this.runtime = await this.engines.service('runtime', this.env);
  }

  async stop(): Promise<void> {
    await this.runtime?.stop();
    await removeInstance(this.docker, this.instance);
    await this.image.remove();
    await this.engines.stop();
  }

  async createServer(over: { replicas?: number } = {}): Promise<{ serverId: string; slug: string }> {
    const serverId = newId('srv');
    const slug = serverId.slice(-12);
    const auth: ServerAuth = { method: 'none' };
    await this.append(`server-${serverId}`, 'ServerCreated', {
      serverId,
      slug,
      name: slug,
      description: '',
      visibility: 'private',
      access: 'organisation',
      source: { provider: 'git', repository: slug },
      auth,
      replicas: over.replicas ?? 1,
      actor,
      at: now(),
    });
    return { serverId, slug };
  }

  async change(
    serverId: string,
    type: 'ServerDisabled' | 'ServerEnabled' | 'ServerDeleted' | 'ServerEdited',
    data: Record<string, unknown> = {},
  ): Promise<void> {
    await this.append(`server-${serverId}`, type, { serverId, actor, at: now(), ...data });
  }

  /** A deployment whose image is built, so that `runtime` starts its candidate. */
  async deploy(serverId: string, mode: Mode, over: Partial<ReturnType<typeof runSpec>> = {}): Promise<string> {
    const deploymentId = newId('dep');
    this.serverOf.set(deploymentId, serverId);
    const commit = { sha: 'a'.repeat(40), message: mode, author: 'test', at: now() };
    await this.append(`deployment-${deploymentId}`, 'DeploymentRequested', {
      deploymentId,
      serverId,
      slug: '',
      repository: '',
      commit,
      trigger: 'push',
      actor,
      at: now(),
    });
    await this.append(`deployment-${deploymentId}`, 'ImageBuilt', {
      deploymentId,
      image: { digest: this.image.digest, tag: 'fixture', sizeBytes: 1 },
      run: runSpec(mode, over),
      stages: [],
      at: now(),
    });
    return deploymentId;
  }

  async cancel(deploymentId: string): Promise<void> {
    this.ended.add(deploymentId);
    await this.append(`deployment-${deploymentId}`, 'Cancelled', { deploymentId, by: actor, at: now() });
  }

  /** The report that ended the candidate. */
  outcome(deploymentId: string, timeoutMs = 40_000): Promise<CandidateReport> {
    return eventually(
      () => this.reports.find((one) => one.deploymentId === deploymentId && one.report.kind !== 'started')?.report,
      timeoutMs,
    );
  }

  async route(slug: string): Promise<Route | null> {
    const entry = await (await this.messaging.kv(buckets.routes)).get(`route.${slug}`);
    return entry?.operation === 'PUT' ? entry.json<Route>() : null;
  }

  routed(slug: string, matches: (route: Route) => boolean, timeoutMs = 40_000): Promise<Route> {
    return eventually(async () => {
      const route = await this.route(slug);
      return route && matches(route) ? route : undefined;
    }, timeoutMs);
  }

  containers(): Promise<Docker.ContainerInfo[]> {
    return this.docker.listContainers({
      all: true,
      filters: { label: [`${containerLabels.instance}=${this.instance}`] },
    });
  }

  async containersOf(deploymentId: string): Promise<Docker.ContainerInfo[]> {
    return (await this.containers()).filter((one) => one.Labels[containerLabels.deployment] === deploymentId);
  }

  networks(): Promise<Docker.NetworkInspectInfo[]> {
    return this.docker.listNetworks({ filters: { label: [`${containerLabels.instance}=${this.instance}`] } });
  }

  linesOf(log: SeenLine['log'], id: string): string[] {
    return this.lines.filter((line) => line.log === log && line.id === id).map((line) => line.text);
  }

  private async answerRequests(): Promise<void> {
    const { connection } = this.messaging;
    await answer(connection, 'builds.candidates.report', ({ deploymentId, report }) =>
      this.accept(deploymentId, report),
    );
    await answer(connection, 'secrets.variables.deliver', async ({ serverId, receiver }) => ({
      sealed: await sealTo(
        receiver,
        JSON.stringify(this.variables.get(serverId) ?? {}),
        this.engines.env['TOOLYARD_SERVICE_KEY']!,
      ),
      version: '1',
    }));
    connection.subscribe('toolyard.logs.>', {
      callback: (error, message) => {
        if (error) return;
        const [, , log, id] = message.subject.split('.');
        for (const line of message.json<LogBatch>().lines)
          this.lines.push({ ...line, log: log as SeenLine['log'], id: id! });
      },
    });
  }

  private async accept(deploymentId: string, report: CandidateReport): Promise<{ accepted: boolean }> {
    this.reports.push({ deploymentId, report });
    if (this.ended.has(deploymentId)) return { accepted: false };
    const stream = `deployment-${deploymentId}`;
    if (report.kind === 'started')
      await this.append(stream, 'CandidateStarted', { deploymentId, containers: report.containers, at: now() });
    else if (report.kind === 'failed') {
      this.ended.add(deploymentId);
      await this.append(stream, 'Failed', {
        deploymentId,
        stage: report.stage,
        code: report.code,
        reason: report.reason,
        at: now(),
      });
    } else {
      this.ended.add(deploymentId);
      const serverId = this.serverOf.get(deploymentId)!;
      const previous = this.live.get(serverId);
      this.live.set(serverId, deploymentId);
      await this.append(stream, 'ToolsDiscovered', {
        deploymentId,
        tools: report.tools,
        changes: { added: [], changed: [], dropped: [] },
        endpoint: report.endpoint,
        at: now(),
      });
      await this.append(stream, 'Promoted', { deploymentId, serverId, previous, at: now() });
      if (previous)
        await this.append(`deployment-${previous}`, 'Retired', { deploymentId: previous, by: deploymentId, at: now() });
    }
    return { accepted: true };
  }

  private async append(stream: string, type: string, data: unknown): Promise<void> {
    await this.store.append(stream, [{ type, data }], { expected: 'any' });
  }
}
