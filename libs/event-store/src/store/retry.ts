import pRetry from 'p-retry';
import { EventStoreUnavailable, isTransient } from './failures.js';

const firstPauseMs = 50;
const longestPauseMs = 1_000;

/** 50 ms, doubling to 1 s, spread so that restarted services do not all come back in the same moment. */
export function backOffMs(failures: number, random = Math.random()): number {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
  return full / 2 + (full / 2) * random;
}

/** Rejects with `EventStoreUnavailable` when the promise has not settled in time; the promise itself goes on. */
export async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new EventStoreUnavailable(`${what}: the event store did not answer within ${timeoutMs} ms. Try again.`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Repeats a request that may safely be repeated, until it succeeds, fails for good or the time is over.
 * @param what the beginning of the sentence in an error
 * @param attempt one request, with the time that is left for it
 * @throws EventStoreUnavailable when the time is over; otherwise what the attempt failed with
 */
export async function persistently<T>(
  timeoutMs: number,
  what: string,
  attempt: (remainingMs: number) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  try {
    return await pRetry(() => attempt(Math.max(1, deadline - Date.now())), {
      retries: Infinity,
      minTimeout: firstPauseMs / 2,
      maxTimeout: longestPauseMs,
      randomize: true,
      shouldRetry: ({ error, retryDelay }) => isTransient(error) && Date.now() + retryDelay < deadline,
    });
  } catch (error) {
    if (!isTransient(error) || error instanceof EventStoreUnavailable) throw error;
    throw new EventStoreUnavailable(
      `${what}: the event store cannot be reached. It is tried again with the next request.`,
      { cause: error },
    );
  }
}
