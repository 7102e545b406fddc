import { buckets, type Route, trustedIn } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';

type Bucket = Awaited<ReturnType<Messaging['kv']>>;

const keyOf = (slug: string) => `route.${slug}`;

/**
 * The routes as last read or written, without the addresses of an earlier run. Every change goes to the bucket first.
 */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  private constructor(
    private readonly bucket: Bucket,
    private readonly runId: string,
  ) {}

  static async load(messaging: Messaging, runId: string): Promise<RouteTable> {
    const table = new RouteTable(await messaging.kv(buckets.routes), runId);
    for await (const key of await table.bucket.keys('route.>')) {
      const entry = await table.bucket.get(key);
      if (entry?.operation === 'PUT')
        table.routes.set(key.slice('route.'.length), trustedIn(runId, entry.json<Route>()));
    }
    return table;
  }

  get(slug: string): Route | null {
    return this.routes.get(slug) ?? null;
  }

  all(): Route[] {
    return [...this.routes.values()];
  }

  /** Answers whether the route had to be changed. */
  async put(route: Route): Promise<boolean> {
    const text = JSON.stringify({ ...route, runId: this.runId } satisfies Route);
    if (text === JSON.stringify(this.routes.get(route.slug))) return false;
    await this.bucket.put(keyOf(route.slug), text);
    this.routes.set(route.slug, JSON.parse(text) as Route);
    return true;
  }

  async remove(slug: string): Promise<void> {
    if (!this.routes.has(slug)) return;
    await this.bucket.delete(keyOf(slug));
    this.routes.delete(slug);
  }
}
