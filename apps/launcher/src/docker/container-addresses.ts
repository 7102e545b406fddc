import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { KV } from '@nats-io/kv';
import { buckets, poolRoute, type Route, trustedIn, withoutTargets } from '@toolyard/contracts';
import type { DataFolder } from '../data-folder.js';
import { find } from '../packages.js';
import type { NatsCredential } from '../processes/jetstream-probe.js';

type Env = Record<string, string | undefined>;

const lookAgainMs = 250;
const defaultPool = '10.213.0.0/16';

/**
 * Takes the addresses of removed containers out of every route that `runtime` has written; all else of a route stays.
 */
export async function clearRoutes(nats: NatsAddress): Promise<void> {
  await withRoutes(nats, async (bucket) => {
    for (const { key, route } of await routesOf(bucket)) await bucket.put(key, JSON.stringify(withoutTargets(route)));
  });
}

/**
 * Waits until every live server has a container that `runtime` has confirmed in this run.
 * @returns the names of the servers that have none after `waitMs`
 */
export async function serversStarting(
  nats: NatsAddress,
  runId: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<string[]> {
  const deadline = Date.now() + waitMs;
  return withRoutes(nats, async (bucket) => {
    for (;;) {
      const live = (await routesOf(bucket)).filter(({ route }) => route.status === 'live');
      const starting = live.filter(({ route }) => trustedIn(runId, route).targets.length === 0);
      if (starting.length === 0 || Date.now() > deadline || signal.aborted)
        return starting.map(({ route }) => route.name);
      await pause(lookAgainMs, undefined, { signal }).catch(() => undefined);
    }
  });
}

export type NatsAddress = { url: string } & NatsCredential;

async function withRoutes<T>(nats: NatsAddress, work: (bucket: KV) => Promise<T>): Promise<T> {
  // Loaded only now: the launcher stays in memory, and needs no client of NATS in between.
  const [{ Kvm }, { connect }] = await Promise.all([import('@nats-io/kv'), import('@nats-io/transport-node')]);
  const connection = await connect({
    servers: nats.url.split(','),
    ...('user' in nats ? { user: nats.user, pass: nats.password } : { token: nats.token }),
    name: 'launcher',
    timeout: 3_000,
    reconnect: false,
  });
  try {
    return await work(await new Kvm(connection).create(buckets.routes, { history: 1 }));
  } finally {
    await connection.close();
  }
}

async function routesOf(bucket: KV): Promise<{ key: string; route: Route }[]> {
  const found: { key: string; route: Route }[] = [];
  for await (const key of await bucket.keys('route.>')) {
    const entry = await bucket.get(key);
    if (entry?.operation === 'PUT') found.push({ key, route: entry.json<Route>() });
  }
  return found;
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
