import { buckets } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import type { LogCursors } from './log-follower.js';

const keyOf = (containerId: string) => `runtime.output.${containerId}`;

/** Cursors in the key-value bucket `checkpoints`. */
export class StoredLogCursors implements LogCursors {
  constructor(private readonly messaging: Messaging) {}

  async read(containerId: string): Promise<string | null> {
    const entry = await (await this.messaging.kv(buckets.checkpoints)).get(keyOf(containerId));
    return entry?.operation === 'PUT' ? entry.string() : null;
  }

  async write(containerId: string, at: string): Promise<void> {
    await (await this.messaging.kv(buckets.checkpoints)).put(keyOf(containerId), at);
  }

  async forget(containerId: string): Promise<void> {
    await (await this.messaging.kv(buckets.checkpoints)).purge(keyOf(containerId));
  }
}
