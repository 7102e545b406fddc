import { createHash } from 'node:crypto';
import type { Route, RouteTarget } from '@toolyard/contracts';
import { buildConnector, Client, Pool, type Dispatcher } from 'undici';
import type { ContainerNetworks } from './container-networks.js';
import { DecodedAnswer } from './decoded-answer.js';

/** A container that traffic can go to. */
export interface Target extends RouteTarget {
  deploymentId: string;
}

interface Upstream {
  pool: Pool;
  /** Connections of their own, outside the pool, until their request has ended. */
  single: Set<Client>;
  /** When the requests without an answer were sent, oldest first. */
  owed: Set<{ readonly since: number }>;
  /** When the latest head of an answer arrived. */
  answeredAt: number;
  inFlight: number;
  suspectUntil: number;
  /** The container's own redirects by path, followed here so that clients never see one. */
  redirects: Map<string, string>;
}

const suspectMs = 2_000;
/** A container that owes an answer and has given none for this long may be computing. */
const silentMs = 1_000;
/** Affinity is ignored when the preferred replica has this many more requests than the least busy one. */
const affinityMargin = 8;

/** One keep-alive pool per container; chooses the container for a request. */
export class Upstreams {
  readonly #upstreams = new Map<string, Upstream>();
  #closed = false;
  #rotation = 0;
  readonly #connect: buildConnector.connector;

  /** @param networks connections are made only to addresses in them */
  constructor(networks: ContainerNetworks) {
    this.#connect = connector(networks);
  }

  /** True once no request is sent any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Sends no further requests; those in flight go on. */
  stopSending(): void {
    this.#closed = true;
  }

  /**
   * Sends a request over a kept connection, or over one of its own while the container is silent: a single-threaded
   * server that computes closes its idle connections when it wakes up, before it reads what was sent on them.
   * @param fresh never over a kept connection
   */
  dispatch(
    target: Target,
    options: Omit<Dispatcher.DispatchOptions, 'origin'>,
    handler: Dispatcher.DispatchHandler,
    fresh = false,
  ): void {
    const upstream = this.#of(target);
    upstream.inFlight += 1;
    const own = fresh || isSilent(upstream);
    const owed = { since: performance.now() };
    upstream.owed.add(owed);
    const answer = new DecodedAnswer(handler, (arrived) => {
      upstream.owed.delete(owed);
      if (arrived) upstream.answeredAt = performance.now();
    });
    if (own) this.#dispatchAlone(target, upstream, options, answer);
    else upstream.pool.dispatch(options, answer);
  }

  /** To be called once for every dispatch, at its end. */
  release(target: Target): void {
    const upstream = this.#upstreams.get(keyOf(target));
    if (upstream) upstream.inFlight -= 1;
  }

  /** Another spelling of the path that the container redirected to; the query stays. */
  pathOn(target: Target, pathAndQuery: string): string {
    const [path, query] = splitPath(pathAndQuery);
    const other = this.#of(target).redirects.get(path);
    return other === undefined ? pathAndQuery : other + query;
  }

  redirected(target: Target, from: string, to: string): void {
    const { redirects } = this.#of(target);
    const [path, query] = splitPath(from);
    const [otherPath, otherQuery] = splitPath(to);
    // A redirect that changes the query holds for this request alone.
    if (redirects.size < 16 && query === otherQuery) redirects.set(path, otherPath);
  }

  /** Avoids the container for 2 s while the route has another. */
  suspect(target: Target): void {
    this.#of(target).suspectUntil = Date.now() + suspectMs;
  }

