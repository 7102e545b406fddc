import { LRUCache } from 'lru-cache';

/** Ids of the last events, so that an append without an expected revision can be recognised when it is repeated. */
export class RecentIds {
  private readonly ids: LRUCache<string, { stream: string; revision: number }>;

  constructor(readonly limit = 20_000) {
    this.ids = new LRUCache({ max: limit });
  }

  add(id: string, stream: string, revision: number): void {
    this.ids.set(id, { stream, revision });
  }

  find(id: string, stream: string): number | undefined {
    const found = this.ids.peek(id);
    return found?.stream === stream ? found.revision : undefined;
  }

  forget(stream: string): void {
    for (const [id, found] of [...this.ids.entries()]) if (found.stream === stream) this.ids.delete(id);
  }

  clear(): void {
    this.ids.clear();
  }
}
