import { poolRoute } from '@toolyard/contracts';
import { ip } from './ip.js';

/**
 * Makes addresses of the pool unreachable while they belong to no network, so that nothing meant for a container leaves
 * this machine by its default route.
 * @returns false when the route could not be set: it needs `ip` and the right to set routes
 */
export async function coverPool(pool: string, instance: string): Promise<boolean> {
  return ip(['route', 'replace', ...poolRoute(pool, instance)]);
}

/** Removes the route of {@link coverPool}. */
export async function uncoverPool(pool: string, instance: string): Promise<void> {
  await ip(['route', 'del', ...poolRoute(pool, instance)]);
}
