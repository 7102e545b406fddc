import type { Route, RouteTarget } from '@toolyard/contracts';
import type { ContainerState, NetworkState } from '../containers/container-host.js';
import { endedFromOutside, type OutsideEnds, replicaKey, runKey, targetName } from '../containers/container-runs.js';
import type { DesiredServer, RunnableDeployment } from '../desired/desired-state.view.js';

export type Step =
  | { kind: 'network.create' }
  | { kind: 'create'; deployment: RunnableDeployment; replica: number }
  | { kind: 'start'; containerId: string; deploymentId: string; replica: number }
  /** Ask the server in the container whether it answers. */
  | { kind: 'check'; container: ContainerState; deployment: RunnableDeployment };

export type Removal =
  { kind: 'container'; containerId: string; graceSeconds: number } | { kind: 'network'; id: string };

interface Plan {
  steps: Step[];
  /** The route to store; null: remove the key; undefined: the route belongs to no server of this plan. */
  route: Route | null | undefined;
  /** To carry out after the route is stored. */
  removals: Removal[];
  /** When to reconcile again without an event; milliseconds since the epoch. */
  wakeAt: number | null;
}

/** The observed state of one server: what the container host reports, and what this service remembers of it. */
export interface Observations extends OutsideEnds {
  containers: ContainerState[];
  networks: NetworkState[];
  /** Runs (see {@link runKey}) that answered as a server must. */
  ready: Pick<ReadonlySet<string>, 'has'>;
  /** Replica (see {@link replicaKey}) → time before which it is not started; milliseconds since the epoch. */
  holdUntil: ReadonlyMap<string, number>;
  /** The route as last stored or read. */
  route: Route | null;
}

const serveGraceSeconds = 10;
const otherGraceSeconds = 2;
/** Time from leaving the route to the stop, in which every gateway receives the route. */
const settleMs = 2_000;

/**
 * Everything to do for one server so that the observed state matches the desired state.
 * @param server undefined when there is no such server: everything of it is removed
 * @param now milliseconds since the epoch
 * @param drainMs how long containers of a replaced deployment keep their sessions
 */
export function plan(server: DesiredServer | undefined, observed: Observations, now: number, drainMs: number): Plan {
  const result: Plan = { steps: [], route: undefined, removals: [], wakeAt: null };
  const wake = (at: number) => (result.wakeAt = Math.min(result.wakeAt ?? at, at));
  const kept = new Map<string, ContainerState>();

  const serving = server && !server.deleted && !server.disabled ? server : undefined;
  for (const deployment of serving ? [...(serving.live ? [serving.live] : []), ...serving.candidates] : []) {
    for (let replica = 1; replica <= serving!.replicas; replica++) {
      const key = replicaKey(deployment.deploymentId, replica);
      const container = nearestToServing(
        observed.containers.filter((one) => replicaKey(one.deploymentId, one.replica) === key),
        observed,
      );
      if (container) kept.set(key, container);
      const step = stepFor(deployment, replica, container, observed);
      const hold = observed.holdUntil.get(key) ?? 0;
      if (step && step.kind !== 'check' && hold > now) wake(hold);
      else if (step) result.steps.push(step);
    }
  }
  if (result.steps.some((step) => step.kind === 'create') && observed.networks.length === 0)
    result.steps.unshift({ kind: 'network.create' });

  const switching = server ? movesTraffic(server, [...kept.values()], observed) : false;
  const leftAt = leaveTimes(serving, observed, switching ? now : null);
  const drains = new Map([...leftAt].map(([deploymentId, at]) => [deploymentId, at + drainMs]));
  if (server) result.route = withLeaveTimes(routeFor(server, kept, observed, drains, switching, now), leftAt, observed);

  const routed = new Set(
    [...(result.route?.targets ?? []), ...(result.route?.draining ?? [])].map((target) => target.replica),
  );
  for (const container of observed.containers) {
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

  const needsNetwork = kept.size > 0 || result.steps.length > 0 || result.wakeAt !== null;
  result.removals.push(...unusedNetworks(observed, needsNetwork));
  return result;
}

/**
 * Retired deployment → when its containers got their last new session: its own promotion's end, or when the route left
 * it, if that was later.
 * @param switchAt when traffic moves away from the deployment of the observed route; null when it does not move now
 */
function leaveTimes(server: DesiredServer | undefined, { route }: Observations, switchAt: number | null) {
  const leftRoute = (deploymentId: string) =>
    (switchAt !== null && deploymentId === route?.deploymentId ? switchAt : route?.leftAt?.[deploymentId]) ?? 0;
  return new Map(
    (server?.retired ?? []).map((one) => [one.deploymentId, Math.max(one.retiredAt, leftRoute(one.deploymentId))]),
  );
}

/** Keeps the leave times of deployments that have containers in the route, so that a restart does not lose them. */
function withLeaveTimes(route: Route | null, leftAt: Map<string, number>, observed: Observations): Route | null {
  if (!route) return null;
  const times = [...leftAt].filter(
    ([id]) => id !== route.deploymentId && observed.containers.some((one) => one.deploymentId === id),
  );
  return times.length > 0 ? { ...route, leftAt: Object.fromEntries(times) } : route;
}

/** Networks without a container; one stays when the server needs a network and has no other. */
function unusedNetworks({ networks, containers }: Observations, needsNetwork: boolean): Removal[] {
  const unused = networks.filter((network) => !containers.some((one) => one.networkIds.includes(network.id)));
  const kept = needsNetwork && unused.length === networks.length ? 1 : 0;
  return unused.slice(kept).map(({ id }) => ({ kind: 'network', id }));
}

function stepFor(
  deployment: RunnableDeployment,
  replica: number,
  container: ContainerState | undefined,
  observed: Observations,
): Step | undefined {
  if (!container) return { kind: 'create', deployment, replica };
  const start: Step = { kind: 'start', containerId: container.id, deploymentId: deployment.deploymentId, replica };
  if (container.state === 'created') return start;
  if (container.state === 'running')
    return observed.ready.has(runKey(container)) ? undefined : { kind: 'check', container, deployment };
  if (container.state === 'removing') return undefined;
  // `Candidates` decides whether a candidate that ended has failed.
  return deployment.promotedAt !== null || endedFromOutside(container, observed) ? start : undefined;
}

/** Of several containers of one replica the one that serves or can serve soonest. */
function nearestToServing(containers: ContainerState[], observed: Observations): ContainerState | undefined {
  const ranks = { running: 1, created: 2, exited: 3, removing: 4 };
  const rank = (one: ContainerState) =>
    one.state === 'running' && observed.ready.has(runKey(one)) ? 0 : ranks[one.state];
  return [...containers].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0];
}

