import type { JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { StreamSpec } from '@toolyard/contracts';
import { type Consumption, ensureConsumer, parse, pause } from './consume.js';

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
const restartPauseMs = 1_000;

export function workQueue<T>(
  js: JetStreamClient,
  jsm: JetStreamManager,
  spec: StreamSpec,
  options: WorkOptions,
  onWork: (payload: T, attempt: number) => Promise<void>,
): Consumption {
  const stopping = new AbortController();

  async function lane(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await ensureConsumer(jsm, spec, {
          durable: options.durable,
          maxAckPending: 1_000,
          ackWaitMs: options.ackWaitMs,
        });
        const consumer = await js.consumers.get(spec.name, options.durable);
        while (!stopping.signal.aborted) {
          const message = await consumer.next({ expires: nextWaitMs });
          if (message && stopping.signal.aborted) message.nak();
          else if (message) await take(message);
        }
      } catch {
        await pause(restartPauseMs, stopping.signal);
      }
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

  const stopped = Promise.all(Array.from({ length: options.concurrency }, lane)).then(() => undefined);
  return {
    stopped,
    stop: async () => {
      stopping.abort();
      await stopped;
    },
  };
}
