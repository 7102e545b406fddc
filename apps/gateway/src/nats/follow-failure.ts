import { log } from '@toolyard/service';

/** Logs that a bucket cannot be followed for the moment; following starts again by its own timer. */
export const logFailure =
  (bucket: string) =>
  (error: unknown): void =>
    log.warn({ err: error, bucket }, 'a bucket cannot be followed; trying again');
