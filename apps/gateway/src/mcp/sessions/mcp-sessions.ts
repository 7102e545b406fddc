import { setTimeout as sleep } from 'node:timers/promises';
import {
  quotaExceeded,
  type QuotaLimits,
  type QuotaName,
  type QuotaUses,
  Rejected,
  type Route,
} from '@toolyard/contracts';
import { openSessions } from '../../gateway.metrics.js';
import type { Message } from '../protocol/jsonrpc.js';
import { sameContainer } from '../upstreams/upstreams.js';
import { accountIn, callerIn, callerOf, callerOfAccount } from './session-caller.js';
import { McpSession, sizeOf, type SessionOpening, type SessionRecord } from './mcp-session.js';

/** The key-value bucket of sessions. Rejects while it cannot be reached. */
export interface SessionStore {
  get(id: string): Promise<SessionRecord | null>;
  put(record: SessionRecord): Promise<void>;
  delete(id: string): Promise<void>;
}

interface SessionLimits {
  /** Sessions, and what they keep of their clients, in characters of JSON: `initialize`, log level, subscriptions. */
  quotas: QuotaLimits;
  idleMs: number;
}

const flushMs = 50;
const retryMs = 1_000;
const otherGatewayMs = 150;
const idPattern = /^[A-Za-z0-9_-]{16,80}$/;

/**
 * The sessions of clients, by id. Reads come from memory, writes go to the store later. The store is read only for ids
 * that memory lacks: sessions that began at another gateway or before a restart.
 */
