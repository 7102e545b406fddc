import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { StreamSpec } from '@toolyard/contracts';
import { type Consumption, pause, repeatUntilStopped, restartPauseMs } from './repeat.js';

/** Which messages of a stream a durable consumer gets, and how many at once. */
export interface ConsumeOptions {
  /** Name under which the server remembers what was acknowledged. */
  durable: string;
  filterSubject?: string;
  maxAckPending: number;
  ackWaitMs: number;
  /** Most messages handed over at once. @default 500 */
  batch?: number;
}

/** A message; it comes again after `ackWaitMs` unless it is acknowledged. */
export interface Delivered<T> {
  subject: string;
  data: T;
  /** Position in the stream: grows, never changes between deliveries. */
  sequence: number;
  /** When the stream took the message in, milliseconds since 1970. */
  storedAt: number;
  /**
   * The message was handed over before, perhaps without having been acknowledged. It can then come after later ones,
   * so a consumer that deduplicates looks its `sequence` up instead of comparing it with the greatest seen.
   */
  redelivered: boolean;
  ack(): void;
  nak(delayMs?: number): void;
}

/** Creates the durable consumer, or updates it where the server allows that. */
export async function ensureConsumer(
  jsm: JetStreamManager,
  spec: StreamSpec,
  options: Omit<ConsumeOptions, 'batch'>,
): Promise<void> {
  await jsm.consumers.add(spec.name, {
    durable_name: options.durable,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    filter_subject: options.filterSubject,
    max_ack_pending: options.maxAckPending,
    ack_wait: nanos(options.ackWaitMs),
  });
}

/**
 * A message that is not JSON can never be handled: it is taken off the stream instead of blocking it. (Terminating it
 * would leave it in a work queue.)
 */
export function parse<T>(message: JsMsg): T | undefined {
  try {
    return message.json<T>();
  } catch {
    message.ack();
    return undefined;
  }
}

function deliver<T>(message: JsMsg, data: T): Delivered<T> {
  return {
    subject: message.subject,
    data,
    sequence: message.info.streamSequence,
    storedAt: Math.floor(message.info.timestampNanos / 1_000_000),
    redelivered: message.redelivered,
    ack: () => message.ack(),
    nak: (delayMs) => message.nak(delayMs),
  };
}

/**
 * Hands over the messages of a stream in batches, in order, until stopped. Several processes with the same `durable`
 * share the messages. A handler that rejects is called again with the same batch.
 */
export function consumeBatches<T>(
  js: JetStreamClient,
  jsm: JetStreamManager,
  spec: StreamSpec,
  options: ConsumeOptions,
  onMessages: (messages: Delivered<T>[]) => Promise<void>,
): Consumption {
  const batch = options.batch ?? 500;
  let current: ConsumerMessages | undefined;

  async function read(signal: AbortSignal): Promise<void> {
    await ensureConsumer(jsm, spec, options);
    const consumer = await js.consumers.get(spec.name, options.durable);
    current = await consumer.consume({ max_messages: batch });
    if (signal.aborted) current.stop();
    await drain(current, signal);
  }

  async function drain(messages: ConsumerMessages, signal: AbortSignal): Promise<void> {
    const pending: JsMsg[] = [];
    let wake: () => void = () => undefined;
    let ended = false;
    const reading = (async () => {
      try {
        for await (const message of messages) {
          pending.push(message);
          wake();
        }
      } finally {
        ended = true;
        wake();
      }
    })();
    while (!ended || pending.length > 0) {
      if (pending.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const taken = pending.splice(0, batch);
      const delivered = taken.flatMap((message) => {
        const data = parse<T>(message);
        return data === undefined ? [] : [deliver(message, data)];
      });
      if (delivered.length === 0) continue;
      await insist(taken, () => onMessages(delivered), signal);
    }
    await reading;
  }

  /** Repeats the same batch until it succeeds, because letting later ones pass would change the order. */
  async function insist(taken: JsMsg[], attempt: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await attempt();
      } catch {
        for (const message of taken) message.working();
        await pause(restartPauseMs, signal);
      }
    }
  }

  // What was not acknowledged when it failed is delivered again.
  return repeatUntilStopped(read, () => current?.stop());
}
