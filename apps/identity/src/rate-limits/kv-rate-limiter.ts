import type { KV } from '@nats-io/kv';
import pRetry from 'p-retry';
import { type IRateLimiterStoreOptions, RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterStore from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js';

interface Counted {
  points: number;
  /** Milliseconds since 1970. */
  expire: number;
}

const attempts = 20;

/**
 * Counts in a NATS bucket under compare-and-set, so that all replicas count together. The library decides, this only
 * stores.
 */
export class KvRateLimiter extends RateLimiterStore {
  constructor(
    options: Omit<IRateLimiterStoreOptions, 'storeClient'>,
    private readonly bucket: () => Promise<KV>,
  ) {
    super({ ...options, storeClient: {} });
  }

  protected _getRateLimiterRes(_key: string, changed: number, { points, expire }: Counted): RateLimiterRes {
    return new RateLimiterRes(
      Math.max(this.points - points, 0),
      Math.max(expire - Date.now(), 0),
      points,
      changed === points,
    );
  }

  protected async _upsert(key: string, points: number, durationMs: number, force = false): Promise<Counted> {
    const bucket = await this.bucket();
    const name = nameOf(key);
    const count = async (): Promise<Counted> => {
      const entry = await bucket.get(name);
      const before = entry?.operation === 'PUT' ? entry.json<Counted>() : null;
      const runs = before !== null && before.expire > Date.now() && !force;
      const counted: Counted = runs
        ? { points: before.points + points, expire: before.expire }
        : { points, expire: Date.now() + durationMs };
      await (entry
        ? bucket.update(name, JSON.stringify(counted), entry.revision)
        : bucket.create(name, JSON.stringify(counted)));
      return counted;
    };
    // When a concurrent attempt was written first, this one counts again on top of it.
    return pRetry(count, { retries: attempts - 1, minTimeout: 0 });
  }

  protected async _get(key: string): Promise<Counted | null> {
    const entry = await (await this.bucket()).get(nameOf(key));
    const counted = entry?.operation === 'PUT' ? entry.json<Counted>() : null;
    return counted && counted.expire > Date.now() ? counted : null;
  }

  protected async _delete(key: string): Promise<boolean> {
    await (await this.bucket()).delete(nameOf(key));
    return true;
  }
}

/** The library joins its prefix by a colon, which no key of a bucket may have. */
const nameOf = (key: string): string => key.replaceAll(':', '.');
