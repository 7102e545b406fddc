import pRetry from 'p-retry';
import type { CallBatch, CallLog } from './call-log.js';
import { spooledCalls } from '../../gateway.metrics.js';

/** Stores one batch durably; the same id is stored once. Rejects while it cannot be stored. */
export type PublishBatch = (json: string, id: string) => Promise<void>;

const limits = { calls: 500, bytes: 512 * 1024 };
const gatherMs = 100;
const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** Publishes the call log in order: one batch at a time, and the same batch until it is acknowledged. */
export class CallPublisher {
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopping = new AbortController();

  constructor(
    private readonly log: CallLog,
    private readonly publish: PublishBatch,
    /** Makes batch ids of several gateways differ. */
    private readonly gatewayId: string,
  ) {}

  /** A call ended: publishes after 100 ms, together with calls that end until then. */
  kick(): void {
    if (this.#timer || this.#running || this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#running = this.#drain().finally(() => (this.#running = null));
    }, gatherMs);
  }

  /** Publishes the rest if it succeeds at the first try; otherwise it stays on disk for the next start. */
  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#running;
    await this.#drain();
  }

  async #drain(): Promise<void> {
    for (let batch = this.log.next(limits); batch; batch = this.log.next(limits)) {
      spooledCalls.set(this.log.backlog);
      try {
        await this.#store(batch);
      } catch {
        return;
      }
    }
    spooledCalls.set(this.log.backlog);
  }

  /** Rejects when the gateway stops, and then after one try. */
  #store(batch: CallBatch): Promise<void> {
    const store = async (): Promise<void> => {
      await this.publish(batch.json, `calls-${this.gatewayId}-${batch.id}`);
      this.log.acknowledge(batch);
    };
    const { signal } = this.#stopping;
    const patience = { retries: Infinity, minTimeout: firstPauseMs, maxTimeout: longestPauseMs, signal };
    return signal.aborted ? store() : pRetry(store, patience);
  }
}
