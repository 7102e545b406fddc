import { createHash } from 'node:crypto';
import type { KV } from '@nats-io/kv';
import { Injectable } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { isOutdated, Messaging } from '@toolyard/messaging';
import { derivedKey, openJson, sealJson, ServiceConfig } from '@toolyard/service';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Where state lives, by how long it lives: a bucket drops what has not been written for this long. */
export const shelves = {
  /** Sign-ins under way and codes. A code is kept beyond its minute so that a second use is recognised. */
  requests: { bucket: buckets.oauthRequests, ttlMs: 2 * hourMs },
  /** What clients were granted, and their refresh tokens. */
  grants: { bucket: buckets.oauthGrants, ttlMs: 200 * dayMs },
  /**
   * Clients that registered and that no user has allowed. Clients keep what they registered and do not register again,
   * so it has to outlive the time until their user signs in.
   */
  registrations: { bucket: buckets.oauthRegistrations, ttlMs: 30 * dayMs },
  /** Clients that a user has allowed: far longer than a grant, because a client that signs in again is still itself. */
  clients: { bucket: buckets.oauthClients, ttlMs: 800 * dayMs },
  keys: { bucket: buckets.oauthKeys, ttlMs: 0 },
} as const;

export type Shelf = keyof typeof shelves;

export interface Held<T> {
  value: T;
  revision: number;
}

/**
 * State of the authorization server, shared by all replicas: keys are digests, values are sealed with a key that
 * follows from the service key.
 */
@Injectable()
export class OAuthState {
  private readonly key: Buffer;

  constructor(
    private readonly messaging: Messaging,
    config: ServiceConfig,
  ) {
    this.key = derivedKey(config.serviceKey, 'toolyard authorization state 1');
  }

  async get<T>(shelf: Shelf, kind: string, id: string): Promise<Held<T> | undefined> {
    const name = nameOf(kind, id);
    const entry = await (await this.bucket(shelf)).get(name);
    if (entry?.operation !== 'PUT') return undefined;
    const value = openJson(this.key, entry.value, `${shelf} ${name}`) as T | undefined;
    return value === undefined ? undefined : { value, revision: entry.revision };
  }

  async put(shelf: Shelf, kind: string, id: string, value: unknown): Promise<void> {
    const name = nameOf(kind, id);
    await (await this.bucket(shelf)).put(name, sealJson(this.key, value, `${shelf} ${name}`));
  }

  /** Of what is stored, readable or not; 0 for nothing. */
  async revision(shelf: Shelf, kind: string, id: string): Promise<number> {
    return (await (await this.bucket(shelf)).get(nameOf(kind, id)))?.revision ?? 0;
  }

  /** Writes only over this revision (0: over nothing). False when another replica was faster. */
  async swap(shelf: Shelf, kind: string, id: string, value: unknown, revision: number): Promise<boolean> {
    const name = nameOf(kind, id);
    try {
      await (
        await this.bucket(shelf)
      ).put(name, sealJson(this.key, value, `${shelf} ${name}`), { previousSeq: revision });
      return true;
    } catch (error) {
      if (isOutdated(error)) return false;
      throw error;
    }
  }

  async remove(shelf: Shelf, kind: string, id: string): Promise<void> {
    await (await this.bucket(shelf)).purge(nameOf(kind, id));
  }

  private bucket(shelf: Shelf): Promise<KV> {
    const { bucket, ttlMs } = shelves[shelf];
    return this.messaging.kv(bucket, { ttlMs });
  }
}

const nameOf = (kind: string, id: string): string => `${kind}.${createHash('sha256').update(id).digest('hex')}`;
