/** Ids of the last events, so that an append without an expected revision can be recognised when it is repeated. */
export class RecentIds {
  readonly limit: number;
  private readonly ids = new Map<string, { stream: string; revision: number }>();

  constructor(limit = 20_000) {
    this.limit = limit;
  }

  add(id: string, stream: string, revision: number): void {
    this.ids.delete(id);
    this.ids.set(id, { stream, revision });
    if (this.ids.size > this.limit) this.ids.delete(this.ids.keys().next().value!);
  }

  find(id: string, stream: string): number | undefined {
    const found = this.ids.get(id);
    return found?.stream === stream ? found.revision : undefined;
  }

  forget(stream: string): void {
    for (const [id, found] of this.ids) if (found.stream === stream) this.ids.delete(id);
  }

  clear(): void {
    this.ids.clear();
  }
}
