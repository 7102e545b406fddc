import { existsSync, mkdirSync, writeFileSync } from 'node:fs';

/**
 * Where an engine on this machine puts the steps of builds, by version of control groups; BuildKit takes no limit of a
 * single build.
 */
const groups = [
  { engine: '/sys/fs/cgroup/pids', builds: '/sys/fs/cgroup/pids/docker/buildkit' },
  { engine: '/sys/fs/cgroup/docker', builds: '/sys/fs/cgroup/docker/buildkit' },
];

/**
 * Limits how many processes all builds of a local engine may have together, so that a fork bomb stays inside. Does
 * nothing where it may not.
 */
export function boundBuilds(pids: number): void {
  for (const { engine, builds } of groups) {
    try {
      if (!existsSync(engine)) continue;
      mkdirSync(builds, { recursive: true });
      if (existsSync(`${builds}/pids.max`)) writeFileSync(`${builds}/pids.max`, String(pids));
    } catch {
      // Not ours to write: the engine's own limits count.
    }
  }
}
