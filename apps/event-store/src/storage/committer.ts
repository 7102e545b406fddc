import type { DatabaseSync } from 'node:sqlite';

interface Job {
  run: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/** The disk has no room: nothing of the request was stored. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';
}

const sqliteFull = 13;
const jobsPerCommit = 512;

/** Group commit: whatever arrives within one turn of the event loop shares one transaction and one sync of the disk. */
export class Committer {
  private readonly jobs: Job[] = [];
  private scheduled = false;
  private closed = false;

  constructor(
    private readonly db: DatabaseSync,
    private readonly hooks: { committed: () => void; rolledBack: () => void; failed: (error: unknown) => void },
  ) {}

  /** Resolves with the job's result when it is on the disk. */
  submit<T>(run: () => T): Promise<T> {
    if (this.closed) return Promise.reject(new Error('The event store is stopping. Nothing was stored.'));
    return new Promise((resolve, reject) => {
      this.jobs.push({ run, resolve, reject });
      this.schedule();
    });
  }

  /** Commits what is waiting, without waiting for the turn to end. */
  flush(): void {
    while (this.jobs.length > 0) this.commit(this.jobs.splice(0, jobsPerCommit));
  }

  /** Commits what is waiting and takes nothing more. */
  close(): void {
    this.closed = true;
    this.flush();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.commit(this.jobs.splice(0, jobsPerCommit));
      if (this.jobs.length > 0) this.schedule();
    });
  }

  private commit(jobs: Job[]): void {
    if (jobs.length === 0) return;
    let results: unknown[];
    try {
      this.db.exec('BEGIN IMMEDIATE');
      results = jobs.map((job) => job.run());
      this.db.exec('COMMIT');
    } catch (error) {
      this.rollBack(jobs, error);
      return;
    }
    jobs.forEach((job, index) => job.resolve(results[index] as never));
    this.hooks.committed();
  }

  private rollBack(jobs: Job[], error: unknown): void {
    const full = (error as { errcode?: number }).errcode === sqliteFull;
    const reported = full
      ? new DiskFull('The event store has no room on its disk. Nothing was appended; free some space and try again.', {
          cause: error,
        })
      : error;
    for (const job of jobs) job.reject(reported);
    try {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      this.hooks.rolledBack();
    } catch (second) {
      this.hooks.failed(second);
    }
    // After any other failure it is unknown what reached the disk; only opening the file again tells.
    if (!full) this.hooks.failed(error);
  }
}
