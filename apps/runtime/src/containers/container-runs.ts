import type { ContainerState } from './container-host.js';

/** Names one run of a container, from a start to its end. */
export function runKey(container: ContainerState): string {
  return `${container.id}@${container.startedAt}`;
}

/** True when a run key names a run of this container. */
export function isRunOf(run: string, containerId: string): boolean {
  return run.startsWith(`${containerId}@`);
}

/** Names a replica of a deployment; its containers and their runs change. */
export function replicaKey(deploymentId: string, replica: number): string {
  return `${deploymentId}/${replica}`;
}

/** Id of the deployment in a replica key. */
export function deploymentOf(replica: string): string {
  return replica.slice(0, replica.lastIndexOf('/'));
}

/**
 * Name of a run in the route. It changes with every start, so gateways notice that the sessions of the run are lost.
 */
export function targetName(container: ContainerState): string {
  const { deploymentId, replica, id, startedAt } = container;
  return `${deploymentId}.${replica}.${id.slice(0, 12)}.${(startedAt ?? 0).toString(36)}`;
}

/** What tells an end caused from outside from an end caused by the server. */
export interface OutsideEnds {
  /** Runs that ended before this moment were ended by the engine when it stopped; milliseconds since the epoch. */
  engineSince: number;
  /** Runs of candidates that a signal from outside ended, and that are started again. */
  excused: ReadonlySet<string>;
}

/** True when a container ended for a reason that is not the server's. */
export function endedFromOutside(container: ContainerState, { engineSince, excused }: OutsideEnds): boolean {
  return (
    container.state === 'exited' &&
    container.finishedAt !== null &&
    (container.finishedAt < engineSince || excused.has(runKey(container)))
  );
}
