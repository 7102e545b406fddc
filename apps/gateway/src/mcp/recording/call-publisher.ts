import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLog } from './call-log.js';
import { spooledCalls } from '../../gateway.metrics.js';

/** Stores one batch durably; rejects while that is not possible. The same id is stored once. */
export type PublishBatch = (json: string, id: string) => Promise<void>;

const limits = { calls: 500, bytes: 512 * 1024 };
const gatherMs = 100;
const longestPauseMs = 5_000;

/** Drains the call log to JetStream in order: one batch at a time, the same batch again until it is acknowledged. */
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

  /** Something ended: publish soon, together with what ends in the meantime. */
  kick(): void {
    if (this.#timer || this.#running || this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#running = this.#drain().finally(() => (this.#running = null));
    }, gatherMs);
  }

  /** Publishes what is there if that works at once; the rest stays on disk for the next start. */
  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#running;
    await this.#drain();
  }

  async #drain(): Promise<void> {
    let pauseMs = 250;
    for (let batch = this.log.next(limits); batch; batch = this.log.next(limits)) {
      spooledCalls.set(this.log.backlog);
      try {
        await this.publish(batch.json, `calls-${this.gatewayId}-${batch.id}`);
        this.log.acknowledge(batch);
        pauseMs = 250;
      } catch {
        if (this.#stopping.signal.aborted) return;
        await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
    spooledCalls.set(this.log.backlog);
  }
}
