import { Injectable } from '@nestjs/common';
import { log } from '@toolyard/service';
import { ContainerHost, type ContainerState } from '../containers/container-host.js';
import { isRunOf, runKey } from '../containers/container-runs.js';
import type { RunnableDeployment } from '../desired/desired-state.view.js';
import { LogPublisher } from '../logs/log-publisher.js';
import { probe } from './probe/mcp-probe.js';
import { ReadyRuns } from './ready-runs.js';

/** A run that started long before this process still gets this time to answer. */
const minimumMs = 5_000;
const stopGraceSeconds = 2;

/** Asks replicas of live deployments that were started whether they answer, and stops those that do not. */
@Injectable()
export class Readiness {
  private readonly asking = new Map<string, AbortController>();

  constructor(
    private readonly host: ContainerHost,
    private readonly publisher: LogPublisher,
    private readonly ready: ReadyRuns,
  ) {}

  /** Begins to ask a run, unless it is asked already. */
  check(container: ContainerState, deployment: RunnableDeployment): void {
    const run = runKey(container);
    if (this.asking.has(run) || container.address === null) return;
    const abort = new AbortController();
    this.asking.set(run, abort);
    const deadline = Math.max(container.startedAt! + deployment.run.startupSeconds * 1_000, Date.now() + minimumMs);
    const paths = deployment.endpoint ? [deployment.endpoint.path] : deployment.run.paths;
    probe(
      { host: container.address, port: deployment.run.port, paths },
      { deadline, signal: abort.signal, greetOnly: true },
    )
      .then(
        (result) => (result.ok ? this.ready.add(container.serverId, run) : this.restart(container, result.detail)),
        (error: unknown) => {
          if (!abort.signal.aborted) log.warn({ err: error, containerId: container.id }, 'could not ask a replica');
        },
      )
      .finally(() => this.asking.delete(run));
  }

  /** Stops asking a container that has ended. */
  ended(containerId: string): void {
    for (const [run, abort] of this.asking) if (isRunOf(run, containerId)) abort.abort();
  }

  /** Stops a replica that does not answer in time; the reconciler starts it again. */
  private restart({ serverId, deploymentId, id, replica }: ContainerState, reason: string): void {
    void this.publisher.say(
      { log: 'server', serverId, deploymentId, containerId: id },
      'runtime',
      `Replica ${replica} started but does not answer MCP (${reason}). It is stopped and started again.`,
    );
    this.host
      .stop(id, stopGraceSeconds)
      .catch((error: unknown) =>
        log.warn({ err: error, containerId: id }, 'could not stop a replica that does not answer'),
      );
  }
}
