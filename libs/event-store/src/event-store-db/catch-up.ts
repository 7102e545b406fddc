import { setTimeout as pause } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  streamNameFilter,
} from '@eventstore/db-client';
import { type Following, type FollowOptions, StoreReplaced } from '../store/event-store.js';
import { warnOfRetry } from '../store/failures.js';
import { backOffMs, within } from '../store/retry.js';
import { stored } from './stored.js';

const behindLimit = 1_000;
const behindTimeoutMs = 5_000;

/** What the server said between two events: it counts once every event before it has been handed over. */
interface Mark {
  afterEvents: number;
  position?: bigint;
  caughtUp?: true;
}

/** A catch-up subscription over `$all` that reconnects, from its own checkpoint, until it is stopped. */
export class CatchUp implements Following {
  readonly caughtUp: Promise<void>;
  position = -1n;
  connected = false;
  /** Everything up to here has been looked at, events of other streams included. */
  private checkpoint: bigint;
  /** Identity of the database that the checkpoint belongs to. */
  private store: string | undefined;
  private readonly stopping = new AbortController();
  readonly ended: Promise<void>;
  private subscription: AllStreamSubscription | undefined;
  private resolveCaughtUp!: () => void;

  constructor(
    private readonly client: () => EventStoreDBClient,
    private readonly identity: () => Promise<string>,
    private readonly options: FollowOptions,
  ) {
    this.checkpoint = options.from ?? -1n;
    this.position = this.checkpoint;
    this.caughtUp = new Promise((resolve) => (this.resolveCaughtUp = resolve));
    this.ended = this.run();
  }

  async behind(): Promise<number> {
    const from = this.checkpoint;
    const reading = this.client().readAll({
      fromPosition: from < 0n ? 'start' : { commit: from, prepare: from },
      maxCount: behindLimit + 1,
    });
    let count = 0;
    const counting = async (): Promise<void> => {
      for await (const { event } of reading) {
        if (event?.position && event.position.commit > this.position && this.concerns(event.streamId, event.type))
          count++;
      }
    };
    try {
      await within(behindTimeoutMs, 'Counting the events ahead', counting());
    } finally {
      reading.cancel().catch(() => undefined);
    }
    return count;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.release();
    await this.ended;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; failures++) {
      const before = this.checkpoint;
      try {
        if (await this.isSameStore()) await this.subscribe();
      } catch {
        // Whatever ended it, the cure is the same: subscribe again after the last event handed over.
      }
      this.connected = false;
      if (this.checkpoint > before) failures = 0;
      if (!this.stopping.signal.aborted) await this.rest(backOffMs(failures));
    }
  }

  private async isSameStore(): Promise<boolean> {
    const identity = await this.identity();
    if (this.store === undefined && this.options.of !== undefined && this.options.of !== identity)
      this.position = this.checkpoint = -1n;
    if (this.store !== undefined && this.store !== identity) {
      this.stopping.abort();
      (this.options.onReplaced ?? endProcess)();
      return false;
    }
    this.store = identity;
    return !this.stopping.signal.aborted;
  }

  private async subscribe(): Promise<void> {
    const marks: Mark[] = [];
    let received = 0;
    let handedOver = 0;
    const settle = (): void => {
      while (marks[0] && marks[0].afterEvents <= handedOver) {
        const mark = marks.shift()!;
        if (mark.position !== undefined && mark.position > this.checkpoint) this.checkpoint = mark.position;
        if (mark.caughtUp) this.resolveCaughtUp();
      }
    };
    const from = this.checkpoint;
    const subscription = this.client().subscribeToAll(
      {
        fromPosition: from < 0n ? 'start' : { commit: from, prepare: from },
        filter: streamNameFilter({
          prefixes: this.options.prefixes,
          maxSearchWindow: 500,
          checkpointInterval: 1,
          checkpointReached: (_, position) => {
            marks.push({ afterEvents: received, position: position.commit });
            settle();
          },
        }),
      },
      { highWaterMark: 256 },
    );
    this.subscription = subscription;
    const push = subscription.push.bind(subscription);
    subscription.push = (chunk: unknown) => {
      if (chunk) received++;
      return push(chunk);
    };
    subscription.on('confirmation', () => (this.connected = true));
    subscription.on('caughtUp', () => {
      marks.push({ afterEvents: received, caughtUp: true });
      settle();
    });
    try {
      for await (const resolved of subscription as AsyncIterable<AllStreamResolvedEvent>) {
        await this.handOver(resolved);
        if (this.stopping.signal.aborted) return;
        handedOver++;
        settle();
      }
    } finally {
      this.release();
    }
  }

  private async handOver({ event }: AllStreamResolvedEvent): Promise<void> {
    if (!event?.position) return;
    if (!event.type.startsWith('$')) {
      const handed = stored(event);
      for (let failures = 0; ; failures++) {
        try {
          await this.options.onEvent(handed);
          break;
        } catch (error) {
          (this.options.onError ?? warnOfRetry)(error, handed);
          await this.rest(backOffMs(failures));
          if (this.stopping.signal.aborted) return;
        }
      }
      this.position = event.position.commit;
    }
    this.checkpoint = event.position.commit;
  }

  private concerns(stream: string, type: string): boolean {
    return !type.startsWith('$') && this.options.prefixes.some((prefix) => stream.startsWith(prefix));
  }

  /** Leaving the loop does not end the call on the server; `unsubscribe` does. */
  private release(): void {
    const subscription = this.subscription;
    this.subscription = undefined;
    if (!subscription) return;
    subscription.on('error', () => undefined);
    subscription.unsubscribe().catch(() => undefined);
    subscription.destroy();
  }

  private async rest(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
  }
}

function endProcess(): void {
  setImmediate(() => {
    throw new StoreReplaced();
  });
}
