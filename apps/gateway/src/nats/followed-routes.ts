import { buckets, type Route } from '@toolyard/contracts';
import type { Consumption, Messaging } from '@toolyard/messaging';
import type { RouteTable } from '../mcp/upstreams/route-table.js';
import { logFailure } from './follow-failure.js';

const prefix = 'route.';
const slugOf = (key: string): string => key.slice(prefix.length);

/** Keeps the route table equal to the bucket `routes` until stopped. */
export function followRoutes(messaging: Messaging, table: RouteTable): Consumption {
  return messaging.follow(
    buckets.routes,
    {
      put: (key, text) => table.apply({ slug: slugOf(key), route: text === null ? null : (JSON.parse(text) as Route) }),
      retain: (keys) => table.retain(new Set([...keys].map(slugOf))),
    },
    { keys: `${prefix}*`, onFailure: logFailure(buckets.routes) },
  );
}
