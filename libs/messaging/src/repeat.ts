import { setTimeout as sleep } from 'node:timers/promises';

/** Work that goes on until it is stopped. */
export interface Consumption {
  /** Resolves once the last message was handled and nothing more comes. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** Pause before work that ended or failed begins again. */
export const restartPauseMs = 1_000;

/** Resolves after `ms`, or at once when the signal fires. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/**
 * Does the work until stopped, again after a pause whenever it ended or failed: NATS could not be reached, or what was
 * read is gone.
 *
 * @param interrupt ends the work that waits for the next message
 */
export function repeatUntilStopped(
  work: (signal: AbortSignal) => Promise<void>,
  interrupt: () => void,
  onFailure?: (error: unknown) => void,
): Consumption {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) onFailure?.(error);
      }
      await pause(restartPauseMs, signal);
    }
  }

  const stopped = run();
  return {
    stopped,
    stop: async () => {
      stopping.abort();
      interrupt();
      await stopped;
    },
  };
}
