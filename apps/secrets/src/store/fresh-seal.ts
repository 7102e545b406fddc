import pRetry from 'p-retry';

/** The value was sealed for a version or a data key that another change has taken since. */
export class StaleSeal extends Error {
  override readonly name = 'StaleSeal';
}

const attempts = 20;

/**
 * Repeats reading, sealing and storing until the seal fits the state that it is stored on.
 * @param work reads the state anew each time
 * @throws StaleSeal after 20 attempts
 */
export const withFreshSeal = <T>(work: () => Promise<T>): Promise<T> =>
  pRetry(work, { retries: attempts - 1, minTimeout: 0, shouldRetry: ({ error }) => error instanceof StaleSeal });
