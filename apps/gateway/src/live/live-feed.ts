/** A change somewhere in the platform, as little of it as a page needs to know what to read again. */
export interface Change {
  /** Grows; the same at every gateway. */
  sequence: number;
  noun: string;
  type: string;
  id: string;
  serverId?: string;
  at: string;
}

export type LiveEvent = { kind: 'change'; change: Change } | { kind: 'calls'; servers: Record<string, number> };

/** The newest changes, for those who come back after an interruption, and everyone who listens now. */
export class LiveFeed {
  readonly #kept: Change[] = [];
  readonly #listeners = new Set<(event: LiveEvent) => void>();

  constructor(private readonly capacity: number) {}

  push(change: Change): void {
    const newest = this.#kept.at(-1);
    // Counted anew: what came before means nothing any more.
    if (newest && change.sequence <= newest.sequence) this.#kept.length = 0;
    this.#kept.push(change);
    if (this.#kept.length > this.capacity) this.#kept.shift();
    this.#tell({ kind: 'change', change });
  }

  /** How many calls are in progress at the servers where that changed. */
  calls(servers: Record<string, number>): void {
    this.#tell({ kind: 'calls', servers });
  }

  /** What came after a change; null when that cannot be told any more. */
  since(sequence: number): Change[] | null {
    const oldest = this.#kept[0];
    const newest = this.#kept.at(-1);
    if (!oldest || !newest || sequence > newest.sequence || sequence < oldest.sequence - 1) return null;
    return this.#kept.filter((change) => change.sequence > sequence);
  }

  /** Sequence of the newest change; 0 when there is none. */
  get newest(): number {
    return this.#kept.at(-1)?.sequence ?? 0;
  }

  /** @returns a function that ends the listening */
  listen(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
