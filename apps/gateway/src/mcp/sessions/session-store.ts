import { createHash, randomUUID } from 'node:crypto';
import { Rejected, type Route } from '@toolyard/contracts';
import { Scope } from '../recording/calls.js';
import { openSessions } from '../../gateway.metrics.js';
import type { ClientInfo, Message } from '../protocol/jsonrpc.js';
import type { Target } from '../forwarding/upstreams.js';

/** What is stored of a session, in memory and in the key-value bucket, so that any gateway can carry it on. */
export interface SessionRecord {
  id: string;
  kind: 'http' | 'sse';
  serverId: string;
  slug: string;
  principal: string;
  /** Whose share of sessions it counts against. */
  bucket: string;
  client: ClientInfo;
  /** Parameters of the client's `initialize`, to say again to another container. */
  initialize: unknown;
  initialized: boolean;
  /** Revision agreed with the client, and with the present container. */
  clientVersion: string;
  innerVersion: string;
  listChanged: boolean;
  target: Target;
  /** Session id of the container; null when it keeps none. `sse`: path and query for messages. */
  innerId: string | null;
  /** Log level and subscriptions, to say again to another container. */
  replay: Message[];
  createdAt: number;
  seenAt: number;
  /** Counts containers; event ids of an earlier one mean nothing to a later one. */
  generation: number;
}

/** An open stream of a session that is not the answer to a request. */
export interface SessionStream {
  reopen(): void;
  inject(message: Message): boolean;
}

export class Session {
  readonly scope = new Scope();
  /** Standalone streams, to be reopened when the session moves. */
  readonly streams = new Set<SessionStream>();
  moving: Promise<boolean> | null = null;
  /** Of the latest request, for what the gateway says in the client's place. Never stored. */
  credentials: readonly string[] = [];
  storedAt = 0;
  ended = false;

  constructor(public record: SessionRecord) {}
}

/** The bucket behind the table. All rejections mean "not reachable now". */
export interface SessionStore {
  get(id: string): Promise<SessionRecord | null>;
  put(record: SessionRecord): Promise<void>;
  delete(id: string): Promise<void>;
}

export interface SessionLimits {
  perPrincipal: number;
  idleMs: number;
}

const flushMs = 50;
const largestStored = 512 * 1024;
const idPattern = /^[A-Za-z0-9_-]{16,80}$/;

/**
 * Outer sessions by id. Memory answers; the store is written behind, and asked only for ids that memory does not know:
 * sessions that began at another gateway or before a restart.
 */
export class Sessions {
  store: SessionStore | null = null;
  readonly #sessions = new Map<string, Session>();
  readonly #perBucket = new Map<string, number>();
  readonly #dirty = new Map<string, Session | null>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly limits: SessionLimits,
    private readonly onEvicted: (session: Session) => void = () => undefined,
  ) {}

  create(record: Omit<SessionRecord, 'id' | 'createdAt' | 'seenAt' | 'generation'> & { id?: string }): Session {
    const now = Date.now();
    const session = new Session({
      ...record,
      id: record.id ?? randomUUID(),
      createdAt: now,
      seenAt: now,
      generation: 0,
    });
    this.#evictFor(record.bucket);
    this.#hold(session);
    this.save(session);
    return session;
  }

  /**
   * The caller's session of this server, or null when there is none: unknown, ended, of another caller or of another
   * server.
   * @throws when memory does not know it and the store cannot be asked.
   */
  async find(id: string, route: Route, principal: string): Promise<Session | null> {
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

  /** The record changed. */
  save(session: Session): void {
    if (!session.ended) this.#write(session.record.id, session);
  }

  end(session: Session): void {
    if (session.ended) return;
    session.ended = true;
    this.#drop(session);
    this.#write(session.record.id, null);
  }

  /** Another gateway changed or ended a session that is held here too. */
  apply(id: string, record: SessionRecord | null): void {
    const session = this.#sessions.get(id);
    if (!session || this.#dirty.has(id)) return;
    if (!record) {
      session.ended = true;
      this.#drop(session);
    } else if (record.generation > session.record.generation) {
      session.record = record;
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

  /** Resolves when everything is written that could be. */
  async flushed(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushing = this.#flushing.then(() => this.#flush());
    await this.#flushing;
  }

  get size(): number {
    return this.#sessions.size;
  }

  async #fetch(id: string): Promise<Session | null> {
    // Ended here, and the store may not have heard of it yet.
    if (this.#dirty.get(id) === null) return null;
    if (!this.store) throw new Rejected('unavailable', 'Sessions cannot be read yet. Try again in a moment.');
    // A session that another gateway made a moment ago may still be on its way.
    const record = (await this.store.get(id)) ?? (await pause(150).then(() => this.store?.get(id)));
    if (!record) return null;
    const known = this.#sessions.get(id);
    if (known) return known;
    const session = new Session(record);
    session.storedAt = Date.now();
    this.#hold(session);
    return session;
  }

  /** Use is stored seldom: it only has to keep the entry from expiring. */
  #touch(session: Session): void {
    session.record.seenAt = Date.now();
    if (session.record.seenAt - session.storedAt > this.limits.idleMs / 8) this.save(session);
  }

  #evictFor(bucket: string): void {
    if ((this.#perBucket.get(bucket) ?? 0) < this.limits.perPrincipal) return;
    let oldest: Session | null = null;
    for (const session of this.#sessions.values()) {
      if (session.record.bucket === bucket && (!oldest || session.record.seenAt < oldest.record.seenAt))
        oldest = session;
    }
    if (oldest) this.#evict(oldest);
  }

  #hold(session: Session): void {
    const { id, bucket } = session.record;
    this.#sessions.set(id, session);
    this.#perBucket.set(bucket, (this.#perBucket.get(bucket) ?? 0) + 1);
    openSessions.set(this.#sessions.size);
  }

  #drop(session: Session): void {
    const { id, bucket } = session.record;
    if (!this.#sessions.delete(id)) return;
    const left = (this.#perBucket.get(bucket) ?? 1) - 1;
    if (left > 0) this.#perBucket.set(bucket, left);
    else this.#perBucket.delete(bucket);
    openSessions.set(this.#sessions.size);
  }

  #evict(session: Session): void {
    this.end(session);
    this.onEvicted(session);
  }

  #write(id: string, session: Session | null): void {
    this.#dirty.set(id, session);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flushing = this.#flushing.then(() => this.#flush());
    }, flushMs);
  }

  async #flush(): Promise<void> {
    const { store } = this;
    if (!store) return;
    const batch = [...this.#dirty];
    this.#dirty.clear();
    const results = await Promise.allSettled(batch.map(([id, session]) => this.#store(store, id, session)));
    const failed = batch.filter(([id], i) => results[i]!.status === 'rejected' && !this.#dirty.has(id));
    for (const [id, session] of failed) this.#dirty.set(id, session);
    if (failed.length > 0) this.#timer ??= setTimeout(() => ((this.#timer = null), void this.flushed()), 1_000).unref();
  }

  async #store(store: SessionStore, id: string, session: Session | null): Promise<void> {
    if (session === null || session.ended) return store.delete(id);
    session.storedAt = Date.now();
    // A session too large to store lives in this gateway only.
    if (JSON.stringify(session.record).length <= largestStored) await store.put(session.record);
  }
}

/** Id of an old-transport session: nobody but the container's path and query names it. */
export function sseSessionId(slug: string, pathAndQuery: string): string {
  return `sse_${createHash('sha256').update(`${slug}\n${pathAndQuery}`).digest('hex')}`;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
