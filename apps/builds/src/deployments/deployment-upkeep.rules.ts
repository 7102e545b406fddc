import type { Deployment } from '@toolyard/contracts';
import type { Deployments, KnownDeployment, KnownServer } from './deployments.view.js';

/**
 * True when variables changed after the live deployment's containers could have known them, and nothing has been done
 * about it.
 */
export function needsVariablesRestart(view: Deployments, server: KnownServer): boolean {
  if (server.deleted || server.disabled || server.variablesAt < 0n) return false;
  const live = view.live(server.id);
  if (!live || (live.imageBuiltAt ?? -1n) > server.variablesAt) return false;
  const deployments = view.ofServer(server.id);
  if (view.unfinished(server.id).length > 0) return false;
  // A superseded restart did not happen; one that failed or was cancelled had its chance with these values.
  return !deployments.some(
    ({ trigger, requestedAt, status }) =>
      trigger === 'variables' && requestedAt > server.variablesAt && status !== 'superseded',
  );
}

/** True when `head` of `main` was pushed but never asked for, as after a crash between the push and the request. */
export function missesHead(deployments: Pick<Deployment, 'commit' | 'trigger'>[], head: string): boolean {
  for (const { commit, trigger } of deployments) {
    if (commit.sha === head) return false;
    if (trigger === 'push') return true;
  }
  return true;
}

/** Unfinished deployments of a server that a newer request replaced, with the one that replaces them. */
export function supersededOnes(view: Deployments, serverId: string): { id: string; by: string }[] {
  const [newest, ...older] = view.ofServer(serverId);
  if (!newest) return [];
  return older
    .filter(({ status }) => status === 'queued' || status === 'building' || status === 'starting')
    .map(({ id }) => ({ id, by: newest.id }));
}

/** Live deployments that a later promotion replaced. */
export function replacedOnes(view: Deployments, serverId: string): { id: string; by: string }[] {
  const live = view.live(serverId);
  if (!live) return [];
  return view
    .ofServer(serverId)
    .filter(({ id, status }) => status === 'live' && id !== live.id)
    .map(({ id }) => ({ id, by: live.id }));
}

/** Images that may go: of every server the newest `keep` stay, and each one that is live or about to be. */
export function imagesToRemove(deployments: KnownDeployment[], keep: number): string[] {
  const kept = new Set<string>();
  const seen = new Set<string>();
  for (const { image, status } of deployments) {
    if (!image) continue;
    if (seen.size < keep || seen.has(image.digest)) kept.add(image.digest);
    seen.add(image.digest);
    if (status === 'live' || status === 'starting' || status === 'queued') kept.add(image.digest);
  }
  return [...seen].filter((digest) => !kept.has(digest));
}