/** Whether traffic moves to the live deployment now: it answers, or no older deployment does. */
function movesTraffic(server: DesiredServer, kept: ContainerState[], observed: Observations): boolean {
  const before = observed.route;
  if (!server.live || before?.deploymentId === server.live.deploymentId) return false;
  const answers = (deploymentId: string, among: ContainerState[]) =>
    among.some((one) => one.deploymentId === deploymentId && serves(one, observed));
  return (
    answers(server.live.deploymentId, kept) ||
    before?.status !== 'live' ||
    !answers(before.deploymentId, observed.containers)
  );
}

function routeFor(
  server: DesiredServer,
  kept: Map<string, ContainerState>,
  observed: Observations,
  drains: Map<string, number>,
  switching: boolean,
  now: number,
): Route | null {
  if (server.deleted) return null;
  const { serverId, slug, name, access, ownerId, auth, headers, limits, secretsVersion, live } = server;
  const base = {
    serverId,
    slug,
    name,
    access,
    ownerId,
    auth,
    ...(headers.length > 0 ? { headers } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    secretsVersion,
    deploymentId: live?.deploymentId ?? '',
    endpoint: live?.endpoint ?? null,
    ...toolsOf(live),
  };
  if (server.disabled) return { ...base, status: 'disabled', targets: [], draining: [] };
  if (!live) return { ...base, status: 'never_deployed', targets: [], draining: [] };

  const serving = (deploymentId: string, among: Iterable<ContainerState>) =>
    [...among]
      .filter((one) => one.deploymentId === deploymentId && serves(one, observed))
      .sort((a, b) => a.replica - b.replica)
      .map(target);
  const before = observed.route;
  const stays = before !== null && before.deploymentId !== live.deploymentId && !switching;
  const current = stays ? before.deploymentId : live.deploymentId;
  const draining = server.retired
    .filter((one) => one.deploymentId !== current && now < drains.get(one.deploymentId)!)
    .flatMap((one) =>
      serving(one.deploymentId, observed.containers).map((to) => ({ ...to, deploymentId: one.deploymentId })),
    );
  if (stays)
    return {
      ...base,
      status: 'live',
      deploymentId: current,
      endpoint: before.endpoint,
      tools: before.tools,
      targets: serving(current, observed.containers),
      draining,
    };
  return { ...base, status: 'live', targets: serving(current, kept.values()), draining };
}

const toolsOf = (live: Pick<RunnableDeployment, 'tools'> | null): Pick<Route, 'tools'> =>
  live && live.tools.length > 0 ? { tools: live.tools } : {};

function serves(container: ContainerState, observed: Observations): boolean {
  return container.state === 'running' && container.address !== null && observed.ready.has(runKey(container));
}

function target(container: ContainerState): RouteTarget {
  return { replica: targetName(container), host: container.address!, port: container.port };
}
