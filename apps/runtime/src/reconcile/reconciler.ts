import { KeyedJobs, log } from '@toolyard/service';
import type { Candidates } from '../candidates/candidates.js';
import { type ContainerEngine, type ContainerState, EngineRefusal } from '../containers/container-host.js';
import type { EngineWatch } from '../containers/docker-watch.js';
import { howItEnded } from '../candidates/candidate-failures.js';
import type { LogKeeper } from '../logs/log-keeper.js';
import type { LogPublisher } from '../logs/log-publisher.js';
import { blameless, type Known, plan, type Removal, runKey, type Step, targetName } from './plan.js';
import type { Readiness } from '../candidates/readiness.js';
import { Restarts } from './restarts.js';
import type { RouteTable } from './route-writer.js';
import { containersByState, reconcileDuration, restartsTotal } from '../runtime.metrics.js';
import type { Wanted, WantedServer } from '../desired/desired-state.view.js';

const width = 6;
const retryMs = 1_000;
const fullPassMs = 30_000;
const patienceMs = 8_000;

export interface ReconcilerParts {
  wanted: Wanted;
  engine: ContainerEngine;
  watch: Pick<EngineWatch, 'since' | 'connected'>;
  routes: RouteTable;
  candidates: Candidates;
  readiness: Readiness;
  logs: LogKeeper;
  publisher: LogPublisher;
  variablesOf: (serverId: string) => Promise<Record<string, string>>;
  drainMs: number;
}

/** Makes containers, networks and routes match what is wanted, server by server, whenever something changes. */
export class Reconciler {
  readonly ready = new Set<string>();
  private readonly jobs = new KeyedJobs(width, (serverId) => this.pass(serverId));
  private readonly restarts = new Restarts();
  private readonly switchedAt = new Map<string, number>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly removing = new Map<string, Promise<void>>();
  private fullPass: NodeJS.Timeout | undefined;

  constructor(private readonly parts: ReconcilerParts) {}

  start(): void {
    this.fullPass = setInterval(() => void this.lookAtAll(), fullPassMs);
    void this.lookAtAll();
  }

  async stop(): Promise<void> {
    clearInterval(this.fullPass);
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.jobs.stop();
  }

  look(serverId: string): void {
    if (this.parts.watch.connected) this.jobs.request(serverId);
  }

  /** Looks at every server that is wanted, has a route, or has something running. */
  async lookAtAll(): Promise<void> {
    if (!this.parts.watch.connected) return;
    const { wanted, engine, routes } = this.parts;
    const readyBefore = [...this.ready];
    try {
      await engine.keepApart();
      const [containers, networks] = await Promise.all([engine.containers(), engine.networks()]);
      this.tidy(containers, readyBefore);
      const ids = new Set([...containers, ...networks].map((one) => one.serverId));
      for (const server of wanted.servers.values()) if (!server.deleted) ids.add(server.serverId);
      for (const route of routes.all()) ids.add(route.serverId);
      for (const serverId of ids) this.look(serverId);
    } catch (error) {
      log.warn({ err: error }, 'could not list containers, trying again');
      setTimeout(() => void this.lookAtAll(), retryMs).unref();
    }
  }

  private async pass(serverId: string): Promise<void> {
    const timed = reconcileDuration.startTimer();
    clearTimeout(this.timers.get(serverId));
    this.timers.delete(serverId);
    try {
      await this.reconcile(serverId);
    } catch (error) {
      log.warn({ err: error, serverId }, 'could not finish looking after a server, trying again');
      this.wake(serverId, retryMs);
    } finally {
      timed();
    }
  }

