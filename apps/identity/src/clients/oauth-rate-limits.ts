import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { buckets, Rejected } from '@toolyard/contracts';
import { Messaging, originAddress } from '@toolyard/messaging';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { countedAddress } from '../rate-limits/counted-address.js';
import { KvRateLimiter } from '../rate-limits/kv-rate-limiter.js';

const hourMs = 3_600_000;

/** How much an unauthenticated client may make this service do: well above normal use, well below what harms it. */
const limits = {
  registration: { points: 60, duration: 60 * 60 },
  fetch: { points: 60, duration: 60 },
  authorization: { points: 600, duration: 10 * 60 },
} as const;

@Injectable()
export class OAuthRateLimits {
  private readonly registrations: KvRateLimiter;
  private readonly fetches: KvRateLimiter;
  /** Each replica counts for itself, so that counting costs less than what is counted. */
  private readonly authorizations = new RateLimiterMemory({
    keyPrefix: 'oauth-authorization',
    ...limits.authorization,
  });

  constructor(messaging: Messaging) {
    const bucket = () => messaging.kv(buckets.rateLimits, { ttlMs: hourMs });
    const limiter = (name: 'registration' | 'fetch') =>
      new KvRateLimiter(
        {
          keyPrefix: `oauth-${name}`,
          ...limits[name],
          insuranceLimiter: new RateLimiterMemory({ keyPrefix: `oauth-${name}`, ...limits[name] }),
        },
        bucket,
      );
    this.registrations = limiter('registration');
    this.fetches = limiter('fetch');
  }

  /** A client registers. @throws Rejected `too_many_requests` */
  register(): Promise<void> {
    return consume(this.registrations);
  }

  /** A metadata document is not at hand and would be fetched. @throws Rejected `too_many_requests` */
  fetch(): Promise<void> {
    return consume(this.fetches);
  }

  /** A client sends a browser here, which stores an interaction for a while. @throws Rejected `too_many_requests` */
  authorize(): Promise<void> {
    return consume(this.authorizations);
  }
}

async function consume(limiter: Pick<KvRateLimiter, 'consume'>): Promise<void> {
  try {
    await limiter.consume(createHash('sha256').update(countedAddress(originAddress())).digest('hex'));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
    throw new Rejected(
      'too_many_requests',
      `There were too many requests from this address. Nothing was changed; try again in ${retryAfterSeconds} seconds.`,
      { retryAfterSeconds },
    );
  }
}
