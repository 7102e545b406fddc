import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buckets, poolRoute, type Route, withoutTargets } from '@toolyard/contracts';
import type { DataFolder } from '../data-folder.js';
import { find } from '../packages.js';

type Env = Record<string, string | undefined>;

const defaultPool = '10.213.0.0/16';

/**
 * Takes the addresses of removed containers out of every route that `runtime` has written; all else of a route stays.
 */
export async function clearRoutes(natsUrl: string, token: string | undefined): Promise<void> {
  // Loaded only now: the launcher stays in memory, and needs no client of NATS until it stops.
  const [{ Kvm }, { connect }] = await Promise.all([import('@nats-io/kv'), import('@nats-io/transport-node')]);
  const connection = await connect({
    servers: natsUrl.split(','),
    token,
    name: 'launcher',
    timeout: 3_000,
    reconnect: false,
  });
  try {
    const bucket = await new Kvm(connection).create(buckets.routes, { history: 1 });
    for await (const key of await bucket.keys('route.>')) {
      const entry = await bucket.get(key);
      if (entry?.operation === 'PUT') await bucket.put(key, JSON.stringify(withoutTargets(entry.json<Route>())));
    }
  } finally {
    await connection.close();
  }
}

/**
 * The same for what the gateway keeps on disk, and for the machine's own routes. For a platform whose containers are
 * gone.
 */
export function forgetAddresses(data: DataFolder, env: Env): void {
  const file = join(data.path, 'gateway', 'routes.json');
  if (existsSync(file)) {
    try {
      const routes = JSON.parse(readFileSync(file, 'utf8')) as Route[];
      writeFileSync(file, JSON.stringify(routes.map(withoutTargets)), { mode: 0o600 });
    } catch {
      // A file that cannot be read is not used by the gateway either.
    }
  }
  const ip = find('ip');
  if (ip)
    spawnSync(ip, ['route', 'del', ...poolRoute(env['TOOLYARD_NETWORK_POOL'] || defaultPool, data.instance)], {
      timeout: 10_000,
    });
}
