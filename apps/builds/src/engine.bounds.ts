import { existsSync, writeFileSync } from 'node:fs';

/** Where engines of the usual set-ups put the steps of builds; BuildKit takes no limit of a single build. */
const groups = ['/sys/fs/cgroup/pids/docker/buildkit', '/sys/fs/cgroup/docker/buildkit'];

/** Limits how many processes all builds of a local engine may have together, so that a fork bomb stays inside. Does nothing where it may not. */
export function boundBuilds(pids: number): void {
  for (const group of groups) {
    try {
      if (existsSync(`${group}/pids.max`)) writeFileSync(`${group}/pids.max`, String(pids));
    } catch {
      // Not ours to write: the engine's own limits count.
    }
  }
}
