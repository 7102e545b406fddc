import { createHash } from 'node:crypto';
import type { Route, RouteTarget } from '@toolyard/contracts';
import { buildConnector, Pool, type Dispatcher } from 'undici';
import type { ContainerNetworks } from './container-networks.js';

/** A container that traffic can go to. */
export interface Target extends RouteTarget {
  deploymentId: string;
}

interface Upstream {
  pool: Pool;
  inFlight: number;
  suspectUntil: number;
  /** Where the container's own redirects lead, so that clients never see one. */
  redirects: Map<string, string>;
}

const suspectMs = 2_000;
/** So many more requests than the least busy replica has, and affinity gives way. */
const spill = 8;

/** One keep-alive pool per container, and the choice between containers. */
export class Upstreams {
  readonly #upstreams = new Map<string, Upstream>();
  /** Nothing is sent any more. */
  closed = false;
  #turn = 0;
  readonly #connect: buildConnector.connector;

  /** Connections are made only to addresses inside `networks`. */
  constructor(networks: ContainerNetworks) {
    this.#connect = connector(networks);
  }

  dispatch(
    target: Target,
    options: Omit<Dispatcher.DispatchOptions, 'origin'>,
    handler: Dispatcher.DispatchHandler,
  ): void {
    const upstream = this.#of(target);
    upstream.inFlight += 1;
    upstream.pool.dispatch(options, handler);
  }

  /** To be called once for every dispatch, when it is over. */
  release(target: Target): void {
    const upstream = this.#upstreams.get(keyOf(target));
    if (upstream) upstream.inFlight -= 1;
  }

  pathOn(target: Target, path: string): string {
    return this.#of(target).redirects.get(path) ?? path;
  }

  redirected(target: Target, from: string, to: string): void {
    const { redirects } = this.#of(target);
    if (redirects.size < 16) redirects.set(from, to);
  }

  /** Not chosen for a moment, as long as there is another. */
  suspect(target: Target): void {
    this.#of(target).suspectUntil = Date.now() + suspectMs;
  }

  isSuspect(target: Target): boolean {
    return (this.#upstreams.get(keyOf(target))?.suspectUntil ?? 0) > Date.now();
  }

  /**
   * `affinity` keeps a caller on one container while that is reasonable: containers sign the state of multi-step calls
   * with their own key. Otherwise containers take turns.
   */
  pick(route: Route, affinity?: string): Target | null {
    const { targets } = route;
    if (this.closed) return null;
    if (targets.length === 0) return null;
    if (targets.length === 1) return { ...targets[0]!, deploymentId: route.deploymentId };
    const healthy = targets.filter((target) => !this.isSuspect({ ...target, deploymentId: '' }));
    const choice = healthy.length > 0 ? healthy : targets;
    const busy = (target: RouteTarget) => this.#upstreams.get(`${target.host}:${target.port}`)?.inFlight ?? 0;
    this.#turn = (this.#turn + 1) % 1_000_003;
    const rotated = choice.map((_, i) => choice[(i + this.#turn) % choice.length]!);
    const least = rotated.reduce((best, each) => (busy(each) < busy(best) ? each : best));
    const preferred = affinity === undefined ? least : rendezvous(choice, affinity);
    const chosen = busy(preferred) > busy(least) + spill ? least : preferred;
    return { ...chosen, deploymentId: route.deploymentId };
  }

  /** Closes pools of containers that no route mentions any more; what is in flight ends first. */
  retain(routes: Iterable<Route>): void {
    const wanted = new Set<string>();
    for (const route of routes) for (const target of [...route.targets, ...route.draining]) wanted.add(keyOf(target));
    for (const [key, upstream] of this.#upstreams) {
      if (wanted.has(key) || upstream.inFlight > 0) continue;
      this.#upstreams.delete(key);
      upstream.pool.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.#upstreams.values()].map(({ pool }) => pool.destroy()));
    this.#upstreams.clear();
  }

  #of(target: RouteTarget): Upstream {
    const key = keyOf(target);
    let upstream = this.#upstreams.get(key);
    if (!upstream) {
      const pool = new Pool(`http://${key}`, {
        connections: null,
        pipelining: 1,
        // Below the 5 s after which common servers close an idle connection, so that requests do not race with the
        // close.
        keepAliveTimeout: 4_000,
        keepAliveMaxTimeout: 60_000,
        // Calls have their own time limit, and event streams none.
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: this.#connect,
      });
      upstream = { pool, inFlight: 0, suspectUntil: 0, redirects: new Map() };
      this.#upstreams.set(key, upstream);
    }
    return upstream;
  }
}

function connector(networks: ContainerNetworks): buildConnector.connector {
  const connect = buildConnector({ timeout: 3_000 });
  return (options, callback) => {
    if (networks.include(options.hostname)) return connect(options, callback);
    const error = Object.assign(new Error('The address is in no network of a server.'), { code: 'EHOSTUNREACH' });
    setImmediate(callback, error, null);
  };
}

const keyOf = (target: RouteTarget): string => `${target.host}:${target.port}`;

/** Highest hash wins: when a container goes, only its own callers move. */
function rendezvous<T extends RouteTarget>(targets: readonly T[], affinity: string): T {
  const weight = (target: T) => createHash('sha1').update(`${affinity}\n${target.replica}`).digest().readUInt32BE(0);
  return targets.reduce((best, each) => (weight(each) > weight(best) ? each : best));
}

export function sameContainer(a: RouteTarget, b: RouteTarget): boolean {
  return a.replica === b.replica && a.host === b.host && a.port === b.port;
}
