import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { buckets, Rejected } from '@toolyard/contracts';
import { Messaging, originAddress } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { countedAddress } from '../rate-limits/counted-address.js';
import { KvRateLimiter } from '../rate-limits/kv-rate-limiter.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How much an unauthenticated client may make this service do: well above normal use, well below what harms it. */
const limits = {
  /** Registrations that no user has allowed yet: an office has one address, and each of its clients registers. */
  registration: { points: 500, duration: 24 * 60 * 60 },
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
    const hourly = () => messaging.kv(buckets.rateLimits, { ttlMs: hourMs });
    const daily = () => messaging.kv(buckets.registrationLimits, { ttlMs: dayMs });
    const limiter = (name: 'registration' | 'fetch', bucket: typeof hourly) =>
      new KvRateLimiter(
        {
          keyPrefix: `oauth-${name}`,
          ...limits[name],
          insuranceLimiter: new RateLimiterMemory({ keyPrefix: `oauth-${name}`, ...limits[name] }),
        },
        bucket,
      );
    this.registrations = limiter('registration', daily);
    this.fetches = limiter('fetch', hourly);
  }

  /** A client registers. @throws Rejected `too_many_requests` */
  async register(): Promise<void> {
    const caller = this.callerKey();
    try {
      await consume(this.registrations, caller);
    } catch (error) {
      // What was refused made no registration.
      await this.registrationUsed(caller);
      throw error;
    }
  }

  /**
   * A user allowed the client that registered from there.
   * @param caller what `callerKey` answered at the registration
   */
  async registrationUsed(caller: string): Promise<void> {
    await this.registrations.reward(caller).catch((error: unknown) => {
      log.debug({ err: error }, 'a registration still counts though it is used');
    });
  }

  /** What the requests of this address are counted by. The address is not stored. */
  callerKey(): string {
    return createHash('sha256').update(countedAddress(originAddress())).digest('hex');
  }

  /** A metadata document is not at hand and would be fetched. @throws Rejected `too_many_requests` */
  fetch(): Promise<void> {
    return consume(this.fetches, this.callerKey());
  }

  /** A client sends a browser here, which stores an interaction for a while. @throws Rejected `too_many_requests` */
  authorize(): Promise<void> {
    return consume(this.authorizations, this.callerKey());
  }
}

async function consume(limiter: Pick<KvRateLimiter, 'consume'>, caller: string): Promise<void> {
  try {
    await limiter.consume(caller);
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
