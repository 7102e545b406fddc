import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { buckets, Rejected } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { foldedEmail } from '../domain/email-address.js';
import { countedAddress } from './counted-address.js';
import { KvRateLimiter } from './kv-rate-limiter.js';

const limits = {
  /** One address trying one account: few, so that a password is not found; another address may still sign in. */
  pair: { points: 10, duration: 15 * 60 },
  /** One address trying accounts, or links. */
  address: { points: 60, duration: 15 * 60 },
  /** One account tried on one device that signed in to it before, wherever that is. */
  device: { points: 10, duration: 15 * 60 },
  /** One account tried from everywhere else. Beyond it attempts are delayed: a lock would be the attacker's to set. */
  account: { points: 100, duration: 60 * 60 },
  /** Codes of one account, whose password the client knows already. */
  code: { points: 10, duration: 15 * 60 },
};

/** An attempt beyond the limit of an account waits this long, and so many wait at once in each replica. */
const delayMs = 2_000;
const mostDelayed = 4;

const hourMs = 60 * 60_000;

/** How often a client may try to sign in. An attempt counts before it is checked, so that concurrent ones all count. */
@Injectable()
export class RateLimits {
  private readonly pair: KvRateLimiter;
  private readonly address: KvRateLimiter;
  private readonly account: KvRateLimiter;
  private readonly device: KvRateLimiter;
  private readonly codes: KvRateLimiter;
  private readonly delayed = new Map<string, number>();

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
    this.device = limiter('device');
    this.codes = limiter('code');
  }

  /**
   * @param device on which the account has signed in before: what others try elsewhere does not count there
   * @throws Rejected `too_many_requests`
   */
  async attempt(email: string, address: string | undefined, device?: string): Promise<void> {
    if (device !== undefined) return consume(this.device, keyOf(device, foldedEmail(email)));
    await consume(this.address, keyOf(countedAddress(address)));
    await consume(this.pair, keyOf(countedAddress(address), foldedEmail(email)));
    const account = keyOf(foldedEmail(email));
    await consume(this.account, account).catch((error: unknown) => this.delay(account, error));
  }

  /** @throws the refusal when too many wait already */
  private async delay(account: string, refusal: unknown): Promise<void> {
    const waiting = this.delayed.get(account) ?? 0;
    if (waiting >= mostDelayed) throw soon(refusal);
    this.delayed.set(account, waiting + 1);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const left = this.delayed.get(account)! - 1;
    if (left > 0) this.delayed.set(account, left);
    else this.delayed.delete(account);
  }

  /** Counts the use of a link; only links that do not work count in the end. @throws Rejected `too_many_requests` */
  async link<T>(address: string | undefined, use: () => T | Promise<T>): Promise<T> {
    await consume(this.address, keyOf(countedAddress(address)));
    const used = await use();
    await this.address.reward(keyOf(countedAddress(address))).catch(() => undefined);
    return used;
  }

  /**
   * Counts a code of the second factor; only codes that do not work count in the end.
   * @throws Rejected `too_many_requests`
   */
  async code<T>(userId: string, use: () => Promise<T>): Promise<T> {
    await consume(this.codes, keyOf(userId));
    const used = await use();
    await this.codes.delete(keyOf(userId)).catch(() => undefined);
    return used;
  }

  async succeeded(email: string, address: string | undefined, device?: string): Promise<void> {
    if (device !== undefined) {
      await this.device.delete(keyOf(device, foldedEmail(email))).catch(() => undefined);
      return;
    }
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
    throw tooMany(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
  }
}

const tooMany = (retryAfterSeconds: number): Rejected =>
  new Rejected(
    'too_many_requests',
    `There were too many attempts. Nothing was looked at; try again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );

/** Delays are short, unlike the hour over which attempts count. */
const soon = (refusal: unknown): unknown => (refusal instanceof Rejected ? tooMany(delayMs / 1_000) : refusal);
