import { randomUUID } from 'node:crypto';
import { buckets } from '@toolyard/contracts';
import { isOutdated, type Messaging } from '@toolyard/messaging';

const lifeMs = 30_000;

interface Lease {
  release(): Promise<void>;
}

/**
 * Lets one process at a time do something, over all replicas. A lease is renewed while it is held, and expires when its
 * holder dies.
 */
export class Leases {
  private readonly holder = randomUUID();

  constructor(private readonly messaging: Messaging) {}

  /** Null while another process holds it. @throws when NATS cannot be asked */
  async take(key: string): Promise<Lease | null> {
    const bucket = await this.messaging.kv(buckets.leases, { ttlMs: lifeMs });
    let revision: number;
    try {
      revision = await bucket.create(key, this.holder);
    } catch (error) {
      const entry = await bucket.get(key);
      if (entry?.operation === 'PUT') return null;
      // It has no holder: it was released just now, or the failure was another one.
      if (isOutdated(error)) return null;
      throw error;
    }
    let keeping = Promise.resolve();
    const timer = setInterval(() => {
      keeping = keeping.then(async () => {
        revision = await bucket.update(key, this.holder, revision).catch(() => revision);
      });
    }, lifeMs / 3);
    return {
      release: async () => {
        clearInterval(timer);
        await keeping;
        await bucket.delete(key, { previousSeq: revision }).catch(() => undefined);
      },
    };
  }
}
