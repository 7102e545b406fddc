import PQueue from 'p-queue';

/**
 * Runs one job per key: never twice at once for the same key, and no more than `width` at once in all. The job has to
 * handle its own failures.
 */
export class KeyedJobs {
  private readonly queue: PQueue;
  private readonly requested = new Set<string>();
  private readonly running = new Set<string>();
  private stopped = false;

  constructor(
    width: number,
    private readonly job: (key: string) => Promise<void>,
  ) {
    this.queue = new PQueue({ concurrency: width });
  }

  /**
   * Runs the job for this key soon. While it runs for this key it is run once more afterwards, because it may have read
   * its input before the request.
   */
  request(key: string): void {
    if (this.stopped || this.requested.has(key)) return;
    this.requested.add(key);
    if (!this.running.has(key)) this.enqueue(key);
  }

  /** Resolves when nothing runs any more; requested jobs that did not start are dropped. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.requested.clear();
    this.queue.clear();
    await this.queue.onIdle();
  }

  private enqueue(key: string): void {
    void this.queue.add(async () => {
      this.requested.delete(key);
      this.running.add(key);
      try {
        await this.job(key);
      } finally {
        this.running.delete(key);
        if (this.requested.has(key)) this.enqueue(key);
      }
    });
  }
}
