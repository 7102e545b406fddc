import { buckets, type Route } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import type { RouteTable } from '../mcp/upstreams/route-table.js';
import { followForever } from './follow.js';

/** Keeps the route table equal to the bucket `routes` until stopped. */
export async function followRoutes(messaging: Messaging, table: RouteTable, signal: AbortSignal): Promise<void> {
  await followForever(signal, async () => {
    const bucket = await messaging.kv(buckets.routes);
    const seen = new Set<string>();
    let listing = true;
    const listed = () => {
      if (listing) table.retain(seen);
      listing = false;
    };
    const { values } = await bucket.status();
    const watch = await bucket.watch({ key: 'route.*' });
    signal.addEventListener('abort', () => watch.stop(), { once: true });
    if (values === 0) listed();
    for await (const entry of watch) {
      const slug = entry.key.slice('route.'.length);
      const route = entry.operation === 'PUT' ? entry.json<Route>() : null;
      if (route && listing) seen.add(slug);
      table.apply({ slug, route });
      if (!entry.delta) listed();
    }
  });
}
