import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const mounted = '/sys/fs/cgroup';

/** Removes a control group with those in it, of either version; one that still has processes stays. */
export function removeGroup(group: string): void {
  const roots = existsSync(join(mounted, 'cgroup.controllers'))
    ? [mounted]
    : foldersIn(mounted).map((controller) => join(mounted, controller));
  for (const root of roots) removeDeep(join(root, group));
}

function removeDeep(folder: string): void {
  for (const name of foldersIn(folder)) removeDeep(join(folder, name));
  try {
    rmdirSync(folder);
  } catch {
    // It does not exist, or has processes.
  }
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
}
