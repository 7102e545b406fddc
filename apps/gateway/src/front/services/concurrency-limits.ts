/** Counts what each key holds at a time, with a limit for one key and one for all together. */
export class ConcurrencyLimit {
  private readonly counts = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly perKey: number,
    private readonly overall: number = Infinity,
  ) {}

  /** @returns a function that gives the place back; null when there is no place */
  take(key: string): (() => void) | null {
    const count = this.counts.get(key) ?? 0;
    if (count >= this.perKey || this.total >= this.overall) return null;
    this.counts.set(key, count + 1);
    this.total += 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.total -= 1;
      const left = this.counts.get(key)! - 1;
      if (left === 0) this.counts.delete(key);
      else this.counts.set(key, left);
    };
  }
}
