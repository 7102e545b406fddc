import { randomBytes } from 'node:crypto';
import type { KV } from '@nats-io/kv';
import { Injectable } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';

/** What a signature is for: one that was made for another step is worth nothing. */
export type PasskeyPurpose = 'registration' | 'sign-in' | 'step-up';

export const challengeMs = 5 * 60_000;

interface Issued {
  challenge: string;
  /** Milliseconds since 1970. */
  until: number;
}

/**
 * What passkeys have to sign, once and soon (WebAuthn, section 13.4.3), whichever replica is asked. An account has one
 * challenge for each purpose, the last one, so that asking for many takes no room.
 */
@Injectable()
export class PasskeyChallenges {
  constructor(private readonly messaging: Messaging) {}

  /** @returns 256 random bits, base64url */
  async issue(userId: string, purpose: PasskeyPurpose): Promise<string> {
    const issued: Issued = { challenge: randomBytes(32).toString('base64url'), until: Date.now() + challengeMs };
    await (await this.bucket()).put(keyOf(userId, purpose), JSON.stringify(issued));
    return issued.challenge;
  }

  /** Uses it up; undefined when there is none, or another request takes it. */
  async take(userId: string, purpose: PasskeyPurpose): Promise<string | undefined> {
    const bucket = await this.bucket();
    const entry = await bucket.get(keyOf(userId, purpose));
    if (entry?.operation !== 'PUT') return undefined;
    try {
      await bucket.delete(entry.key, { previousSeq: entry.revision });
    } catch {
      return undefined;
    }
    const { challenge, until } = entry.json<Issued>();
    return until > Date.now() ? challenge : undefined;
  }

  private bucket(): Promise<KV> {
    return this.messaging.kv(buckets.passkeyChallenges, { ttlMs: challengeMs });
  }
}

const keyOf = (userId: string, purpose: PasskeyPurpose): string => `${userId}.${purpose}`;