  private async reconcile(serverId: string): Promise<void> {
    const { wanted, engine, routes, candidates, logs, watch, drainMs } = this.parts;
    const server = wanted.servers.get(serverId);
    const [containers, networks] = await Promise.all([engine.containers(serverId), engine.networks(serverId)]);
    const route = server ? routes.get(server.slug) : null;
    logs.attend(containers);
    candidates.keepOnly((id) => wanted.deployment(id)?.deployment.promotedAt === null);
    for (const candidate of server && !server.deleted ? server.candidates : [])
      candidates.attend(server!, candidate, containers, watch.since);
    this.learn(server, containers, route?.serverId === serverId ? route : null);

    const known: Known = {
      ready: this.ready,
      holdUntil: this.restarts.holdUntil,
      engineSince: watch.since,
      excused: candidates.excused,
      route: route?.serverId === serverId ? route : null,
      switchedAt: this.switchedAt.get(serverId) ?? null,
    };
    const planned = plan(server, { containers, networks }, known, Date.now(), drainMs);
    for (const step of planned.steps) await this.perform(server!, step);
    await this.writeRoute(server, planned.route, known.route);
    for (const removal of planned.removals) await this.remove(removal, serverId);
    if (planned.wakeAt !== null) this.wake(serverId, planned.wakeAt - Date.now());
  }

  /** Takes in what the engine and the route tell about runs. */
  private learn(server: WantedServer | undefined, containers: ContainerState[], route: Known['route']): void {
    const routed = new Set([...(route?.targets ?? []), ...(route?.draining ?? [])].map((target) => target.replica));
    for (const container of containers) {
      // Traffic that another process of this service let through stays where it is.
      if (container.state === 'running' && routed.has(targetName(container))) this.ready.add(runKey(container));
      if (container.state !== 'running') this.parts.readiness.over(container.id);
      const live = server?.live?.deploymentId === container.deploymentId ? server.live : null;
      const { excused } = this.parts.candidates;
      if (container.state === 'exited' && excused.has(runKey(container))) this.restarts.ended(container, Date.now());
      if (
        container.state !== 'exited' ||
        !live ||
        blameless(container, { engineSince: this.parts.watch.since, excused })
      )
        continue;
      const pauseMs = this.restarts.ended(container, Date.now());
      if (pauseMs === null) continue;
      restartsTotal.inc();
      this.say(
        container,
        `Replica ${container.replica} ${howItEnded(container, live.run.memoryMb)}; it gets no traffic and starts again in ${pauseMs / 1_000} s.`,
      );
    }
  }

  private async perform(server: WantedServer, step: Step): Promise<void> {
    const { engine, readiness } = this.parts;
    if (step.kind === 'check') {
      // A candidate is asked by those who report on it.
      if (step.deployment.promotedAt !== null) readiness.check(step.container, step.deployment);
      return;
    }
    try {
      if (step.kind === 'network.create') return await engine.createNetwork(server.serverId);
      if (step.kind === 'start') return await engine.start(step.containerId);
      const { deploymentId, image, run } = step.deployment;
      const variables = await this.parts.variablesOf(server.serverId);
      await engine.start(
        await engine.create({
          serverId: server.serverId,
          deploymentId,
          replica: step.replica,
          imageDigest: image.digest,
          run,
          variables,
        }),
      );
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      await this.refused(server, step, error);
    }
  }

