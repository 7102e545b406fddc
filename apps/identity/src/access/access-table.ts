import { setTimeout as pause } from 'node:timers/promises';
import type { KV } from '@nats-io/kv';
import { Injectable } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { EventStore } from '@toolyard/event-store';
import { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { isProjected } from './access.view.js';
import { AnnouncedPosition } from './announced-position.js';
import { Replicas, patienceMs } from './replicas.js';

const batch = 32;
const retryMs = 500;

/** Where the values come from: the fold of this replica. */
interface Source {
  value(key: string): object | undefined;
  /** Resolves once the fold has come to this position. */
  reach(position: bigint): Promise<void>;
}

/**
 * The `access` bucket that gateways decide by. Every replica of `identity` writes it, and none may undo a newer change
 * of another: a replica announces the position of the newest event it has folded before it writes, and writes under
 * compare-and-set once its fold has reached the announced position.
 */
@Injectable()
export class AccessTable {
  private bucket: KV | undefined;
  private announced: AnnouncedPosition | undefined;
  private source: Source | undefined;
  private readonly pending = new Set<string>();
  private position = -1n;
  private working: Promise<void> | undefined;
  private stopped = false;
  private written = 0;
  private reached = 0;

  constructor(
    private readonly messaging: Messaging,
    private readonly replicas: Replicas,
    private readonly store: EventStore,
  ) {}

  /** Brings the whole bucket up to date in the background, and removes keys without an account, group or API key. */
  async start(source: Source, keys: string[], position: bigint): Promise<void> {
    this.announced = new AnnouncedPosition(await this.messaging.kv(buckets.checkpoints), await this.store.identity());
    this.bucket = await this.messaging.kv(buckets.access);
    this.source = source;
    this.mark(keys, position);
    const stored = await this.bucket.keys();
    for await (const key of stored) if (isProjected(key)) this.mark([key], position);
  }

  stop(): void {
    this.stopped = true;
  }

  /** These keys may have changed with the event at this position. */
  mark(keys: string[], position: bigint): void {
    if (keys.length === 0) return;
    for (const key of keys) this.pending.add(key);
    if (position > this.position) this.position = position;
    if (this.source) this.working ??= this.work().finally(() => (this.working = undefined));
  }

  /** Resolves once every gateway that answers has everything marked before, or after `patienceMs`. */
  async settled(): Promise<void> {
    const deadline = pause(patienceMs, 'late' as const, { ref: false });
    if (this.working && (await Promise.race([this.working, deadline])) === 'late')
      log.warn('the access table is not written yet; gateways follow once it is');
    await this.reachGateways();
  }

  /**
   * An entry that follows from no account: `jwks`, `grant.<id>`. Resolves as `settled` does. @throws while NATS is away
   */
  async put(key: string, value: object): Promise<void> {
    const bucket = await this.messaging.kv(buckets.access);
    this.written = Math.max(this.written, await bucket.put(key, JSON.stringify(value)));
    await this.reachGateways();
  }

  /** Takes such an entry away. @throws while NATS is away */
  async remove(key: string): Promise<void> {
    const bucket = await this.messaging.kv(buckets.access);
    await bucket.delete(key);
    this.written = Math.max(this.written, (await bucket.get(key))?.revision ?? 0);
    await this.reachGateways();
  }

  private async reachGateways(): Promise<void> {
    const revision = this.written;
    if (revision <= this.reached) return;
    await this.replicas.waitFor('gateway.access.reach', { probe: { revision: 0 }, change: { revision } });
    this.reached = Math.max(this.reached, revision);
  }

  private async work(): Promise<void> {
    while (this.pending.size > 0 && !this.stopped) {
      const keys = [...this.pending].slice(0, batch);
      for (const key of keys) this.pending.delete(key);
      try {
        await this.announced!.advance(this.position);
        await this.write(keys);
      } catch (error) {
        for (const key of keys) this.pending.add(key);
        if (this.stopped) return;
        log.warn({ err: error }, 'the access table could not be written; it is tried again');
        await pause(retryMs, undefined, { ref: false });
      }
    }
  }

  private async write(keys: string[]): Promise<void> {
    const [bucket, source] = [this.bucket!, this.source!];
    const entries = await Promise.all(keys.map(async (key) => [key, await bucket.get(key)] as const));
    await source.reach(await this.announced!.position());
    await Promise.all(
      entries.map(async ([key, entry]) => {
        const value = source.value(key);
        const held = entry?.operation === 'PUT' ? entry.string() : undefined;
        const desired = value && JSON.stringify(value);
        // Another replica may have written it already; the gateways are waited for all the same.
        this.written = Math.max(this.written, entry?.revision ?? 0);
        if (desired === held) return;
        try {
          this.written = Math.max(this.written, await this.exchange(bucket, key, desired, entry?.revision));
        } catch {
          // Another replica was faster: look again.
          this.pending.add(key);
        }
      }),
    );
  }

  private async exchange(
    bucket: KV,
    key: string,
    desired: string | undefined,
    revision: number | undefined,
  ): Promise<number> {
    if (desired !== undefined)
      return revision === undefined ? bucket.create(key, desired) : bucket.update(key, desired, revision);
    await bucket.delete(key, { previousSeq: revision });
    return (await bucket.get(key))?.revision ?? 0;
  }
}
