import type { ContainerState } from '../containers/container-host.js';
import { deploymentOf, replicaKey, runKey } from '../containers/container-runs.js';

const firstPauseMs = 500;
const longestPauseMs = 60_000;
/** After a run of this length the count of crashes starts again. */
const steadyMs = 5 * 60_000;

/** Pause in milliseconds before the start after this many crashes in a row. */
export function pauseAfter(crashes: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(crashes - 1, 20));
}

/** Counts the crashes of replicas, and how long each waits before its next start. */
export class Restarts {
  /** Replica → time before which it is not started; milliseconds since the epoch. */
  readonly holdUntil = new Map<string, number>();
  private readonly crashes = new Map<string, { count: number; run: string }>();

  /** Notes a run that ended. @returns the pause before the next run in milliseconds; null when it was noted before */
  ended(container: ContainerState, now: number): number | null {
    const key = replicaKey(container.deploymentId, container.replica);
    const before = this.crashes.get(key);
    if (before?.run === runKey(container)) return null;
    const steady = (container.finishedAt ?? now) - (container.startedAt ?? now) >= steadyMs;
    return this.note(key, runKey(container), steady ? 1 : (before?.count ?? 0) + 1, container.finishedAt ?? now);
  }

  /** Notes a replica that could not be started. @returns the pause before the next attempt in milliseconds */
  refused(deploymentId: string, replica: number, now: number): number {
    const key = replicaKey(deploymentId, replica);
    const count = (this.crashes.get(key)?.count ?? 0) + 1;
    return this.note(key, `refused ${now} ${count}`, count, now);
  }

  /** Forgets the crashes of other deployments. */
  keepOnly(isKept: (deploymentId: string) => boolean): void {
    for (const key of this.crashes.keys()) {
      if (isKept(deploymentOf(key))) continue;
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