export class McpSessions {
  readonly #sessions = new Map<string, McpSession>();
  readonly #perBucket = new Map<string, number>();
  /** Kept sizes by caller. */
  readonly #kept = new Map<string, number>();
  readonly #dirty = new Map<string, McpSession | null>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: SessionStore,
    private readonly limits: SessionLimits,
    private readonly onEvicted: (session: McpSession) => void = () => undefined,
  ) {}

  /** Ends the session of the same bucket that was unused for longest when the bucket is full. */
  open(opening: SessionOpening): McpSession {
    const session = McpSession.open(opening);
    this.#evictFor(session.record.bucket);
    const caller = callerOf(session);
    const limit = this.#limit('session_bytes_per_account', caller);
    while ((this.#kept.get(caller) ?? 0) + session.keptSize > limit && this.#evictOldest(caller));
    this.#hold(session);
    this.save(session);
    return session;
  }

  /**
   * The principal's session with this server. Null when there is none: the id is unknown, or the session has ended or
   * belongs to another principal or server.
   * @throws Rejected `unavailable` when memory lacks it and the store cannot be reached
   */
  async find(id: string, route: Route, principal: string): Promise<McpSession | null> {
    const session = this.#sessions.get(id) ?? (idPattern.test(id) ? await this.#fetch(id) : null);
    if (
      !session ||
      session.ended ||
      session.record.serverId !== route.serverId ||
      session.record.principal !== principal
    )
      return null;
    this.#touch(session);
    return session;
  }

  /**
   * Why what a message makes the gateway keep exceeds a quota; null when it fits.
   * @param session null for an `initialize`, which makes room by ending the caller's oldest sessions
   * @param principal of the caller
   */
  refusalOf(session: McpSession | null, principal: string, message: Message): Rejected | null {
    const ofSession = this.#limit('session_bytes', principal);
    if (!session) {
      const requested = message.method === 'initialize' ? sizeOf(message.params) : 0;
      return requested > ofSession ? quotaExceeded('session_bytes', { limit: ofSession, use: 0, requested }) : null;
    }
    const { keptSize: use } = session;
    const requested = session.sizeWith(message);
    if (requested <= use) return null;
    if (requested > ofSession) return quotaExceeded('session_bytes', { limit: ofSession, use, requested });
    const all = this.#kept.get(callerOf(session)) ?? 0;
    const limit = this.#limit('session_bytes_per_account', principal);
    const after = all - use + requested;
    return after > limit ? quotaExceeded('session_bytes_per_account', { limit, use: all, requested: after }) : null;
  }

  /** How much of the quotas of sessions an account uses. @param serverId else the largest of all servers */
  quotaUses(accountId: string, serverId?: string): QuotaUses {
    const caller = callerOfAccount(accountId);
    const own = [...this.#sessions.values()].filter((session) => callerOf(session) === caller);
    const counts = [...this.#perBucket]
      .filter(([bucket]) => bucket === `${serverId ?? bucket.split(' ', 1)[0]} ${caller}`)
      .map(([, count]) => count);
    return {
      mcp_sessions_per_server: Math.max(0, ...counts),
      session_bytes: own.reduce((most, { keptSize }) => Math.max(most, keptSize), 0),
      session_bytes_per_account: this.#kept.get(caller) ?? 0,
    };
  }

  /** Keeps what a message of the client sets in the container, until the session ends. */
  remember(session: McpSession, message: Message): void {
    const before = session.keptSize;
    const changed = session.remember(message);
    if (this.#sessions.has(session.record.id)) this.#count(session, session.keptSize - before);
    if (changed) this.save(session);
  }

  /** A session in memory. */
  held(id: string): McpSession | undefined {
    return this.#sessions.get(id);
  }

  /** Resolves when the session can be found by other gateways, or after `ms`. */
  async stored(session: McpSession, ms: number): Promise<void> {
    if (session.storedAt > 0 && !this.#dirty.has(session.record.id)) return;
    const over = new AbortController();
    await Promise.race([this.flushed(), sleep(ms, undefined, { signal: over.signal })]).catch(() => undefined);
    over.abort();
  }

  /** To be called after every change of the record. */
  save(session: McpSession): void {
    if (!session.ended) this.#write(session.record.id, session);
  }

  end(session: McpSession): void {
    if (session.ended) return;
    session.ended = true;
    this.#drop(session);
    this.#write(session.record.id, null);
  }

  /** Another gateway changed (or, with null, ended) a session that is in memory here too. */
  apply(id: string, record: SessionRecord | null): void {
    const session = this.#sessions.get(id);
    if (!session || this.#dirty.has(id)) return;
    if (!record) {
      session.ended = true;
      this.#drop(session);
    } else if (record.generation > session.record.generation) {
      const before = session.keptSize;
      const { target } = session.record;
      session.replacedBy(record);
      this.#count(session, session.keptSize - before);
      if (!sameContainer(record.target, target)) for (const stream of [...session.streams]) stream.reopen();
    }
  }

  sweep(now = Date.now()): void {
    for (const session of [...this.#sessions.values()]) {
      if (
        now - session.record.seenAt > this.limits.idleMs &&
        session.scope.pending.size === 0 &&
        session.streams.size === 0
      )
        this.#evict(session);
    }
  }

  /** Resolves when every write has been tried. */
  async flushed(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushing = this.#flushing.then(() => this.#flush());
    await this.#flushing;
  }

  get size(): number {
    return this.#sessions.size;
  }

  async #fetch(id: string): Promise<McpSession | null> {
    // Ended here; the store may still have it.
    if (this.#dirty.get(id) === null) return null;
    const record = await this.#stored(id);
    if (!record) return null;
    const meanwhile = this.#sessions.get(id);
    if (meanwhile) return meanwhile;
    const session = new McpSession(record);
    session.storedAt = Date.now();
    this.#hold(session);
    return session;
  }

  async #stored(id: string): Promise<SessionRecord | null> {
    try {
      const record = await this.store.get(id);
      if (record) return record;
      // A session that another gateway opened a moment ago may not be in the store yet.
      await sleep(otherGatewayMs);
      return await this.store.get(id);
    } catch (cause) {
      throw new Rejected('unavailable', 'Sessions cannot be read right now. Try again in a moment.', undefined, {
        cause,
      });
    }
  }

  /** A use alone is rarely stored: that only keeps the entry of the bucket from expiring. */
  #touch(session: McpSession): void {
    const now = Date.now();
    session.seen(now);
    if (now - session.storedAt > this.limits.idleMs / 8) this.save(session);
  }

  #evictFor(bucket: string): void {
    if ((this.#perBucket.get(bucket) ?? 0) < this.#limit('mcp_sessions_per_server', callerIn(bucket))) return;
    let oldest: McpSession | null = null;
    for (const session of this.#sessions.values()) {
      if (session.record.bucket === bucket && (!oldest || session.record.seenAt < oldest.record.seenAt))
        oldest = session;
    }
    if (oldest) this.#evict(oldest);
  }

  #limit(name: QuotaName, caller: string): number {
    return this.limits.quotas.of(name, accountIn(caller));
  }

  #evictOldest(caller: string): boolean {
    let oldest: McpSession | null = null;
    for (const session of this.#sessions.values())
      if (callerOf(session) === caller && (!oldest || session.record.seenAt < oldest.record.seenAt)) oldest = session;
    if (oldest) this.#evict(oldest);
    return oldest !== null;
  }

  #count(session: McpSession, change: number): void {
    const caller = callerOf(session);
    const kept = (this.#kept.get(caller) ?? 0) + change;
    if (kept > 0) this.#kept.set(caller, kept);
    else this.#kept.delete(caller);
  }

  #hold(session: McpSession): void {
    const { id, bucket } = session.record;
    this.#sessions.set(id, session);
    this.#perBucket.set(bucket, (this.#perBucket.get(bucket) ?? 0) + 1);
    this.#count(session, session.keptSize);
    openSessions.set(this.#sessions.size);
  }

  #drop(session: McpSession): void {
    const { id, bucket } = session.record;
    if (!this.#sessions.delete(id)) return;
    this.#count(session, -session.keptSize);
    const left = (this.#perBucket.get(bucket) ?? 1) - 1;
    if (left > 0) this.#perBucket.set(bucket, left);
    else this.#perBucket.delete(bucket);
    openSessions.set(this.#sessions.size);
  }

  #evict(session: McpSession): void {
    this.end(session);
    this.onEvicted(session);
  }

  #write(id: string, session: McpSession | null): void {
    this.#dirty.set(id, session);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flushing = this.#flushing.then(() => this.#flush());
    }, flushMs);
  }

  async #flush(): Promise<void> {
    const batch = [...this.#dirty];
    this.#dirty.clear();
    const results = await Promise.allSettled(batch.map(([id, session]) => this.#store(id, session)));
    const failed = batch.filter(([id], i) => results[i]!.status === 'rejected' && !this.#dirty.has(id));
    for (const [id, session] of failed) this.#dirty.set(id, session);
    if (failed.length > 0)
      this.#timer ??= setTimeout(() => ((this.#timer = null), void this.flushed()), retryMs).unref();
  }

  async #store(id: string, session: McpSession | null): Promise<void> {
    if (session === null || session.ended) return this.store.delete(id);
    session.storedAt = Date.now();
    // One of an earlier version, which had no limit, lives in this gateway only.
    if (session.keptSize <= this.#limit('session_bytes', callerOf(session))) await this.store.put(session.record);
  }
}
