import { randomUUID } from 'node:crypto';
import {
  type Appended,
  type DomainEvent,
  EventStore,
  type Expected,
  type Following,
  type FollowOptions,
  type Metadata,
  RevisionConflict,
  type StoredEvent,
  StreamGone,
} from './event-store.js';
import { UnstorableEvent, warnOfRetry } from './failures.js';
import { backOffMs } from './retry.js';

/** The port in memory, for unit tests: the same rules, nothing kept. */
export class MemoryEventStore extends EventStore {
  private readonly id = randomUUID();
  private log: StoredEvent[] = [];
  private nextPosition = 0n;
  private readonly gone = new Set<string>();
  private readonly followers = new Set<MemoryFollowing>();

  async append(
    stream: string,
    events: { id?: string; type: string; data: unknown }[],
    { expected, metadata }: { expected: Expected; metadata?: Metadata },
  ): Promise<Appended> {
    if (this.gone.has(stream)) throw new StreamGone(stream);
    const prepared = events.map((event) => ({
      id: event.id ?? randomUUID(),
      type: event.type,
      data: plain(event.type, event.data),
    }));
    const existing = this.log.filter((event) => event.stream === stream);
    const actual = existing.at(-1)?.revision ?? -1;
    const repeated = this.repetition(
      existing,
      prepared.map((event) => event.id),
      expected,
    );
    if (repeated) return { position: repeated.position, revision: repeated.revision };
    if (expected !== 'any' && actual !== (expected === 'none' ? -1 : expected))
      throw new RevisionConflict(stream, expected, actual);
    prepared.forEach((event, index) => {
      this.nextPosition += 64n;
      const plainMetadata = structuredClone(metadata ?? {});
      this.log.push({
        ...event,
        stream,
        metadata: plainMetadata,
        revision: actual + 1 + index,
        position: this.nextPosition,
        createdAt: new Date().toISOString(),
      });
    });
    for (const follower of this.followers) follower.wake();
    return { position: this.nextPosition, revision: actual + prepared.length };
  }

  async read<E extends DomainEvent>(stream: string): Promise<StoredEvent<E>[]> {
    return this.log.filter((event) => event.stream === stream).map((event) => structuredClone(event) as StoredEvent<E>);
  }

  follow(options: FollowOptions): Following {
    const follower = new MemoryFollowing(
      () => this.log,
      options.of === undefined || options.of === this.id ? options : { ...options, from: undefined },
    );
    this.followers.add(follower);
    return follower;
  }

  async tombstone(stream: string): Promise<void> {
    this.gone.add(stream);
    this.log = this.log.filter((event) => event.stream !== stream);
  }

  async identity(): Promise<string> {
    return this.id;
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {
    await Promise.all([...this.followers].map((follower) => follower.stop()));
  }

  /** The last of the events when these very ids already stand where the append would have put them. */
  private repetition(existing: StoredEvent[], ids: string[], expected: Expected): StoredEvent | undefined {
    const first =
      expected === 'any' ? existing.findIndex((event) => event.id === ids[0]) : expected === 'none' ? 0 : expected + 1;
    if (ids.length === 0 || first < 0) return undefined;
    return ids.every((id, index) => existing[first + index]?.id === id) ? existing[first + ids.length - 1] : undefined;
  }
}

class MemoryFollowing implements Following {
  readonly caughtUp: Promise<void>;
  position: bigint;
  readonly connected = true;
  private stopped = false;
  private wakeUp: () => void = () => undefined;
  private resolveCaughtUp!: () => void;
  private readonly running: Promise<void>;

  constructor(
    private readonly log: () => StoredEvent[],
    private readonly options: FollowOptions,
  ) {
    this.position = options.from ?? -1n;
    this.caughtUp = new Promise((resolve) => (this.resolveCaughtUp = resolve));
    this.running = this.run();
  }

  async behind(): Promise<number> {
    return Math.min(1_000, this.pending().length);
  }

  wake(): void {
    this.wakeUp();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
  }

  private pending(): StoredEvent[] {
    return this.log().filter(
      (event) =>
        event.position > this.position && this.options.prefixes.some((prefix) => event.stream.startsWith(prefix)),
    );
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      const next = this.pending()[0];
      if (!next) {
        this.resolveCaughtUp();
        await new Promise<void>((resolve) => (this.wakeUp = resolve));
        continue;
      }
      try {
        await this.options.onEvent(structuredClone(next));
        this.position = next.position;
        failures = 0;
      } catch (error) {
        (this.options.onError ?? warnOfRetry)(error, next);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, backOffMs(failures++));
          this.wakeUp = () => (clearTimeout(timer), resolve());
        });
      }
    }
  }
}

/** Events come back as they would from a store: copied, and without what JSON cannot carry. */
function plain(type: string, data: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(data)!);
  } catch (cause) {
    throw new UnstorableEvent(`The data of ${type} cannot be written as JSON. Nothing was appended.`, { cause });
  }
}
