import { request } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { log } from '@toolyard/service';
import { ContainerHost, type ContainerState } from '../containers/container-host.js';
import { runKey } from '../containers/container-runs.js';
import type { RunnableDeployment } from '../desired/desired-state.view.js';
import { LogPublisher } from '../logs/log-publisher.js';
import { RuntimeConfig } from '../runtime.config.js';
import { ReadyRuns } from './ready-runs.js';

/** Pings that stay unanswered within the limit before a server counts as hanging. */
const pings = 6;
const stopGraceSeconds = 2;
const ping = JSON.stringify({ jsonrpc: '2.0', id: 'toolyard-ping', method: 'ping' });

interface Watched {
  container: ContainerState;
  path: string;
  unanswered: number;
  asking: boolean;
}

/**
 * Pings the replicas of live deployments. One that answered before and answers no ping for the time of the setting
 * hangs: it leaves the route and is stopped, and the reconciler starts it again after its pause.
 */
@Injectable()
export class Liveness implements OnApplicationShutdown {
  private readonly watched = new Map<string, Watched>();
  private readonly timer: NodeJS.Timeout;
  private readonly pingMs: number;

  constructor(
    private readonly host: ContainerHost,
    private readonly publisher: LogPublisher,
    private readonly ready: ReadyRuns,
    config: RuntimeConfig,
  ) {
    this.pingMs = config.hangMs / pings;
    this.timer = setInterval(() => this.pingAll(), this.pingMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Pings these replicas of a server's live deployment from now on, as far as they are ready, and no others of it. */
  follow(serverId: string, live: RunnableDeployment | null, containers: ContainerState[]): void {
    const runs = new Map(
      containers
        .filter((one) => one.state === 'running' && one.address !== null && one.deploymentId === live?.deploymentId)
        .filter((one) => this.ready.has(runKey(one)))
        .map((one) => [runKey(one), one]),
    );
    for (const [run, { container }] of this.watched)
      if (container.serverId === serverId && !runs.has(run)) this.watched.delete(run);
    const path = live?.endpoint?.path ?? '/';
    for (const [run, container] of runs)
      if (!this.watched.has(run)) this.watched.set(run, { container, path, unanswered: 0, asking: false });
  }

  private pingAll(): void {
    for (const [run, watched] of this.watched) if (!watched.asking) void this.ask(run, watched);
  }

  private async ask(run: string, watched: Watched): Promise<void> {
    watched.asking = true;
    const answered = await answers(watched.container, watched.path, this.pingMs);
    watched.asking = false;
    if (!this.watched.has(run)) return;
    watched.unanswered = answered ? 0 : watched.unanswered + 1;
    if (watched.unanswered >= pings) await this.restart(run, watched.container);
  }

  private async restart(run: string, { id, serverId, deploymentId, replica }: ContainerState): Promise<void> {
    this.watched.delete(run);
    void this.publisher.say(
      { log: 'server', serverId, deploymentId, containerId: id },
      'runtime',
      `Replica ${replica} hangs: it answered none of ${pings} pings. It gets no traffic, and is stopped ` +
        'and started again.',
    );
    this.ready.withdraw(serverId, run);
    try {
      await this.host.stop(id, stopGraceSeconds);
    } catch (error) {
      log.warn({ err: error, containerId: id }, 'could not stop a replica that hangs');
    }
  }
}

/** True when anything answers over HTTP, an error too: a process that computes without end answers nothing. */
function answers({ address, port }: ContainerState, path: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = request({ host: address!, port, path, method: 'POST', headers, agent: false, signal }, (response) => {
      resolve(true);
      response.destroy();
    });
    asked.on('error', () => resolve(false));
    asked.end(ping);
  });
}
