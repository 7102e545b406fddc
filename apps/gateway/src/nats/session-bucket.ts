import { buckets } from '@toolyard/contracts';
import type { Consumption, Messaging } from '@toolyard/messaging';
import type { SessionRecord } from '../mcp/sessions/mcp-session.js';
import type { McpSessions, SessionStore } from '../mcp/sessions/mcp-sessions.js';
import { logFailure } from './follow-failure.js';
import type { PlatformLink } from './platform-link.js';

const prefix = 'session.';
/** Requests that arrive before the link exists wait this long for it. */
const startMs = 5_000;

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
  follow(messaging: Messaging, sessions: McpSessions): Consumption {
    const put = (key: string, text: string | null) =>
      sessions.apply(key.slice(prefix.length), text === null ? null : (JSON.parse(text) as SessionRecord));
    const onFailure = logFailure(buckets.sessions);
    const options = { keys: `${prefix}*`, updatesOnly: true, ttlMs: this.idleMs, onFailure };
    return messaging.follow(buckets.sessions, { put }, options);
  }

  async #bucket(): ReturnType<Messaging['kv']> {
    await this.link.attachedWithin(startMs);
    return this.link.require().messaging.kv(buckets.sessions, { ttlMs: this.idleMs });
  }
}
