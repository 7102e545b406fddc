/** A change in the platform: what a page needs to decide which data to read again. */
export interface Change {
  /** Increases; the same at every gateway. */
  sequence: number;
  noun: string;
  type: string;
  id: string;
  serverId?: string;
  at: string;
}

export type LiveEvent = { kind: 'change'; change: Change } | { kind: 'calls'; servers: Record<string, number> };

/** The newest changes, for pages that reconnect, and the listeners of new ones. */
export class LiveFeed {
  readonly #kept: Change[] = [];
  readonly #listeners = new Set<(event: LiveEvent) => void>();

  constructor(private readonly capacity: number) {}

  push(change: Change): void {
    const newest = this.#kept.at(-1);
    // A new stream counts from one, so earlier changes are void.
    if (newest && change.sequence <= newest.sequence) this.#kept.length = 0;
    this.#kept.push(change);
    if (this.#kept.length > this.capacity) this.#kept.shift();
    this.#emit({ kind: 'change', change });
  }

  /** Number of calls in progress, by server, for servers where it changed. */
  calls(servers: Record<string, number>): void {
    this.#emit({ kind: 'calls', servers });
  }

  /** The changes after a sequence; null when they are not kept any more. */
  since(sequence: number): Change[] | null {
    const oldest = this.#kept[0];
    const newest = this.#kept.at(-1);
    if (!oldest || !newest || sequence > newest.sequence || sequence < oldest.sequence - 1) return null;
    return this.#kept.filter((change) => change.sequence > sequence);
  }

  /** Sequence of the newest change; 0 without one. */
  get newest(): number {
    return this.#kept.at(-1)?.sequence ?? 0;
  }

  /** @returns a function that removes the listener */
  listen(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #emit(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
