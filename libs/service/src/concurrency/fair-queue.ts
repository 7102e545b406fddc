interface Waiting {
  account: string;
  start: () => void;
}

/**
 * Bounds how much work runs at once, in all and for one account. Further work waits, the oldest of an account with room
 * first, so that one account holds up no other.
 */
export class FairQueue {
  private readonly running = new Map<string, number>();
  private readonly waiting: Waiting[] = [];
  private total = 0;

  constructor(
    private readonly most: number,
    private readonly mostOf: (account: string) => number,
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

  /** What runs of an account. */
  use(account: string): number {
    return this.running.get(account) ?? 0;
  }

  /** What waits of an account. */
  waitingOf(account: string): number {
    return this.waiting.filter((each) => each.account === account).length;
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
    const at = this.waiting.findIndex(({ account }) => (this.running.get(account) ?? 0) < this.mostOf(account));
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
