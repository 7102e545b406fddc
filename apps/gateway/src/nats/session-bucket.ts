import { buckets } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import type { SessionRecord } from '../mcp/sessions/mcp-session.js';
import type { McpSessions, SessionStore } from '../mcp/sessions/mcp-sessions.js';
import { followForever } from './follow.js';
import type { PlatformLink } from './platform-link.js';

const prefix = 'session.';

/** The bucket in which all gateways share their sessions. Every method rejects while NATS cannot be reached. */
export class SessionBucket implements SessionStore {
  /** @param idleMs an entry expires when it was not written for this long */
  constructor(
    private readonly link: PlatformLink,
    private readonly idleMs: number,
  ) {}

  async get(id: string): Promise<SessionRecord | null> {
    const entry = await (await this.#bucket()).get(prefix + id);
    return entry?.operation === 'PUT' ? entry.json<SessionRecord>() : null;
  }

  async put(record: SessionRecord): Promise<void> {
    await (await this.#bucket()).put(prefix + record.id, JSON.stringify(record));
  }

  async delete(id: string): Promise<void> {
    await (await this.#bucket()).delete(prefix + id);
  }

  /** Applies changes by other gateways to sessions in memory, until stopped. */
  async follow(messaging: Messaging, sessions: McpSessions, signal: AbortSignal): Promise<void> {
    await followForever(signal, async () => {
      const bucket = await this.#bucketOf(messaging);
      const watch = await bucket.watch({ key: `${prefix}*`, include: 'updates' });
      signal.addEventListener('abort', () => watch.stop(), { once: true });
      for await (const entry of watch) {
        const record = entry.operation === 'PUT' ? entry.json<SessionRecord>() : null;
        sessions.apply(entry.key.slice(prefix.length), record);
      }
    });
  }

  #bucket(): ReturnType<Messaging['kv']> {
    return this.#bucketOf(this.link.require().messaging);
  }

  #bucketOf(messaging: Messaging): ReturnType<Messaging['kv']> {
    return messaging.kv(buckets.sessions, { history: 1, ttlMs: this.idleMs });
  }
}
