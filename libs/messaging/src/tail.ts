import { DeliverPolicy, type ConsumerMessages, type JetStreamClient } from '@nats-io/jetstream';
import type { StreamSpec } from '@toolyard/contracts';
import { parse } from './consume.js';
import { type Consumption, repeatUntilStopped } from './repeat.js';

/** A message of a stream. */
export interface Tailed<T> {
  subject: string;
  data: T;
  /** Position in the stream. */
  sequence: number;
}

/**
 * Hands over what the stream holds since `sinceMs` ago and what comes, in order, to this process alone and without
 * acknowledgements.
 */
export function tailStream<T>(
  js: JetStreamClient,
  spec: StreamSpec,
  sinceMs: number,
  onMessage: (message: Tailed<T>) => Promise<void>,
): Consumption {
  let current: ConsumerMessages | undefined;
  let last = 0;

  async function read(signal: AbortSignal): Promise<void> {
    const start =
      last > 0
        ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: last + 1 }
        : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(Date.now() - sinceMs).toISOString() };
    const consumer = await js.consumers.get(spec.name, start);
    current = await consumer.consume();
    if (signal.aborted) current.stop();
    for await (const message of current) {
      const data = parse<T>(message);
      if (data !== undefined) await onMessage({ subject: message.subject, data, sequence: message.seq });
      last = message.seq;
    }
  }

  return repeatUntilStopped(
    read,
    () => current?.stop(),
    // Perhaps the stream was created anew and counts from one again.
    () => (last = 0),
  );
}
