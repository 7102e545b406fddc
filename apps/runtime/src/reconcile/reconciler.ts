import { Injectable } from '@nestjs/common';
import { KeyedJobs, log } from '@toolyard/service';
import { ReadyRuns } from '../candidates/ready-runs.js';
import { ContainerHost, type ContainerState } from '../containers/container-host.js';
import { runKey } from '../containers/container-runs.js';
import { ContainerWatch } from '../containers/container-watch.js';
import { DesiredState } from '../desired/desired-state.view.js';
import { RuntimeConfig } from '../runtime.config.js';
import { containersByState, reconcileDuration } from '../runtime.metrics.js';
import { ContainerRemovals } from './container-removals.js';
import { Observer } from './observer.js';
import { plan, type Removal } from './plan.js';
import { Restarts } from './restarts.js';
import { RouteWriter } from './route-writer.js';
import { StepRunner } from './step-runner.js';
import { Traffic } from './traffic.js';

/** Servers that are reconciled at the same time. */
const width = 6;
const retryMs = 1_000;
const sweepMs = 30_000;
const shortestWaitMs = 20;

/**
 * Makes containers, networks and routes match the desired state, server by server. A server is reconciled when its
 * desired state or one of its containers changes; a sweep reconciles all servers.
 */
@Injectable()
export class Reconciler {
  private readonly jobs = new KeyedJobs(width, (serverId) => this.run(serverId));
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    private readonly desired: DesiredState,
    private readonly host: ContainerHost,
    private readonly watch: ContainerWatch,
    private readonly routes: RouteWriter,
    private readonly traffic: Traffic,
    private readonly observer: Observer,
    private readonly steps: StepRunner,
    private readonly removals: ContainerRemovals,
    private readonly ready: ReadyRuns,
    private readonly restarts: Restarts,
    private readonly config: RuntimeConfig,
  ) {}

  /** Begins to follow the container host. The desired state and the routes must have been read. */
  start(): void {
    this.ready.listen((serverId) => this.request(serverId));
    this.watch.start({
      onConnected: () => void this.sweep(),
      onEvent: ({ serverId }) => this.request(serverId),
    });
    this.sweeper = setInterval(() => void this.sweep(), sweepMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.sweeper);
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.jobs.stop();
    await this.watch.stop();
  }

  /** Reconciles a server soon. Does nothing while the container host does not answer: a sweep follows when it does. */
  request(serverId: string): void {
    if (this.watch.connected) this.jobs.request(serverId);
  }

  /** Reconciles every server that should run, has a route, or has a container or a network. */
  async sweep(): Promise<void> {
    if (!this.watch.connected) return;
    const readyBefore = this.ready.all();
    try {
      await this.host.keepApart();
      const [containers, networks] = await Promise.all([this.host.containers(), this.host.networks()]);
      this.forgetEnded(containers, readyBefore);
      for (const state of ['created', 'running', 'exited', 'removing'] as const)
        containersByState.set({ state }, containers.filter((one) => one.state === state).length);
      const ids = new Set([...containers, ...networks, ...this.routes.all()].map((one) => one.serverId));
      for (const server of this.desired.servers.values()) if (!server.deleted) ids.add(server.serverId);
      for (const serverId of ids) this.request(serverId);
    } catch (error) {
      log.warn({ err: error }, 'could not list the containers; it is tried again');
      setTimeout(() => void this.sweep(), retryMs).unref();
    }
  }

  private async run(serverId: string): Promise<void> {
    const endTimer = reconcileDuration.startTimer();
    clearTimeout(this.timers.get(serverId));
    this.timers.delete(serverId);
    try {
      await this.reconcile(serverId);
    } catch (error) {
      log.warn({ err: error, serverId }, 'could not reconcile a server; it is tried again');
      this.wake(serverId, retryMs);
    } finally {
      endTimer();
    }
  }

  private async reconcile(serverId: string): Promise<void> {
    const server = this.desired.servers.get(serverId);
    const observed = await this.observer.observe(serverId, server);
    const { steps, route, removals, wakeAt } = plan(server, observed, Date.now(), this.config.drainMs);
    for (const step of steps) {
      const retryInMs = await this.steps.run(server!, step);
      if (retryInMs !== null) this.wake(serverId, retryInMs);
    }
    if (server && route !== undefined) await this.traffic.write(server, route);
    for (const removal of removals) await this.remove(serverId, removal);
    if (wakeAt !== null) this.wake(serverId, wakeAt - Date.now());
  }

  private async remove(serverId: string, removal: Removal): Promise<void> {
    if (removal.kind === 'network') return this.host.removeNetwork(removal.id);
    this.removals.begin(removal.containerId, removal.graceSeconds, (removed) => {
      if (!removed) this.wake(serverId, retryMs);
      this.request(serverId);
    });
  }

  private wake(serverId: string, inMs: number): void {
    clearTimeout(this.timers.get(serverId));
    const timer = setTimeout(() => this.request(serverId), Math.max(inMs, shortestWaitMs));
    this.timers.set(serverId, timer);
  }

  /** Forgets runs that ended and restarts of deployments that ended. */
  private forgetEnded(containers: ContainerState[], readyBefore: string[]): void {
    const runs = new Set(containers.filter((one) => one.state === 'running').map(runKey));
    for (const run of readyBefore) if (!runs.has(run)) this.ready.forget(run);
    this.restarts.keepOnly((id) => this.desired.deployment(id) !== undefined);
  }
}
