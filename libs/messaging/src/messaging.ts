import {
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { connect, headers, nanos, type NatsConnection } from '@nats-io/transport-node';
import { streams, type StreamSpec } from '@toolyard/contracts';
import { type BucketFollower, followBucket, type FollowOptions } from './bucket.js';
import { consumeBatches, type ConsumeOptions, type Delivered } from './consume.js';
import type { Consumption } from './repeat.js';
import { type NatsLogin, natsOptions } from './nats-login.js';
import { type Tailed, tailStream } from './tail.js';
import { workQueue, type WorkOptions } from './work.js';

/** How to reach NATS, and under which name. */
export interface MessagingOptions extends NatsLogin {
  /** Shown in the server's connection list. */
  name: string;
}

const publishTimeoutMs = 5_000;

/** One connection to NATS for everything durable: streams, work queues and key-value buckets. Reconnects for ever. */
export class Messaging {
  private readonly js: JetStreamClient;
  private readonly buckets = new Map<string, Promise<KV>>();
  private readonly running = new Set<Consumption>();

  private constructor(
    readonly connection: NatsConnection,
    private readonly jsm: JetStreamManager,
  ) {
    this.js = jetstream(connection, { timeout: publishTimeoutMs });
  }

  /** @throws when no server answers within 10 s. */
  static async connect(options: MessagingOptions): Promise<Messaging> {
    const connection = await connect({
      ...natsOptions(options),
      name: options.name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 250,
      timeout: 10_000,
    });
    return new Messaging(connection, await jetstreamManager(connection, { timeout: publishTimeoutMs }));
  }

  get connected(): boolean {
    return !this.connection.isClosed() && this.isUp;
  }

  private isUp = true;

  /** Creates or updates every stream of the platform; safe to call from every service at start. */
  async ensureStreams(): Promise<void> {
    for (const spec of Object.values(streams) as StreamSpec[]) await this.ensureStream(spec);
    void this.watchStatus();
  }

  private async ensureStream(spec: StreamSpec): Promise<void> {
    const config = {
      name: spec.name,
      subjects: spec.subjects,
      retention: spec.retention === 'work' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
      storage: StorageType.File,
      // Full means full for work: its publisher keeps what is refused, while a dropped message would be lost.
      discard: spec.retention === 'work' ? DiscardPolicy.New : DiscardPolicy.Old,
      max_age: nanos(spec.maxAgeHours * 3_600_000),
      max_bytes: spec.maxBytes,
      duplicate_window: nanos(spec.duplicateWindowMinutes * 60_000),
    };
    try {
      await this.jsm.streams.add(config);
    } catch (error) {
      // The name is in use with other settings: bring it up to date.
      const exists = await this.jsm.streams.info(spec.name).catch(() => null);
      if (!exists) throw error;
      await this.jsm.streams.update(spec.name, config);
    }
  }

  private async watchStatus(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') this.isUp = false;
      if (status.type === 'reconnect') this.isUp = true;
    }
  }

  /**
   * Publishes to a stream and waits until the server has stored the message.
   * The same `id` within the stream's duplicate window is stored once.
   */
  async publish(
    subject: string,
    payload: unknown,
    options: { id?: string; headers?: Record<string, string> } = {},
  ): Promise<void> {
    const head = headers();
    for (const [name, value] of Object.entries(options.headers ?? {})) head.set(name, value);
    const body = payload instanceof Uint8Array ? payload : JSON.stringify(payload);
    await this.js.publish(subject, body, { msgID: options.id, headers: head, timeout: publishTimeoutMs });
  }

  /** Hands over messages in the stream's order, as many at once as have arrived; the handler acknowledges them. */
  consume<T>(
    spec: StreamSpec,
    options: ConsumeOptions,
    onMessages: (messages: Delivered<T>[]) => Promise<void>,
  ): Consumption {
    return this.track(consumeBatches(this.js, this.jsm, spec, options, onMessages));
  }

  /** Reads along without acknowledging: what the stream holds since `sinceMs` ago, then what comes. */
  tail<T>(spec: StreamSpec, sinceMs: number, onMessage: (message: Tailed<T>) => Promise<void>): Consumption {
    return this.track(tailStream(this.js, spec, sinceMs, onMessage));
  }

  /**
   * Runs `onWork` for each message, `concurrency` at a time, with heartbeats; acknowledges after it resolves, retries
   * after it rejects.
   */
  work<T>(spec: StreamSpec, options: WorkOptions, onWork: (payload: T, attempt: number) => Promise<void>): Consumption {
    return this.track(workQueue(this.js, this.jsm, spec, options, onWork));
  }

  /** Opens a key-value bucket, made on first use. */
  kv(bucket: string, options: { history?: number; ttlMs?: number } = {}): Promise<KV> {
    let opened = this.buckets.get(bucket);
    if (!opened) {
      opened = this.openBucket(bucket, options);
      opened.catch(() => this.buckets.delete(bucket));
      this.buckets.set(bucket, opened);
    }
    return opened;
  }

  /**
   * Keeps a follower equal to a key-value bucket until stopped: first what the bucket holds, then every change.
   * @param options.ttlMs as `kv` takes it
   */
  follow(bucket: string, follower: BucketFollower, options: FollowOptions & { ttlMs?: number } = {}): Consumption {
    return this.track(followBucket(() => this.kv(bucket, { ttlMs: options.ttlMs }), follower, options));
  }

  /** Rejects when JetStream does not answer. */
  async ping(): Promise<void> {
    await this.jsm.getAccountInfo();
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((consumption) => consumption.stop()));
    if (!this.connection.isClosed()) await this.connection.close();
  }

  /** Opens or makes it. A bucket of an earlier version that forgets sooner than asked keeps its entries longer now. */
  private async openBucket(
    bucket: string,
    { history = 1, ttlMs = 0 }: { history?: number; ttlMs?: number },
  ): Promise<KV> {
    const opened = await new Kvm(this.js).create(bucket, { history, ttl: ttlMs, storage: StorageType.File });
    const { ttl, streamInfo } = await opened.status();
    if (ttlMs > ttl && ttl > 0) await this.jsm.streams.update(streamInfo.config.name, { max_age: nanos(ttlMs) });
    return opened;
  }

  private track(consumption: Consumption): Consumption {
    this.running.add(consumption);
    void consumption.stopped.then(() => this.running.delete(consumption));
    return consumption;
  }
}
