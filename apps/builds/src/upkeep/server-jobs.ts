import { KeyedJobs, log } from '@toolyard/service';

/** Servers for which a job runs at the same time. */
const width = 8;

/** Runs a job for single servers: after a delay, and never twice at the same time for one server. */
export class ServerJobs {
  private readonly due = new Map<string, NodeJS.Timeout>();
  private readonly jobs: KeyedJobs;
  private stopped = false;

  /**
   * @param name of the job, for the log
   * @param job for one server; a run that rejects is logged
   */
  constructor(name: string, job: (serverId: string) => Promise<void>) {
    this.jobs = new KeyedJobs(width, async (serverId) => {
      await job(serverId).catch((error: unknown) =>
        log.warn({ err: error, serverId, job: name }, 'a job for a server failed; the next event or sweep repeats it'),
      );
    });
  }

  /** Requests a run. A request for a server that waits already starts its delay again. */
  request(serverId: string, delayMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.due.get(serverId));
    const timer = setTimeout(() => {
      this.due.delete(serverId);
      this.jobs.request(serverId);
    }, delayMs);
    this.due.set(serverId, timer);
  }

  /** Drops the requests that wait; resolves when no run is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.due.values()) clearTimeout(timer);
    await this.jobs.stop();
  }
}
