import { Injectable } from '@nestjs/common';
import type { Route } from '@toolyard/contracts';
import { howItEnded } from '../candidates/candidate-failures.js';
import { Candidates } from '../candidates/candidates.js';
import { Liveness } from '../candidates/liveness.js';
import { Readiness } from '../candidates/readiness.js';
import { ReadyRuns } from '../candidates/ready-runs.js';
import { ContainerHost, type ContainerState } from '../containers/container-host.js';
import { endedFromOutside, runKey, targetName } from '../containers/container-runs.js';
import { ContainerWatch } from '../containers/container-watch.js';
import { type DesiredServer, DesiredState } from '../desired/desired-state.view.js';
import { LogKeeper } from '../logs/log-keeper.js';
import { LogPublisher } from '../logs/log-publisher.js';
import { restartsTotal } from '../runtime.metrics.js';
import type { Observations } from './plan.js';
import { Restarts } from './restarts.js';
import { Traffic } from './traffic.js';

/** Observes one server: what the container host reports, and what follows from it for logs, candidates and restarts. */
@Injectable()
export class Observer {
  constructor(
    private readonly desired: DesiredState,
    private readonly host: ContainerHost,
    private readonly watch: ContainerWatch,
    private readonly traffic: Traffic,
    private readonly candidates: Candidates,
    private readonly readiness: Readiness,
    private readonly liveness: Liveness,
    private readonly ready: ReadyRuns,
    private readonly restarts: Restarts,
    private readonly logs: LogKeeper,
    private readonly publisher: LogPublisher,
  ) {}

  /** The observed state of a server, for the plan. */
  async observe(serverId: string, server: DesiredServer | undefined): Promise<Observations> {
    const [containers, networks] = await Promise.all([this.host.containers(serverId), this.host.networks(serverId)]);
    const route = server ? this.traffic.routeOf(server) : null;
    this.logs.follow(containers);
    this.watchCandidates(server, containers);
    this.noteRuns(server, containers, route);
    const live = server && !server.disabled && !server.deleted ? server.live : null;
    this.liveness.follow(serverId, live, containers);
    return {
      containers,
      networks,
      ready: this.ready,
      holdUntil: this.restarts.holdUntil,
      engineSince: this.watch.since,
      excused: this.candidates.excused,
      route,
    };
  }

  private watchCandidates(server: DesiredServer | undefined, containers: ContainerState[]): void {
    this.candidates.keepOnly((id) => this.desired.deployment(id)?.deployment.promotedAt === null);
    if (!server || server.deleted) return;
    for (const candidate of server.candidates) this.candidates.observe(server, candidate, containers, this.watch.since);
  }

  private noteRuns(server: DesiredServer | undefined, containers: ContainerState[], route: Route | null): void {
    const routed = new Set([...(route?.targets ?? []), ...(route?.draining ?? [])].map((target) => target.replica));
    for (const container of containers) {
      // A run that an earlier process of this service routed keeps its traffic.
      if (container.state === 'running' && routed.has(targetName(container))) this.ready.restore(runKey(container));
      if (container.state !== 'running') this.readiness.ended(container.id);
      if (container.state === 'exited') this.noteEnd(server, container);
    }
  }

  private noteEnd(server: DesiredServer | undefined, container: ContainerState): void {
    const { excused } = this.candidates;
    if (excused.has(runKey(container))) this.restarts.ended(container, Date.now());
    const live = server?.live?.deploymentId === container.deploymentId ? server.live : null;
    if (!live || endedFromOutside(container, { engineSince: this.watch.since, excused })) return;
    const pauseMs = this.restarts.ended(container, Date.now());
    if (pauseMs === null) return;
    restartsTotal.inc();
    const { serverId, deploymentId, id, replica } = container;
    const advice = container.outOfMemory ? ' Raise resources.memoryMb in toolyard.yaml, or make it use less.' : '';
    void this.publisher.say(
      { log: 'server', serverId, deploymentId, containerId: id },
      'runtime',
      `Replica ${replica} ${howItEnded(container, live.run.memoryMb)}; it gets no traffic and starts again ` +
        `in ${pauseMs / 1_000} s.${advice}`,
    );
  }
}
