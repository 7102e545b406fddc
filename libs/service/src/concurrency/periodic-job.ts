import { log } from '../observing/log.js';

/**
 * Runs a job at a fixed interval, never twice at the same time. A run that fails is logged; the next one comes anyway.
 */
export class PeriodicJob {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  /**
   * @param name of the job, for the log
   * @param intervalMs from one start to the next; a start that meets a run still under way is left out
   * @param job ends early when the signal is aborted
   */
  constructor(
    private readonly name: string,
    private readonly intervalMs: number,
    private readonly job: (signal: AbortSignal) => Promise<void>,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.run(), this.intervalMs);
  }

  /** Resolves when no run is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.running;
  }

  /** Runs the job now, or joins the run under way. Never rejects. */
  run(): Promise<void> {
    if (this.stopping.signal.aborted) return Promise.resolve();
    this.running ??= this.job(this.stopping.signal)
      .catch((error: unknown) =>
        log.warn({ err: error, job: this.name }, 'a periodic job failed; the next run follows'),
      )
      .finally(() => (this.running = undefined));
    return this.running;
  }
}
