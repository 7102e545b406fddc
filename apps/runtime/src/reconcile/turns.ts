/** Runs a job per key, never twice at once for the same key, and no more than `width` at once in all. */
export class Turns {
  private readonly waiting = new Set<string>();
  private readonly running = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly width: number,
    private readonly job: (key: string) => Promise<void>,
  ) {}

  /** Runs the job for this key soon: once more if it runs right now, because it may have looked already. */
  ask(key: string): void {
    if (this.stopped) return;
    this.waiting.add(key);
    this.next();
  }

  /** Resolves when nothing runs any more; what waited is forgotten. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.clear();
    await Promise.all(this.running.values());
  }

  private next(): void {
    for (const key of this.waiting) {
      if (this.running.size >= this.width) return;
      if (this.running.has(key)) continue;
      this.waiting.delete(key);
      const run = this.job(key).finally(() => {
        this.running.delete(key);
        this.next();
      });
      this.running.set(key, run);
    }
  }
}
