import { DeliverPolicy, type ConsumerMessages, type JetStreamClient } from '@nats-io/jetstream';
import type { StreamSpec } from '@toolyard/contracts';
import { type Consumption, parse, pause } from './consume.js';

export interface Tailed<T> {
  subject: string;
  data: T;
  /** Position in the stream. */
  sequence: number;
}

const restartPauseMs = 1_000;

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
  const stopping = new AbortController();
  let current: ConsumerMessages | undefined;
  let last = 0;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const start =
          last > 0
            ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: last + 1 }
            : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(Date.now() - sinceMs).toISOString() };
        const consumer = await js.consumers.get(spec.name, start);
        current = await consumer.consume();
        if (stopping.signal.aborted) current.stop();
        for await (const message of current) {
          const data = parse<T>(message);
          if (data !== undefined) await onMessage({ subject: message.subject, data, sequence: message.seq });
          last = message.seq;
        }
      } catch {
        // NATS cannot be reached, or the stream was created anew and counts from one again.
        last = 0;
        await pause(restartPauseMs, stopping.signal);
      }
    }
  }

  const stopped = run();
  return {
    stopped,
    stop: async () => {
      stopping.abort();
      current?.stop();
      await stopped;
    },
  };
}
