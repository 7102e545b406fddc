import { existsSync, mkdirSync, writeFileSync } from 'node:fs';

/**
 * Control groups in which an engine on this machine runs the steps of builds, for each version of control groups.
 * BuildKit has no limit for a single build.
 */
const groups = [
  { engine: '/sys/fs/cgroup/pids', builds: '/sys/fs/cgroup/pids/docker/buildkit' },
  { engine: '/sys/fs/cgroup/docker', builds: '/sys/fs/cgroup/docker/buildkit' },
];

/**
 * Limits how many processes all builds of a local engine may have together, against fork bombs. Does nothing where the
 * control group cannot be written.
 */
export function limitBuilds(pids: number): void {
  for (const { engine, builds } of groups) {
    try {
      if (!existsSync(engine)) continue;
      mkdirSync(builds, { recursive: true });
      if (existsSync(`${builds}/pids.max`)) writeFileSync(`${builds}/pids.max`, String(pids));
    } catch {
      // The control group cannot be written, so only the engine's own limits apply.
    }
  }
}
