import { Injectable } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';

const keyOf = (containerId: string) => `runtime.output.${containerId}`;

/**
 * Remembers up to which time stamp the output of a container was published, beyond the end of this process, in the
 * key-value bucket `checkpoints`. Time stamps are those of the engine: RFC 3339 with nanoseconds.
 */
@Injectable()
export class LogCursors {
  constructor(private readonly messaging: Messaging) {}

  /** Null when nothing of the container was published. */
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
