/** A value that is costly to make: made once for all who ask at the same time, and kept for a while. */
export class Remembered<T> {
  private value: Promise<T> | null = null;
  private untilMs = 0;

  /** @param keepMs how long a value is kept, after it was made; a failure is not kept */
  constructor(
    private readonly make: () => Promise<T>,
    private readonly keepMs: (value: T) => number,
    private readonly now: () => number = Date.now,
  ) {}

  get(): Promise<T> {
    if (this.value === null || this.now() >= this.untilMs) this.value = this.begin();
    return this.value;
  }

  private begin(): Promise<T> {
    this.untilMs = Infinity;
    const made = this.make();
    made.then(
      (value) => (this.untilMs = this.now() + this.keepMs(value)),
      () => (this.untilMs = 0),
    );
    return made;
  }
}
