import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EventStore, View } from '@toolyard/event-store';
import { Messaging, Requester } from '@toolyard/messaging';
import { HealthChecks, log, VariablesClient } from '@toolyard/service';
import { Candidates } from './candidates/candidates.js';
import { ContainerEngine } from './containers/container-host.js';
import { EngineWatch } from './containers/docker-watch.js';
import { StoredLogCursors } from './logs/log-cursors.js';
import type { Destination } from './logs/log-follower.js';
import { LogKeeper } from './logs/log-keeper.js';
import { LogPublisher } from './logs/log-publisher.js';
import { Readiness } from './candidates/readiness.js';
import { Reconciler } from './reconcile/reconciler.js';
import { RouteTable } from './reconcile/route-writer.js';
import { RuntimeConfig } from './runtime.config.js';
import { Wanted } from './desired/desired-state.view.js';

const retryMs = 1_000;

/** Ties the parts together: nothing is compared before everything wanted and every route is known. */
@Injectable()
export class Runtime implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly wanted = new Wanted();
  private readonly view: View;
  private readonly watch: EngineWatch;
  private readonly publisher: LogPublisher;
  private readonly logs: LogKeeper;
  private readonly candidates: Candidates;
  private reconciler: Reconciler | undefined;
  private stopping = false;

  constructor(
    store: EventStore,
    private readonly messaging: Messaging,
    requester: Requester,
    private readonly engine: ContainerEngine,
    private readonly variables: VariablesClient,
    private readonly config: RuntimeConfig,
    health: HealthChecks,
  ) {
    this.view = new View(store, ['server-', 'deployment-', 'variables-'], (event) => {
      const serverId = this.wanted.apply(event);
      if (serverId) this.reconciler?.look(serverId);
    });
    this.publisher = new LogPublisher(messaging);
    this.logs = new LogKeeper(engine, this.publisher, new StoredLogCursors(messaging), this.destination);
    this.candidates = new Candidates(engine, requester, this.logs, this.publisher, this.onReady);
    this.watch = new EngineWatch(
      engine,
      () => void this.reconciler?.lookAtAll(),
      (event) => this.reconciler?.look(event.serverId),
    );
    health.add('docker', () => engine.ping());
    health.add('wanted state', async () => {
      if (!this.reconciler) throw new Error('what should run is still being read');
    });
  }

  onApplicationBootstrap(): void {
    void this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.candidates.stop();
    await this.reconciler?.stop();
    await this.watch.stop();
    await this.view.stop();
    await Promise.all([this.publisher.stop(), this.logs.stop()]);
    await this.engine.uncoverPool();
  }

  private async start(): Promise<void> {
    await this.view.start();
    const routes = await this.loadRoutes();
    if (!routes || this.stopping) return;
    const readiness = new Readiness(this.onReady, (container, said) => {
      const { serverId, deploymentId, id, replica } = container;
      void this.publisher.say(
        { log: 'server', serverId, deploymentId, containerId: id },
        'runtime',
        `Replica ${replica} started but does not answer MCP (${said}). It is stopped and started again.`,
      );
      this.engine
        .stop(id, 2)
        .catch((error: unknown) =>
          log.warn({ err: error, containerId: id }, 'could not stop a replica that does not answer'),
        );
    });
    this.reconciler = new Reconciler({
      wanted: this.wanted,
      engine: this.engine,
      watch: this.watch,
      routes,
      candidates: this.candidates,
      readiness,
      logs: this.logs,
      publisher: this.publisher,
      variablesOf: (serverId) => this.variables.valuesOf(serverId),
      drainMs: this.config.TOOLYARD_DRAIN_SECONDS * 1_000,
    });
    this.watch.start();
    this.reconciler.start();
  }

  private async loadRoutes(): Promise<RouteTable | undefined> {
    while (!this.stopping) {
      try {
        return await RouteTable.load(this.messaging, this.config.TOOLYARD_RUN_ID);
      } catch (error) {
        log.warn({ err: error }, 'could not read the routes, trying again');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
    return undefined;
  }

  private readonly onReady = (serverId: string, run: string): void => {
    this.reconciler?.ready.add(run);
    this.reconciler?.look(serverId);
  };

  /** What a container prints before its promotion belongs to the deployment's log, everything later to the server's. */
  private readonly destination: Destination = ({ serverId, deploymentId }, at) => {
    const server = this.wanted.servers.get(serverId);
    const promotedAt = server?.live?.deploymentId === deploymentId ? server.live.promotedAt : null;
    const served =
      promotedAt !== null ? at >= promotedAt : server?.retired.some((one) => one.deploymentId === deploymentId);
    return served ? { log: 'server', stage: 'runtime' } : { log: 'deployment', stage: 'candidate' };
  };
}