  /** A refused candidate has failed; a refused replica of the live deployment is made anew after a pause. */
  private async refused(
    server: WantedServer,
    step: Exclude<Step, { kind: 'check' }>,
    refusal: EngineRefusal,
  ): Promise<void> {
    log.warn({ err: refusal, serverId: server.serverId, step: step.kind }, 'the engine refused');
    if (refusal.code === 'gone') return this.wake(server.serverId, 0);
    if (step.kind === 'network.create') {
      for (const candidate of server.candidates)
        this.parts.candidates.refused(server, candidate, { code: refusal.code, reason: refusal.message });
      throw refusal;
    }
    const deploymentId = step.kind === 'create' ? step.deployment.deploymentId : step.deploymentId;
    const candidate = server.candidates.find((one) => one.deploymentId === deploymentId);
    const pauseMs = this.restarts.refused(deploymentId, step.replica, Date.now());
    // An engine that is going down refuses as well: a candidate that it ended before gets some more tries.
    if (candidate && (!this.parts.candidates.isExcused(deploymentId) || pauseMs > patienceMs)) {
      const kept = 'The deployment that was live stays live.';
      this.parts.candidates.refused(server, candidate, { code: refusal.code, reason: `${refusal.message} ${kept}` });
      return;
    }
    this.say(
      { serverId: server.serverId, deploymentId, id: '' },
      `Replica ${step.replica} could not be started and is tried again in ${pauseMs / 1_000} s. ${refusal.message}`,
    );
    const broken = (await this.parts.engine.containers(server.serverId)).find(
      (one) => one.deploymentId === deploymentId && one.replica === step.replica && one.state !== 'running',
    );
    if (broken) await this.parts.engine.remove(broken.id);
    this.wake(server.serverId, pauseMs);
  }

  private async writeRoute(
    server: WantedServer | undefined,
    route: Known['route'] | undefined,
    before: Known['route'],
  ): Promise<void> {
    if (!server || route === undefined) return;
    // The slug of a deleted server may belong to another by now.
    if (route === null) return before ? this.parts.routes.remove(server.slug) : undefined;
    const switched =
      route.deploymentId !== '' && route.deploymentId !== before?.deploymentId && route.status === 'live';
    if (switched) this.switchedAt.set(server.serverId, Date.now());
    const changed = await this.parts.routes.put(route);
    if (!changed || !switched || route.targets.length === 0) return;
    const replicas = `${route.targets.length} replica${route.targets.length === 1 ? '' : 's'}`;
    const drained =
      route.draining.length > 0
        ? ` Containers of the deployment before keep their sessions for ${this.parts.drainMs / 1_000} s.`
        : '';
    const target = {
      log: 'deployment' as const,
      serverId: server.serverId,
      deploymentId: route.deploymentId,
      containerId: '',
    };
    void this.parts.publisher.say(
      target,
      'promotion',
      `Traffic goes to this deployment now (${replicas}).${drained}`,
      `${route.deploymentId} promoted`,
    );
  }

  private async remove(removal: Removal, serverId: string): Promise<void> {
    if (removal.kind === 'network') return this.parts.engine.removeNetwork(removal.id);
    const { containerId, graceSeconds } = removal;
    if (this.removing.has(containerId)) return;
    const { engine, logs } = this.parts;
    const removed = (async () => {
      try {
        await engine.stop(containerId, graceSeconds);
        await logs.settle(containerId);
        await engine.remove(containerId);
        await logs.forget(containerId);
      } catch (error) {
        log.warn({ err: error, containerId }, 'could not remove a container, trying again');
        this.wake(serverId, retryMs);
      } finally {
        this.removing.delete(containerId);
        this.look(serverId);
      }
    })();
    this.removing.set(containerId, removed);
  }

  private wake(serverId: string, inMs: number): void {
    clearTimeout(this.timers.get(serverId));
    this.timers.set(
      serverId,
      setTimeout(() => this.look(serverId), Math.max(inMs, 20)),
    );
  }

  /** Forgets what is over, and counts what is there. */
  private tidy(containers: ContainerState[], readyBefore: string[]): void {
    const runs = new Set(containers.filter((one) => one.state === 'running').map(runKey));
    for (const run of readyBefore) if (!runs.has(run)) this.ready.delete(run);
    this.restarts.keepOnly((id) => this.parts.wanted.deployment(id) !== undefined);
    for (const state of ['created', 'running', 'exited', 'removing'] as const)
      containersByState.set({ state }, containers.filter((one) => one.state === state).length);
  }

  private say(container: { serverId: string; deploymentId: string; id: string }, text: string): void {
    const { serverId, deploymentId, id } = container;
    void this.parts.publisher.say({ log: 'server', serverId, deploymentId, containerId: id }, 'runtime', text);
  }
}
