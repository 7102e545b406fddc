import { createHash, randomBytes } from 'node:crypto';
import type { KV } from '@nats-io/kv';
import { Injectable } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { isOutdated, Messaging } from '@toolyard/messaging';
import type { GitHubPlace } from './setup.rules.js';

/** A set-up that has begun. GitHub's code is valid for an hour, and so is this. */
export interface Setup extends GitHubPlace {
  /** Login of the organisation that the App shall belong to; null for the user's own account. */
  organisation: string | null;
}

const lifeMs = 3_600_000;

/** States of set-ups: each belongs to one login session and is used once. */
@Injectable()
export class SetupStates {
  constructor(private readonly messaging: Messaging) {}

  /** @param session the cookie of the login session */
  async begin(setup: Setup, session: string): Promise<string> {
    const state = randomBytes(32).toString('base64url');
    await (await this.bucket()).put(digest(state), JSON.stringify({ ...setup, session: digest(session) }));
    return state;
  }

  /** Null for a state that is unknown, too old, used, or of another session. */
  async read(state: string, session: string): Promise<Setup | null> {
    return (await this.find(state, session))?.setup ?? null;
  }

  /** As `read`, for the one time that the state can be used. */
  async take(state: string, session: string): Promise<Setup | null> {
    const found = await this.find(state, session);
    if (!found) return null;
    try {
      await (await this.bucket()).purge(digest(state), { previousSeq: found.revision });
    } catch (error) {
      if (isOutdated(error)) return null;
      throw error;
    }
    return found.setup;
  }

  private async find(state: string, session: string): Promise<{ setup: Setup; revision: number } | null> {
    const entry = await (await this.bucket()).get(digest(state));
    if (entry?.operation !== 'PUT') return null;
    const { session: of, ...setup } = entry.json<Setup & { session: string }>();
    return of === digest(session) ? { setup, revision: entry.revision } : null;
  }

  private bucket(): Promise<KV> {
    return this.messaging.kv(buckets.githubSetups, { ttlMs: lifeMs });
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
