import { log } from '@toolyard/service';
import type { ContainerState } from '../containers/container-host.js';
import { probe } from './probe/mcp-probe.js';
import { runKey } from '../reconcile/plan.js';
import type { RunnableDeployment } from '../desired/desired-state.view.js';

const shortestChanceMs = 5_000;

/** Asks started replicas of live deployments whether they answer. */
export class Readiness {
  private readonly asking = new Map<string, AbortController>();

  constructor(
    private readonly onReady: (serverId: string, run: string) => void,
    /** The run had its time and does not answer. */
    private readonly onUnready: (container: ContainerState, said: string) => void,
  ) {}

  check(container: ContainerState, deployment: RunnableDeployment): void {
    const run = runKey(container);
    if (this.asking.has(run) || container.address === null) return;
    const abort = new AbortController();
    this.asking.set(run, abort);
    const deadline = Math.max(
      container.startedAt! + deployment.run.startupSeconds * 1_000,
      Date.now() + shortestChanceMs,
    );
    const paths = deployment.endpoint ? [deployment.endpoint.path] : deployment.run.paths;
    probe(
      { host: container.address, port: deployment.run.port, paths },
      { deadline, signal: abort.signal, greetOnly: true },
    )
      .then(
        (result) => (result.ok ? this.onReady(container.serverId, run) : this.onUnready(container, result.said)),
        (error: unknown) => {
          if (!abort.signal.aborted) log.warn({ err: error, containerId: container.id }, 'could not ask a replica');
        },
      )
      .finally(() => this.asking.delete(run));
  }

  /** Stops asking a container that has ended. */
  over(containerId: string): void {
    for (const [run, abort] of this.asking) if (run.startsWith(`${containerId}@`)) abort.abort();
  }
}
