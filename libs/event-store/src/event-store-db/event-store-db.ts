import { randomUUID } from 'node:crypto';
import {
  type AppendExpectedRevision,
  type EventStoreDBClient,
  jsonEvent,
  type JSONEventData,
  type JSONType,
  type RecordedEvent,
} from '@eventstore/db-client';
import { clientOf } from './authorised-client.js';
import { CatchUp } from './catch-up.js';
import {
  type Appended,
  type DomainEvent,
  EventStore,
  type Expected,
  type Following,
  type FollowOptions,
  type Metadata,
  type StoredEvent,
} from '../store/event-store.js';
import { appendFailure, EventStoreUnavailable, isDeleted, isNotFound, UnstorableEvent } from '../store/failures.js';
import { readIdentity } from './identity.js';
import { persistently, within } from '../store/retry.js';
import { stored } from './stored.js';

/** How patient an `EventStoreDb` is. */
export interface EventStoreDbOptions {
  /** How long a request may take in all, repeated attempts included. */
  timeoutMs?: number;
}

const disposeWithinMs = 250;

/** The one data path: EventStoreDB's own client, to the embedded server or to a cluster. */
export class EventStoreDb extends EventStore {
  private client: EventStoreDBClient;
  private readonly url: string;
  private readonly timeoutMs: number;
  private readonly followings = new Set<CatchUp>();
  private closed = false;

  constructor(url: string, { timeoutMs = 10_000 }: EventStoreDbOptions = {}) {
    super();
    // KurrentDB's documentation gives its own scheme for the same protocol; the client does not know it.
    this.url = url.replace(/^kurrentdb(?=[:+])/, 'esdb');
    this.timeoutMs = timeoutMs;
    this.client = clientOf(this.url);
  }

  async append(
    stream: string,
    events: { id?: string; type: string; data: unknown }[],
    { expected, metadata }: { expected: Expected; metadata?: Metadata },
  ): Promise<Appended> {
    // The ids are fixed before the first attempt: that is what makes repeating an append harmless.
    const prepared = events.map((event) => storable(event, metadata ?? {}));
    const expectedRevision: AppendExpectedRevision =
      expected === 'any' ? 'any' : expected === 'none' ? 'no_stream' : BigInt(expected);
    try {
      const result = await this.request(`Appending to ${stream}`, () =>
        this.client.appendToStream(stream, prepared, { expectedRevision }),
      );
      return { position: result.position?.commit ?? -1n, revision: Number(result.nextExpectedRevision) };
    } catch (error) {
      throw appendFailure(error, stream, expected);
    }
  }

  async read<E extends DomainEvent>(stream: string): Promise<StoredEvent<E>[]> {
    try {
      return await this.request(`Reading ${stream}`, () => this.readOnce<E>(stream));
    } catch (error) {
      if (isDeleted(error) || isNotFound(error)) return [];
      throw error;
    }
  }

  follow(options: FollowOptions): Following {
    const following = new CatchUp(
      () => this.client,
      () => this.identity(),
      options,
    );
    this.followings.add(following);
    void following.ended.then(() => this.followings.delete(following));
    return following;
  }

  async tombstone(stream: string): Promise<void> {
    try {
      await this.request(`Deleting ${stream}`, () => this.client.tombstoneStream(stream, { expectedRevision: 'any' }));
    } catch (error) {
      if (!isDeleted(error)) throw error;
    }
  }

  identity(): Promise<string> {
    return readIdentity(this);
  }

  async ping(): Promise<void> {
    const client = this.client;
    const reading = client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 });
    try {
      await within(
        Math.min(2_000, this.timeoutMs),
        'Asking for a sign of life',
        (async () => {
          for await (const _ of reading) break;
        })(),
      );
    } finally {
      reading.cancel().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([...this.followings].map((following) => following.stop()));
    await discard(this.client);
  }

  private async readOnce<E extends DomainEvent>(stream: string): Promise<StoredEvent<E>[]> {
    const events: StoredEvent<E>[] = [];
    const reading = this.client.readStream(stream, {}, { highWaterMark: 256 });
    try {
      for await (const { event } of reading)
        if (event && !event.type.startsWith('$')) events.push(stored<E>(event as RecordedEvent));
      return events;
    } finally {
      // Leaving the loop does not end the call on the server.
      reading.cancel().catch(() => undefined);
    }
  }

  private request<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    return persistently(this.timeoutMs, what, async (remainingMs) => {
      const client = this.client;
      if (this.closed)
        throw new Error(`${what}: the connection to the event store was closed before. Nothing was asked of it.`);
      try {
        return await within(Math.min(remainingMs, Math.max(1_000, this.timeoutMs / 2)), what, attempt());
      } catch (error) {
        if (error instanceof EventStoreUnavailable) this.replace(client);
        throw error;
      }
    });
  }

  /**
   * A server that accepts and never answers leaves the client with a batch stream and a features call that stay
   * pending; a new client has neither.
   */
  private replace(silent: EventStoreDBClient): void {
    if (this.closed || this.client !== silent) return;
    this.client = clientOf(this.url);
    discard(silent).catch(() => undefined);
  }
}

/**
 * A client's channel stays open after `dispose`; it would keep the server's side of the connection waiting. And
 * `dispose` waits for streams that were cancelled before anybody read them to their end, which never finish: so it gets
 * little time.
 */
async function discard(client: EventStoreDBClient): Promise<void> {
  await within(disposeWithinMs, 'Closing the connection', client.dispose()).catch(() => undefined);
  const { getChannel } = client as unknown as { getChannel: () => Promise<{ close(): void }> };
  await getChannel().then(
    (channel) => channel.close(),
    () => undefined,
  );
}

/** The client never settles an append whose data cannot be written as JSON, so that is found out first. */
function storable({ id, type, data }: { id?: string; type: string; data: unknown }, metadata: Metadata): JSONEventData {
  try {
    if (JSON.stringify(data) === undefined) throw new Error('it has no JSON form');
  } catch (cause) {
    throw new UnstorableEvent(`The data of ${type} cannot be written as JSON. Nothing was appended.`, { cause });
  }
  return jsonEvent({ id: id ?? randomUUID(), type, data: data as JSONType, metadata: metadata as JSONType });
}
