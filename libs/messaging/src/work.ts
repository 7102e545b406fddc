import type { JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { StreamSpec } from '@toolyard/contracts';
import { ensureConsumer, parse } from './consume.js';
import { type Consumption, repeatUntilStopped, restartPauseMs } from './repeat.js';

/** How workers share a queue. */
export interface WorkOptions {
  durable: string;
  /** Messages handled at the same time by this process. */
  concurrency: number;
  /** A worker silent for this long counts as dead and its message goes to another. */
  ackWaitMs: number;
  /** Pause before a message whose handler rejected comes again. */
  retryDelayMs?: number;
}

/** Also how long stopping may take when nothing is under way. */
const nextWaitMs = 1_000;

/**
 * Works off a queue, `concurrency` messages at a time, until stopped. A message is acknowledged once its handler
 * resolves; after a rejection, or when the worker dies, it comes again.
 * @param onWork is given the payload, and the number of the delivery from 1
 */
export function workQueue<T>(
  js: JetStreamClient,
  jsm: JetStreamManager,
  spec: StreamSpec,
  options: WorkOptions,
  onWork: (payload: T, attempt: number) => Promise<void>,
): Consumption {
  async function lane(signal: AbortSignal): Promise<void> {
    await ensureConsumer(jsm, spec, {
      durable: options.durable,
      maxAckPending: 1_000,
      ackWaitMs: options.ackWaitMs,
    });
    const consumer = await js.consumers.get(spec.name, options.durable);
    while (!signal.aborted) {
      const message = await consumer.next({ expires: nextWaitMs });
      if (message && signal.aborted) message.nak();
      else if (message) await take(message);
    }
  }

  async function take(message: JsMsg): Promise<void> {
    const payload = parse<T>(message);
    if (payload === undefined) return;
    const heartbeat = setInterval(() => message.working(), options.ackWaitMs / 3);
    try {
      await onWork(payload, message.info.deliveryCount);
      await message.ackAck();
    } catch {
      message.nak(options.retryDelayMs ?? restartPauseMs);
    } finally {
      clearInterval(heartbeat);
    }
  }

  const lanes = Array.from({ length: options.concurrency }, () => repeatUntilStopped(lane, () => undefined));
  return {
    stopped: Promise.all(lanes.map(({ stopped }) => stopped)).then(() => undefined),
    stop: async () => {
      await Promise.all(lanes.map((one) => one.stop()));
    },
  };
}
