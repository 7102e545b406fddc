import { setTimeout as sleep } from 'node:timers/promises';
import { buckets, Rejected, subjects, type Route } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import type { AccessTable } from '../mcp/rights/access-table.js';
import type { RouteTable } from '../mcp/forwarding/route-table.js';
import type { SessionRecord, Sessions, SessionStore } from '../mcp/sessions/session-store.js';

type Bucket = Awaited<ReturnType<Messaging['kv']>>;
const retryMs = 1_000;

/** Keeps the route table equal to the bucket until stopped, through every loss of the connection. */
export async function followRoutes(messaging: Messaging, table: RouteTable, signal: AbortSignal): Promise<void> {
  await forever(signal, async () => {
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

/**
 * Keeps users, groups, keys and revocations equal to the bucket. What is known stays in force while the bucket cannot
 * be seen.
 */
export async function followAccess(messaging: Messaging, table: AccessTable, signal: AbortSignal): Promise<void> {
  await forever(signal, async () => {
    const bucket = await messaging.kv(buckets.access);
    const seen = new Set<string>();
    let listing = true;
    const listed = () => {
      if (listing) table.retain(seen);
      listing = false;
    };
    const { values } = await bucket.status();
    const watch = await bucket.watch();
    signal.addEventListener('abort', () => watch.stop(), { once: true });
    table.rewind();
    if (values === 0) listed();
    for await (const entry of watch) {
      const text = entry.operation === 'PUT' ? entry.string() : null;
      if (text !== null && listing) seen.add(entry.key);
      table.apply({ key: entry.key, text }, entry.revision);
      if (!entry.delta) listed();
    }
  });
}

/** Applies what other gateways did to sessions that are held here too. */
export async function followSessions(
  messaging: Messaging,
  sessions: Sessions,
  idleMs: number,
  signal: AbortSignal,
): Promise<void> {
  await forever(signal, async () => {
    const bucket = await sessionBucket(messaging, idleMs);
    const watch = await bucket.watch({ key: 'session.*', include: 'updates' });
    signal.addEventListener('abort', () => watch.stop(), { once: true });
    for await (const entry of watch) {
      sessions.apply(
        entry.key.slice('session.'.length),
        entry.operation === 'PUT' ? entry.json<SessionRecord>() : null,
      );
    }
  });
}

export function sessionStore(messaging: Messaging, idleMs: number): SessionStore {
  const bucket = () => {
    if (!messaging.connected)
      throw new Rejected('unavailable', 'Sessions cannot be read right now. Try again in a moment.');
    return sessionBucket(messaging, idleMs);
  };
  return {
    async get(id) {
      const entry = await (await bucket()).get(`session.${id}`);
      return entry?.operation === 'PUT' ? entry.json<SessionRecord>() : null;
    },
    async put(record) {
      await (await bucket()).put(`session.${record.id}`, JSON.stringify(record));
    },
    async delete(id) {
      await (await bucket()).delete(`session.${id}`);
    },
  };
}

/**
 * Where `identity` reads when an account or a key was last used. Published without waiting for an acknowledgement,
 * which costs a tenth, and there are as many of these as people in a minute; a figure that gets lost comes again.
 */
export function lastSeenIn(messaging: Messaging): (name: string, at: string) => void {
  messaging.kv(buckets.lastSeen).catch((error: unknown) => log.debug({ err: error }, 'last uses cannot be kept yet'));
  return (name, at) => {
    if (messaging.connected) messaging.connection.publish(`$KV.${buckets.lastSeen}.${name}`, at);
  };
}

/** Changes that were told while the connection was away were not heard. */
export async function onReconnect(messaging: Messaging, run: () => void, signal: AbortSignal): Promise<void> {
  const statuses = messaging.connection.status();
  for await (const { type } of statuses) {
    if (signal.aborted) return;
    if (type === 'reconnect') run();
  }
}

export function publishCalls(messaging: Messaging): (json: string, id: string) => Promise<void> {
  return async (json, id) => {
    if (!messaging.connected) throw new Error('NATS is not connected.');
    await messaging.publish(subjects.calls(), Buffer.from(json), { id });
  };
}

function sessionBucket(messaging: Messaging, idleMs: number): Promise<Bucket> {
  return messaging.kv(buckets.sessions, { history: 1, ttlMs: idleMs });
}

async function forever(signal: AbortSignal, follow: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow();
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'lost sight of a bucket, looking again');
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
}
