/** How often something happened within the time of a tally. */
export interface Tallied<T> {
  value: T;
  attempts: number;
  /** ISO 8601; of the first attempt. */
  at: string;
}

/**
 * Counts what repeats until it is taken, in little room whatever an attacker does: what exceeds the limit is counted
 * together.
 */
export class Tally<T extends object> {
  private readonly counted = new Map<string, Tallied<T>>();
  private readonly kept: number[] = [];

  /** @param mostKept entries of each form but the last one */
  constructor(private readonly mostKept: number) {}

  /** @param forms what to count, then less and less exact; the last one is the same for all */
  add(forms: readonly [T, ...T[]], at = new Date().toISOString()): void {
    for (const [level, value] of forms.entries()) {
      const key = `${level}\n${JSON.stringify(value)}`;
      const existing = this.counted.get(key);
      if (existing) return void existing.attempts++;
      const kept = this.kept[level] ?? 0;
      if (level < forms.length - 1 && kept >= this.mostKept) continue;
      this.kept[level] = kept + 1;
      this.counted.set(key, { value, attempts: 1, at });
      return;
    }
  }

  /** Everything since the last time. */
  take(): Tallied<T>[] {
    const taken = [...this.counted.values()];
    this.counted.clear();
    this.kept.length = 0;
    return taken;
  }
}
