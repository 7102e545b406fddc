import type { SkippedHead } from '@toolyard/contracts';

/** What is in the way of a new head of the branch being deployed. */
export type Skip = SkippedHead | null;

/** `[skip deploy]` or `[deploy skip]`, as CI systems know `[skip ci]`. */
const skipMark = /\[(skip deploy|deploy skip)\]/i;

export const asksToSkip = (message: string): boolean => skipMark.test(message);

/** What of the commits of a branch decides whether its head is deployed. */
interface Requested {
  commit: { sha: string };
  trigger: string;
  status: string;
}

/**
 * The last commit of the branch that was deployed, or is being deployed; undefined before the first. Files that changed
 * since then count for watched paths.
 * @param deployments of one server, newest first
 */
export function lastHead(deployments: readonly Requested[]): string | undefined {
  return deployments.find(({ trigger, status }) => (trigger === 'push' || trigger === 'poll') && status !== 'cancelled')
    ?.commit.sha;
}
