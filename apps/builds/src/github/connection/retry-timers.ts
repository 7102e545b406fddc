/** Of a timer of Node.js, about 24 days. */
const longestTimerMs = 2 ** 31 - 1;
const firstPauseMs = 2_000;

interface Retry {
  /** Failures in a row. */
  failures: number;
  timer: NodeJS.Timeout;
}

/** Repeats what failed, by its key, after a pause that doubles with each failure. */
export class RetryTimers {
  private readonly retries = new Map<string, Retry>();

  /** @param retry must not throw */
  constructor(
    private readonly longestPauseMs: number,
    private readonly retry: (key: string) => void,
  ) {}

  /**
   * @param notBeforeMs milliseconds since the epoch; takes the place of the pause
   * @returns how often it failed in a row, and when it is repeated
   */
  failed(key: string, notBeforeMs?: number): { failures: number; retryAtMs: number } {
    const failures = this.failuresOf(key) + 1;
    const pauseMs = Math.min(this.longestPauseMs, firstPauseMs * 2 ** (failures - 1));
    const retryAtMs = notBeforeMs ?? Date.now() + pauseMs;
    clearTimeout(this.retries.get(key)?.timer);
    const timer = setTimeout(() => this.retry(key), Math.min(retryAtMs - Date.now(), longestTimerMs)).unref();
    this.retries.set(key, { failures, timer });
    return { failures, retryAtMs };
  }

  /** It succeeded, or is not needed any more. */
  clear(key: string): void {
    clearTimeout(this.retries.get(key)?.timer);
    this.retries.delete(key);
  }

  stop(): void {
    for (const key of this.retries.keys()) this.clear(key);
  }

  private failuresOf(key: string): number {
    return this.retries.get(key)?.failures ?? 0;
  }
}
