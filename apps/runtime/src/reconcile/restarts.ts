import type { ContainerState } from '../containers/container-host.js';
import { replicaKey, runKey } from './plan.js';

const firstPauseMs = 500;
const longestPauseMs = 60_000;
/** A run of this length makes earlier crashes forgotten. */
const steadyMs = 5 * 60_000;

export function pauseAfter(crashes: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(crashes - 1, 20));
}

/** Counts crashes of replicas and says how long each has to wait. */
export class Restarts {
  readonly holdUntil = new Map<string, number>();
  private readonly crashes = new Map<string, { count: number; run: string }>();

  /** Notes a run that ended; answers the pause before the next, or null when this end was noted before. */
  ended(container: ContainerState, now: number): number | null {
    const key = replicaKey(container.deploymentId, container.replica);
    const before = this.crashes.get(key);
    if (before?.run === runKey(container)) return null;
    const steady = (container.finishedAt ?? now) - (container.startedAt ?? now) >= steadyMs;
    return this.note(key, runKey(container), steady ? 1 : (before?.count ?? 0) + 1, container.finishedAt ?? now);
  }

  /** Notes that a replica could not even be started. */
  refused(deploymentId: string, replica: number, now: number): number {
    const key = replicaKey(deploymentId, replica);
    const count = (this.crashes.get(key)?.count ?? 0) + 1;
    return this.note(key, `refused ${now} ${count}`, count, now);
  }

  /** Forgets everything about deployments that are no longer wanted. */
  keepOnly(isWanted: (deploymentId: string) => boolean): void {
    for (const key of this.crashes.keys()) {
      if (isWanted(key.slice(0, key.lastIndexOf('/')))) continue;
      this.crashes.delete(key);
      this.holdUntil.delete(key);
    }
  }

  private note(key: string, run: string, count: number, from: number): number {
    this.crashes.set(key, { count, run });
    this.holdUntil.set(key, from + pauseAfter(count));
    return pauseAfter(count);
  }
}
