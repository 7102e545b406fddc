import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Route, trustedIn } from '@toolyard/contracts';

/** One change of the bucket `routes`. */
export interface RouteChange {
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
  #saving: Promise<void> = Promise.resolve();
  #dirty = false;
  #stopped = false;

  constructor(
    private readonly file: string,
    private readonly runId: string,
  ) {}

  /** Reads the file. Without a readable one the routes come from NATS alone. */
  load(): void {
    try {
      for (const route of JSON.parse(readFileSync(this.file, 'utf8')) as Route[])
        this.#routes.set(route.slug, trustedIn(this.runId, route));
    } catch {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    }
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
    this.#save();
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
    return this.#saving;
  }

  #save(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#saving = this.#saving.then(async () => {
      this.#dirty = false;
      try {
        await writeFile(`${this.file}.new`, JSON.stringify([...this.#routes.values()]), { mode: 0o600 });
        await rename(`${this.file}.new`, this.file);
      } catch {
        // Only a start without NATS needs the file, and the next change writes it again.
      }
    });
  }
}
