import { type Route, trustedIn } from '@toolyard/contracts';
import { PersistedTable } from '@toolyard/service';

/** One change of the bucket `routes`. */
interface RouteChange {
  slug: string;
  /** Null when the server was deleted. */
  route: Route | null;
}

/** A request waits no longer than this for a container that can be reached. */
const patienceMs = 5_000;
const firstWaitMs = 25;
const longestWaitMs = 500;

/**
 * Every server's route in memory, without the addresses of an earlier run of the platform, and on disk, so that a
 * gateway that starts while NATS is away can forward requests.
 */
export class RouteTable {
  readonly #routes = new Map<string, Route>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #listeners = new Set<(change: RouteChange) => void>();
  readonly #file: PersistedTable<Route>;
  #stopped = false;

  constructor(
    file: string,
    private readonly runId: string,
  ) {
    this.#file = new PersistedTable(file, () => this.#routes.values());
  }

  /** Reads the file. Without a readable one the routes come from NATS alone. */
  load(): void {
    for (const route of this.#file.load()) this.#routes.set(route.slug, trustedIn(this.runId, route));
  }

  get(slug: string): Route | undefined {
    return this.#routes.get(slug);
  }

  all(): IterableIterator<Route> {
    return this.#routes.values();
  }

  get size(): number {
    return this.#routes.size;
  }

  onChange(listener: (change: RouteChange) => void): void {
    this.#listeners.add(listener);
  }

  apply(change: RouteChange): void {
    const { slug } = change;
    const route = change.route && trustedIn(this.runId, change.route);
    if (route ? JSON.stringify(this.#routes.get(slug)) === JSON.stringify(route) : !this.#routes.has(slug)) return;
    if (route) this.#routes.set(slug, route);
    else this.#routes.delete(slug);
    for (const wake of this.#waiting.get(slug) ?? []) wake();
    for (const listener of this.#listeners) listener({ slug, route });
    this.#file.save();
  }

  /**
   * Removes all routes but these, after a complete listing of the bucket. An empty listing is ignored, because NATS may
   * have lost its data.
   */
  retain(slugs: ReadonlySet<string>): void {
    if (slugs.size === 0) return;
    for (const slug of [...this.#routes.keys()]) if (!slugs.has(slug)) this.apply({ slug, route: null });
  }

  /**
   * Waits for another chance to reach the server's containers: a change of the route, or a pause that grows with
   * `attempt`.
   * @param sinceMs when the first attempt began, in milliseconds since the epoch
   * @param attempt number of failed attempts
   * @returns false when the request should fail
   */
  async waitForTarget(slug: string, sinceMs: number, attempt: number): Promise<boolean> {
    // After the first failure another container, if there is one, is tried at once.
    if (attempt === 1 && (this.get(slug)?.targets.length ?? 0) > 1) return true;
    if (this.#stopped || Date.now() - sinceMs > patienceMs) return false;
    await this.changed(slug, Math.min(longestWaitMs, firstWaitMs * 2 ** attempt));
    return true;
  }

  /** From now on `waitForTarget` does not wait. */
  stopWaiting(): void {
    this.#stopped = true;
  }

  /** Resolves at the next change of the route, or after `ms`. */
  changed(slug: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(slug) ?? new Set();
      this.#waiting.set(slug, waiting);
      const done = () => {
        clearTimeout(timer);
        waiting.delete(done);
        if (waiting.size === 0 && this.#waiting.get(slug) === waiting) this.#waiting.delete(slug);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waiting.add(done);
    });
  }

  /** Resolves when the latest table is on disk. */
  saved(): Promise<void> {
    return this.#file.saved();
  }
}
