interface Waiting {
  account: string;
  start: () => void;
}

/**
 * Bounds how many git processes run at once, in all and for one account. Further requests wait, the oldest of an
 * account with room first.
 */
export class GitQueue {
  private readonly running = new Map<string, number>();
  private readonly waiting: Waiting[] = [];
  private total = 0;

  constructor(
    private readonly most: number,
    private readonly mostOfAccount: number,
  ) {}

  /**
   * Waits for a place.
   * @param signal ends the waiting; the place is free then
   * @returns gives the place back; null when the signal was aborted
   */
  enter(account: string, signal: AbortSignal): Promise<(() => void) | null> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(null);
      const entry: Waiting = { account, start: () => resolve(this.place(account)) };
      this.waiting.push(entry);
      signal.addEventListener('abort', () => {
        const at = this.waiting.indexOf(entry);
        if (at < 0) return;
        this.waiting.splice(at, 1);
        resolve(null);
      });
      this.startNext();
    });
  }

  private place(account: string): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.count(account, -1);
      this.startNext();
    };
  }

  private startNext(): void {
    if (this.total >= this.most) return;
    const at = this.waiting.findIndex(({ account }) => (this.running.get(account) ?? 0) < this.mostOfAccount);
    if (at < 0) return;
    const [next] = this.waiting.splice(at, 1);
    this.count(next!.account, 1);
    next!.start();
  }

  private count(account: string, change: 1 | -1): void {
    const running = (this.running.get(account) ?? 0) + change;
    if (running === 0) this.running.delete(account);
    else this.running.set(account, running);
    this.total += change;
  }
}
