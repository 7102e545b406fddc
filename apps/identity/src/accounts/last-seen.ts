import type { KV } from '@nats-io/kv';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { type Consumption, Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';

/** A use is written at most this often. */
const everyMs = 60_000;

/**
 * When accounts and API keys were last used. It is a figure, not an event of its own; all replicas share it through a
 * bucket.
 */
@Injectable()
export class LastSeen implements OnModuleInit, OnModuleDestroy {
  private readonly times = new Map<string, string>();
  private bucket: KV | undefined;
  private following: Consumption | undefined;

  constructor(private readonly messaging: Messaging) {}

  async onModuleInit(): Promise<void> {
    this.bucket = await this.messaging.kv(buckets.lastSeen);
    this.following = this.messaging.follow(
      buckets.lastSeen,
      {
        put: (name, at) => {
          if (at !== null && at > (this.times.get(name) ?? '')) this.times.set(name, at);
        },
      },
      { onFailure: (error) => log.warn({ err: error }, 'last uses cannot be followed; it is tried again') },
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.following?.stop();
  }

  account(id: string): string | null {
    return this.times.get(`user.${id}`) ?? null;
  }

  key(id: string): string | null {
    return this.times.get(`key.${id}`) ?? null;
  }

  saw(kind: 'user' | 'key', id: string, now = new Date()): void {
    const name = `${kind}.${id}`;
    const before = this.times.get(name);
    if (before !== undefined && now.getTime() - Date.parse(before) < everyMs) return;
    const at = now.toISOString();
    this.times.set(name, at);
    this.bucket?.put(name, at).catch((error: unknown) => log.debug({ err: error }, 'a last use could not be kept'));
  }
}