  isSuspect(target: Target): boolean {
    return (this.#upstreams.get(keyOf(target))?.suspectUntil ?? 0) > Date.now();
  }

  /**
   * The container for a request: the least busy one, in rotation.
   * @param affinity keeps requests with the same value on one container, because containers sign the state of
   *   multi-step calls with keys of their own
   * @returns null when the route has no container, or the gateway stops
   */
  pick(route: Route, affinity?: string): Target | null {
    const { targets } = route;
    if (this.#closed) return null;
    if (targets.length === 0) return null;
    if (targets.length === 1) return { ...targets[0]!, deploymentId: route.deploymentId };
    const healthy = targets.filter((target) => !this.isSuspect({ ...target, deploymentId: '' }));
    const choice = healthy.length > 0 ? healthy : targets;
    const busy = (target: RouteTarget) => this.#upstreams.get(`${target.host}:${target.port}`)?.inFlight ?? 0;
    this.#rotation = (this.#rotation + 1) % 1_000_003;
    const rotated = choice.map((_, i) => choice[(i + this.#rotation) % choice.length]!);
    const least = rotated.reduce((best, each) => (busy(each) < busy(best) ? each : best));
    const preferred = affinity === undefined ? least : rendezvous(choice, affinity);
    const chosen = busy(preferred) > busy(least) + affinityMargin ? least : preferred;
    return { ...chosen, deploymentId: route.deploymentId };
  }

  /** Closes the pools of containers that are in no route, once their requests have ended. */
  retain(routes: Iterable<Route>): void {
    const routed = new Set<string>();
    for (const route of routes) for (const target of [...route.targets, ...route.draining]) routed.add(keyOf(target));
    for (const [key, upstream] of this.#upstreams) {
      if (routed.has(key) || upstream.inFlight > 0) continue;
      this.#upstreams.delete(key);
      upstream.pool.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#upstreams.values()].flatMap(({ pool, single }) => [pool, ...single]);
    await Promise.all(all.map((each) => each.destroy()));
    this.#upstreams.clear();
  }

  #dispatchAlone(
    target: Target,
    { single }: Upstream,
    options: Omit<Dispatcher.DispatchOptions, 'origin'>,
    answer: DecodedAnswer,
  ): void {
    const client = new Client(`http://${keyOf(target)}`, { ...connectionOptions, connect: this.#connect });
    single.add(client);
    client.dispatch(options, answer);
    client.close().then(
      () => single.delete(client),
      () => single.delete(client),
    );
  }

  #of(target: RouteTarget): Upstream {
    const key = keyOf(target);
    let upstream = this.#upstreams.get(key);
    if (!upstream) {
      const pool = new Pool(`http://${key}`, {
        ...connectionOptions,
        connections: null,
        connect: this.#connect,
      });
      upstream = {
        pool,
        single: new Set(),
        owed: new Set(),
        answeredAt: 0,
        inFlight: 0,
        suspectUntil: 0,
        redirects: new Map(),
      };
      this.#upstreams.set(key, upstream);
    }
    return upstream;
  }
}

const connectionOptions = {
  pipelining: 1,
  // Common servers close an idle connection after 5 s: a shorter time here avoids requests that race with it.
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 60_000,
  // Calls have their own time limit; event streams have none.
  headersTimeout: 0,
  bodyTimeout: 0,
};

function isSilent({ owed, answeredAt }: Upstream): boolean {
  const before = performance.now() - silentMs;
  if (answeredAt > before) return false;
  for (const { since } of owed) return since < before;
  return false;
}

/**
 * The container reset the connection before a byte of the answer. An operating system sends a reset for bytes that the
 * program never read, so the request was not processed; a program that ends with the request read closes without one.
 */
export function neverRead(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function connector(networks: ContainerNetworks): buildConnector.connector {
  const connect = buildConnector({ timeout: 3_000 });
  return (options, callback) => {
    if (networks.include(options.hostname)) return connect(options, callback);
    const error = Object.assign(new Error('The address is in no network of a server.'), { code: 'EHOSTUNREACH' });
    setImmediate(callback, error, null);
  };
}

function splitPath(pathAndQuery: string): [path: string, query: string] {
  const at = pathAndQuery.indexOf('?');
  return at === -1 ? [pathAndQuery, ''] : [pathAndQuery.slice(0, at), pathAndQuery.slice(at)];
}

const keyOf = (target: RouteTarget): string => `${target.host}:${target.port}`;

/** Rendezvous hashing: when a container is removed, only its own callers change. */
function rendezvous<T extends RouteTarget>(targets: readonly T[], affinity: string): T {
  const weight = (target: T) => createHash('sha1').update(`${affinity}\n${target.replica}`).digest().readUInt32BE(0);
  return targets.reduce((best, each) => (weight(each) > weight(best) ? each : best));
}

export function sameContainer(a: RouteTarget, b: RouteTarget): boolean {
  return a.replica === b.replica && a.host === b.host && a.port === b.port;
}
