import type { Deployment } from '@toolyard/contracts';
import { type DeploymentRecord, isUnfinished } from './deployment-record.js';
import type { DeploymentsView, ServerRecord } from './deployments.view.js';

/** A deployment and the deployment that takes its place. */
interface Replacement {
  id: string;
  by: string;
}

/**
 * Unfinished deployments of a server that a newer request replaces.
 *
 * Used twice on purpose: `DeploymentsService.request` supersedes them at once, `DeploymentSettler` supersedes what a
 * process that stopped right after the request left behind.
 */
export function toSupersede(view: DeploymentsView, serverId: string): Replacement[] {
  const [newest, ...older] = view.ofServer(serverId);
  if (!newest) return [];
  return older.filter(isUnfinished).map(({ id }) => ({ id, by: newest.id }));
}

/**
 * Live deployments of a server that a later promotion replaces.
 *
 * Decided twice on purpose: `DeploymentsService.report` retires the previous deployment at once, `DeploymentSettler`
 * retires what a process that stopped right after the promotion left behind.
 */
export function toRetire(view: DeploymentsView, serverId: string): Replacement[] {
  const live = view.live(serverId);
  if (!live) return [];
  return view
    .ofServer(serverId)
    .filter(({ id, status }) => status === 'live' && id !== live.id)
    .map(({ id }) => ({ id, by: live.id }));
}

/**
 * The deployment whose image is deployed again because variables changed: the newest, when its candidate exited and may
 * have missed a variable; else the live one, when its containers have the old values. Null when nothing is to be done,
 * and when the image was tried with these values already.
 */
export function variablesRestart(view: DeploymentsView, server: ServerRecord): DeploymentRecord | null {
  if (server.deleted || server.disabled || server.variablesAt < 0n) return null;
  if (view.unfinished(server.id).length > 0) return null;
  const waiting = [exitedCandidate(view, server.id), view.live(server.id)].find(
    (deployment) =>
      deployment !== null &&
      (deployment.imageBuiltAt ?? -1n) <= server.variablesAt &&
      !wasTried(view, server, deployment),
  );
  return waiting ?? null;
}

/** The newest deployment that ended in its own way, when its candidate exited. */
function exitedCandidate(view: DeploymentsView, serverId: string): DeploymentRecord | null {
  const newest = view.ofServer(serverId).find(({ status }) => status !== 'superseded' && status !== 'cancelled');
  return newest?.status === 'failed' && newest.error?.code === 'exited' && newest.image ? newest : null;
}

/** A superseded restart did not happen. One that failed or was cancelled is not repeated with the same values. */
function wasTried(view: DeploymentsView, { id, variablesAt }: ServerRecord, { image }: DeploymentRecord): boolean {
  return view
    .ofServer(id)
    .some(
      (each) =>
        each.trigger === 'variables' &&
        each.image?.digest === image?.digest &&
        each.requestedAt > variablesAt &&
        each.status !== 'superseded',
    );
}

/**
 * True when the commit that `main` points to was pushed but never requested, as after a crash between the two.
 * @param deployments of one server, newest first
 * @param head SHA of the commit that `main` points to
 */
export function missesHead(deployments: Pick<Deployment, 'commit' | 'trigger'>[], head: string): boolean {
  for (const { commit, trigger } of deployments) {
    if (commit.sha === head) return false;
    if (trigger === 'push' || trigger === 'poll') return true;
  }
  return true;
}

/**
 * Digests of images that can be removed. The newest `keep` images stay, and every image of a deployment that is live or
 * can become live.
 * @param deployments of one server, newest first
 */
export function imagesToRemove(deployments: DeploymentRecord[], keep: number): string[] {
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

const liveClause = /(?:^|(?<= ))The live deployment stays live(?:[;.] (\w)|\.$)/;

/** The reason of a failure, without the clause on the live deployment when the server has none. */
export function reasonFor(view: DeploymentsView, serverId: string, reason: string): string {
  if (view.live(serverId) !== null) return reason;
  return reason.replace(liveClause, (_clause, next?: string) => next?.toUpperCase() ?? '').trim();
}

/** After a deployment that failed, another one may end the same way: it is not tried again before this. */
const rebuildPauseMs = 10 * 60_000;

/** The live deployment of a server, if its commit may be built again should the image be gone. */
export function mayNeedRebuild(
  view: DeploymentsView,
  server: ServerRecord,
  nowMs: number,
): DeploymentRecord | undefined {
  if (server.deleted || server.disabled || !view.mayUseRepository(server)) return undefined;
  const live = view.live(server.id);
  const [newest] = view.ofServer(server.id);
  if (!live || !newest || view.unfinished(server.id).length > 0) return undefined;
  return newest.id === live.id || nowMs - Date.parse(newest.createdAt) > rebuildPauseMs ? live : undefined;
}
