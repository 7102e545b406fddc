import { Injectable } from '@nestjs/common';
import type { LogBatch } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import pRetry from 'p-retry';
import { KeyedMutex } from '../concurrency/keyed-mutex.js';

const retryMs = 500;
const lastPublishingMs = 1_000;

/**
 * Publishes batches of log lines in the order of the calls, one message at a time for each log, and retries every
 * 500 ms while NATS does not answer.
 */
@Injectable()
export class LogShipper {
  private readonly publishing = new KeyedMutex();
  private stopping = false;

  constructor(private readonly messaging: Messaging) {}

  /**
   * @param subject of the log, as in `subjects.serverLog`
   * @param id two batches with the same id within ten minutes are stored once
   * @returns false when the service stopped before the batch was stored; its lines are lost then
   */
  async ship(subject: string, batch: LogBatch, id?: string): Promise<boolean> {
    const publish = () => this.messaging.publish(subject, batch, id === undefined ? {} : { id });
    const patience = {
      retries: Infinity,
      factor: 1,
      minTimeout: retryMs,
      unref: true,
      shouldRetry: () => !this.stopping,
    };
    return this.publishing.runExclusive(subject, () =>
      pRetry(publish, patience).then(
        () => true,
        () => false,
      ),
    );
  }

  /** Gives up retrying, and waits for the batches under way, at most a second. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.race([
      this.publishing.drain(),
      new Promise((resolve) => setTimeout(resolve, lastPublishingMs).unref()),
    ]);
  }
}
