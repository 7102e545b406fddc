import type { KV } from '@nats-io/kv';

const key = 'access-table';

interface Stored {
  position: string;
  of: string;
}

/**
 * The position that a replica must have folded before it writes the access table. It only grows, except when the event
 * store is replaced.
 */
export class AnnouncedPosition {
  constructor(
    private readonly bucket: KV,
    /** Identity of the event store that positions belong to. */
    private readonly of: string,
  ) {}

  async position(): Promise<bigint> {
    return (await this.read()).position;
  }

  async advance(position: bigint): Promise<void> {
    for (;;) {
      const { position: announced, revision } = await this.read();
      if (announced >= position) return;
      const stored: Stored = { position: position.toString(), of: this.of };
      const text = JSON.stringify(stored);
      try {
        await (revision === undefined ? this.bucket.create(key, text) : this.bucket.update(key, text, revision));
        return;
      } catch (error) {
        if ((await this.read()).revision === revision) throw error;
      }
    }
  }

  private async read(): Promise<{ position: bigint; revision: number | undefined }> {
    const entry = await this.bucket.get(key);
    const stored = entry?.operation === 'PUT' ? entry.json<Stored>() : null;
    return { position: stored?.of === this.of ? BigInt(stored.position) : -1n, revision: entry?.revision };
  }
}
