import type { Route, RouteTarget } from '@toolyard/contracts';
import type { ContainerState, NetworkState } from '../containers/container-host.js';
import type { RunnableDeployment, WantedServer } from '../desired/desired-state.view.js';

export type Step =
  | { kind: 'network.create' }
  | { kind: 'create'; deployment: RunnableDeployment; replica: number }
  | { kind: 'start'; containerId: string; deploymentId: string; replica: number }
  /** Ask the server inside whether it answers. */
  | { kind: 'check'; container: ContainerState; deployment: RunnableDeployment };

export type Removal =
  { kind: 'container'; containerId: string; graceSeconds: number } | { kind: 'network'; id: string };

export interface Plan {
  steps: Step[];
  /** What the route must say; null: the key must be gone; undefined: not ours to touch. */
  route: Route | null | undefined;
  /** Only after the route is written. */
  removals: Removal[];
  /** When to look again even if nothing happens; milliseconds since the epoch. */
  wakeAt: number | null;
}

/** What the engine does not remember: seen and decided by this process, or read back from the route. */
export interface Known {
  /** Runs (see {@link runKey}) that answered as they should. */
  ready: ReadonlySet<string>;
  /** Replica (see {@link replicaKey}) → not to be started before this time. */
  holdUntil: ReadonlyMap<string, number>;
  /** What ended before this moment was ended by the engine going down, not by the server. */
  engineSince: number;
  /** Runs of candidates that somebody else ended, and that are worth another try. */
  excused: ReadonlySet<string>;
  /** The route as last written or read. */
  route: Route | null;
  /** When traffic moved to the live deployment; milliseconds since the epoch. */
  switchedAt: number | null;
}

const serveGraceSeconds = 10;
const otherGraceSeconds = 2;
/** Between leaving the route and being stopped, so that every gateway has seen the route. */
const settleMs = 2_000;

/** A container from one start to its end. */
export function runKey(container: ContainerState): string {
  return `${container.id}@${container.startedAt}`;
}

export function replicaKey(deploymentId: string, replica: number): string {
  return `${deploymentId}/${replica}`;
}

/** Name of a run in the route: changes with every start, so that gateways know that its sessions are gone. */
export function targetName(container: ContainerState): string {
  return `${container.deploymentId}.${container.replica}.${container.id.slice(0, 12)}.${(container.startedAt ?? 0).toString(36)}`;
}

/**
 * Everything to do for one server, given what is wanted, what is there and what is known about it. Without a server:
 * nothing of it may remain.
 */
export function plan(
  server: WantedServer | undefined,
  actual: { containers: ContainerState[]; networks: NetworkState[] },
  known: Known,
  now: number,
  drainMs: number,
): Plan {
  const result: Plan = { steps: [], route: undefined, removals: [], wakeAt: null };
  const wake = (at: number) => (result.wakeAt = Math.min(result.wakeAt ?? at, at));
  const kept = new Map<string, ContainerState>();

  const serving = server && !server.deleted && !server.disabled ? server : undefined;
  for (const deployment of serving ? [...(serving.live ? [serving.live] : []), ...serving.candidates] : []) {
    for (let replica = 1; replica <= serving!.replicas; replica++) {
      const key = replicaKey(deployment.deploymentId, replica);
      const container = best(
        actual.containers.filter((one) => replicaKey(one.deploymentId, one.replica) === key),
        known,
      );
      if (container) kept.set(key, container);
      const step = next(deployment, replica, container, known);
      const hold = known.holdUntil.get(key) ?? 0;
      if (step && step.kind !== 'check' && hold > now) wake(hold);
      else if (step) result.steps.push(step);
    }
  }
  if (result.steps.some((step) => step.kind === 'create') && actual.networks.length === 0)
    result.steps.unshift({ kind: 'network.create' });

  const switching = server ? moveTraffic(server, [...kept.values()], actual.containers, known) : false;
  const drains = new Map(
    (serving?.retired ?? []).map((one) => [
      one.deploymentId,
      Math.max(one.retiredAt, (switching ? now : known.switchedAt) ?? 0) + drainMs,
    ]),
  );
  if (server) result.route = routeFor(server, kept, actual.containers, known, drains, switching, now);

  const routed = new Set(
    [...(result.route?.targets ?? []), ...(result.route?.draining ?? [])].map((target) => target.replica),
  );
  for (const container of actual.containers) {
    const until = drains.get(container.deploymentId) ?? 0;
    if ([...kept.values()].includes(container) || container.state === 'removing') continue;
    if (container.state === 'running' && routed.has(targetName(container))) {
      if (until > now) wake(until);
    } else if (container.state === 'running' && until + settleMs > now) {
      wake(until + settleMs);
    } else {
      result.removals.push({
        kind: 'container',
        containerId: container.id,
        graceSeconds: until > 0 ? serveGraceSeconds : otherGraceSeconds,
      });
    }
  }

  const used = actual.networks.filter((network) =>
    actual.containers.some((one) => one.networkIds.includes(network.id)),
  );
  const wantsNetwork = kept.size > 0 || result.steps.length > 0 || result.wakeAt !== null;
  for (const network of actual.networks
    .filter((one) => !used.includes(one))
    .slice(wantsNetwork && used.length === 0 ? 1 : 0)) {
    result.removals.push({ kind: 'network', id: network.id });
  }
  return result;
}

