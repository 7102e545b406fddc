import { setTimeout as pause } from 'node:timers/promises';
import type { KV } from '@nats-io/kv';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';

/** More often is not worth a write. */
const everyMs = 60_000;
const retryMs = 1_000;

/**
 * When accounts and API keys were last seen: a figure, not a fact worth an event on every request. Shared by all
 * replicas through a bucket.
 */
@Injectable()
export class LastSeen implements OnModuleInit, OnModuleDestroy {
  private readonly known = new Map<string, string>();
  private bucket: KV | undefined;
  private watching: { stop(err?: Error): void } | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly messaging: Messaging) {}

  async onModuleInit(): Promise<void> {
    this.bucket = await this.messaging.kv(buckets.lastSeen);
    void this.follow(this.bucket);
  }

  onModuleDestroy(): void {
    this.stopping.abort();
    this.watching?.stop();
  }

  account(id: string): string | null {
    return this.known.get(`user.${id}`) ?? null;
  }

  key(id: string): string | null {
    return this.known.get(`key.${id}`) ?? null;
  }

  saw(kind: 'user' | 'key', id: string, now = new Date()): void {
    const name = `${kind}.${id}`;
    const before = this.known.get(name);
    if (before !== undefined && now.getTime() - Date.parse(before) < everyMs) return;
    const at = now.toISOString();
    this.known.set(name, at);
    this.bucket?.put(name, at).catch((error: unknown) => log.debug({ err: error }, 'a last use could not be kept'));
  }

  /**
   * Begins again whenever the watch ends: it is only a figure, but it is not to stand still, nor to end the service.
   */
  private async follow(bucket: KV): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const entries = await bucket.watch();
        this.watching = entries;
        if (signal.aborted) entries.stop();
        for await (const entry of entries) {
          const at = entry.operation === 'PUT' ? entry.string() : '';
          if (at > (this.known.get(entry.key) ?? '')) this.known.set(entry.key, at);
        }
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'lost sight of when accounts were last seen, looking again');
      }
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
