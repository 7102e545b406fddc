import type { KV } from '@nats-io/kv';
import { buckets } from '@toolyard/contracts';
import type { Messaging } from './messaging.js';

interface Stored {
  position: string;
  of: string;
}

/**
 * Where a reader of the event store stopped, kept with the identity of that store: after a restore an old position
 * means nothing.
 */
export class Checkpoint {
  private constructor(
    private readonly bucket: KV,
    private readonly key: string,
    /** Identity of the store that is read now. */
    readonly of: string,
    /** Continue after this position; undefined begins at the first event. */
    readonly from: bigint | undefined,
  ) {}

  static async open(messaging: Messaging, key: string, identity: string): Promise<Checkpoint> {
    const bucket = await messaging.kv(buckets.checkpoints);
    const entry = await bucket.get(key);
    const stored = entry?.operation === 'PUT' ? entry.json<Stored>() : null;
    return new Checkpoint(bucket, key, identity, stored?.of === identity ? BigInt(stored.position) : undefined);
  }

  async put(position: bigint): Promise<void> {
    const stored: Stored = { position: position.toString(), of: this.of };
    await this.bucket.put(this.key, JSON.stringify(stored));
  }
}