function next(
  deployment: RunnableDeployment,
  replica: number,
  container: ContainerState | undefined,
  known: Known,
): Step | undefined {
  if (!container) return { kind: 'create', deployment, replica };
  const start: Step = { kind: 'start', containerId: container.id, deploymentId: deployment.deploymentId, replica };
  if (container.state === 'created') return start;
  if (container.state === 'running')
    return known.ready.has(runKey(container)) ? undefined : { kind: 'check', container, deployment };
  if (container.state === 'removing') return undefined;
  // A candidate gets one chance; whether it is over is for the one who watches candidates to say.
  return deployment.promotedAt !== null || blameless(container, known) ? start : undefined;
}

/** Its end is not the server's doing. */
export function blameless(container: ContainerState, known: Pick<Known, 'engineSince' | 'excused'>): boolean {
  return (
    container.state === 'exited' &&
    container.finishedAt !== null &&
    (container.finishedAt < known.engineSince || known.excused.has(runKey(container)))
  );
}

/** Of several containers for one replica the one nearest to serving. */
function best(containers: ContainerState[], known: Known): ContainerState | undefined {
  const rank = (one: ContainerState) =>
    one.state === 'running'
      ? known.ready.has(runKey(one))
        ? 0
        : 1
      : one.state === 'created'
        ? 2
        : one.state === 'exited'
          ? 3
          : 4;
  return [...containers].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0];
}

/** Whether this pass moves traffic to the live deployment: it answers, or nothing older does. */
function moveTraffic(
  server: WantedServer,
  kept: ContainerState[],
  containers: ContainerState[],
  known: Known,
): boolean {
  const before = known.route;
  if (!server.live || before?.deploymentId === server.live.deploymentId) return false;
  const answers = (deploymentId: string, among: ContainerState[]) =>
    among.some((one) => one.deploymentId === deploymentId && serves(one, known));
  return (
    answers(server.live.deploymentId, kept) || before?.status !== 'live' || !answers(before.deploymentId, containers)
  );
}

function routeFor(
  server: WantedServer,
  kept: Map<string, ContainerState>,
  containers: ContainerState[],
  known: Known,
  drains: Map<string, number>,
  switching: boolean,
  now: number,
): Route | null {
  if (server.deleted) return null;
  const { serverId, slug, name, access, ownerId, auth, secretsVersion, live } = server;
  const base = {
    serverId,
    slug,
    name,
    access,
    ownerId,
    auth,
    secretsVersion,
    deploymentId: live?.deploymentId ?? '',
    endpoint: live?.endpoint ?? null,
  };
  if (server.disabled) return { ...base, status: 'disabled', targets: [], draining: [] };
  if (!live) return { ...base, status: 'never_deployed', targets: [], draining: [] };

  const serving = (deploymentId: string, among: Iterable<ContainerState>) =>
    [...among]
      .filter((one) => one.deploymentId === deploymentId && serves(one, known))
      .sort((a, b) => a.replica - b.replica)
      .map(target);
  const before = known.route;
  const stays = before !== null && before.deploymentId !== live.deploymentId && !switching;
  const current = stays ? before.deploymentId : live.deploymentId;
  const draining = server.retired
    .filter((one) => one.deploymentId !== current && now < drains.get(one.deploymentId)!)
    .flatMap((one) => serving(one.deploymentId, containers).map((to) => ({ ...to, deploymentId: one.deploymentId })));
  if (stays)
    return {
      ...base,
      status: 'live',
      deploymentId: current,
      endpoint: before.endpoint,
      targets: serving(current, containers),
      draining,
    };
  return { ...base, status: 'live', targets: serving(current, kept.values()), draining };
}

function serves(container: ContainerState, known: Known): boolean {
  return container.state === 'running' && container.address !== null && known.ready.has(runKey(container));
}

function target(container: ContainerState): RouteTarget {
  return { replica: targetName(container), host: container.address!, port: container.port };
}
