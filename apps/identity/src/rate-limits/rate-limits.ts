import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { buckets, Rejected } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { foldedEmail } from '../emails/email-address.js';
import { countedAddress } from './counted-address.js';
import { KvRateLimiter } from './kv-rate-limiter.js';

const limits = {
  /** One address trying one account: few, so that a password is not found; another address may still sign in. */
  pair: { points: 10, duration: 15 * 60 },
  /** One address trying accounts, or links. */
  address: { points: 60, duration: 15 * 60 },
  /** One account tried from everywhere. */
  account: { points: 100, duration: 60 * 60 },
};

const hourMs = 60 * 60_000;

/** How often a client may try to sign in. An attempt counts before it is checked, so that concurrent ones all count. */
@Injectable()
export class RateLimits {
  private readonly pair: KvRateLimiter;
  private readonly address: KvRateLimiter;
  private readonly account: KvRateLimiter;

  constructor(messaging: Messaging) {
    const bucket = () => messaging.kv(buckets.rateLimits, { ttlMs: hourMs });
    const limiter = (name: keyof typeof limits) =>
      // While NATS is away each replica counts for itself.
      new KvRateLimiter(
        {
          keyPrefix: name,
          ...limits[name],
          insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, ...limits[name] }),
        },
        bucket,
      );
    this.pair = limiter('pair');
    this.address = limiter('address');
    this.account = limiter('account');
  }

  /** @throws Rejected `too_many_requests` */
  async attempt(email: string, address: string | undefined): Promise<void> {
    await consume(this.address, keyOf(countedAddress(address)));
    await consume(this.pair, keyOf(countedAddress(address), foldedEmail(email)));
    await consume(this.account, keyOf(foldedEmail(email)));
  }

  /** Counts the use of a link; only links that do not work count in the end. @throws Rejected `too_many_requests` */
  async link<T>(address: string | undefined, use: () => T | Promise<T>): Promise<T> {
    await consume(this.address, keyOf(countedAddress(address)));
    const used = await use();
    await this.address.reward(keyOf(countedAddress(address))).catch(() => undefined);
    return used;
  }

  async succeeded(email: string, address: string | undefined): Promise<void> {
    await Promise.all([
      this.pair.delete(keyOf(countedAddress(address), foldedEmail(email))),
      this.address.reward(keyOf(countedAddress(address))),
      this.account.reward(keyOf(foldedEmail(email))),
    ]).catch(() => undefined);
  }
}

/** Neither addresses nor e-mail addresses are stored; and a key must be letters and digits. */
const keyOf = (...names: string[]): string => createHash('sha256').update(names.join('\n')).digest('hex');

async function consume(limiter: KvRateLimiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
    throw new Rejected(
      'too_many_requests',
      `There were too many attempts. Nothing was looked at; try again in ${retryAfterSeconds} seconds.`,
      { retryAfterSeconds },
    );
  }
}
