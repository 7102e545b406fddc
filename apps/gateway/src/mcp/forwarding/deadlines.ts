/** A request with a time limit. */
export interface TimeLimited {
  overdue(): void;
}

/** Time limits of requests that are no tool calls, checked by one timer instead of one each. */
export class Deadlines {
  readonly #at = new Map<TimeLimited, number>();

  /** @param timeoutMs from now on */
  add(request: TimeLimited, timeoutMs: number, now = performance.now()): void {
    this.#at.set(request, now + timeoutMs);
  }

  delete(request: TimeLimited): void {
    this.#at.delete(request);
  }

  /** Called by a timer. */
  sweep(now = performance.now()): void {
    for (const [request, at] of this.#at) {
      if (at > now) continue;
      this.#at.delete(request);
      request.overdue();
    }
  }
}
