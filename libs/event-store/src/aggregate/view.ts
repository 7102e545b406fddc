import { Rejected } from '@toolyard/contracts';
import type { EventStore, Following, StoredEvent } from '../store/event-store.js';

interface Waiter {
  position: bigint;
  resolve: () => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

const reachTimeoutMs = 5_000;

/**
 * A fold kept up to date from the event store. Answers reads from memory; `reach` makes a writer see its own events.
 */
export class View {
  private following: Following | undefined;
  private position = -1n;
  private readonly waiters = new Set<Waiter>();

  constructor(
    private readonly store: EventStore,
    private readonly prefixes: string[],
    /** Must be pure bookkeeping: it is called again from the first event after every restart. */
    private readonly apply: (event: StoredEvent) => void,
  ) {}

  /** Resolves when everything stored before has been folded. */
  async start(): Promise<void> {
    this.following = this.store.follow({ prefixes: this.prefixes, onEvent: (event) => this.accept(event) });
    await this.following.caughtUp;
  }

  get connected(): boolean {
    return this.following?.connected ?? false;
  }

  behind(): Promise<number> {
    return this.following ? this.following.behind() : Promise.resolve(0);
  }

  /** Resolves once the event at this position is folded. @throws after 5 s; the events stay stored. */
  reach(position: bigint | null): Promise<void> {
    if (position === null || this.position >= position) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(
          new Rejected(
            'unavailable',
            'The change is stored, but this service has not caught up with it yet. Read again in a moment; ' +
              'do not repeat the change.',
          ),
        );
      }, reachTimeoutMs);
      const waiter: Waiter = { position, resolve, reject, timer };
      this.waiters.add(waiter);
    });
  }

  async stop(): Promise<void> {
    await this.following?.stop();
    for (const waiter of this.waiters) {
      clearTimeout(waiter.timer);
      waiter.reject(new Error('The service is stopping.'));
    }
    this.waiters.clear();
  }

  private accept(event: StoredEvent): void {
    this.apply(event);
    this.position = event.position;
    for (const waiter of this.waiters) {
      if (waiter.position > event.position) continue;
      clearTimeout(waiter.timer);
      this.waiters.delete(waiter);
      waiter.resolve();
    }
  }
}
