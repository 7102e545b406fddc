import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { SignInsEvent } from '@toolyard/contracts';
import { EventStore } from '@toolyard/event-store';
import { log } from '@toolyard/service';
import { platform } from '../directory/first-accounts.js';

const gatherMs = 10_000;
/** At most so many events are stored at once, whatever an attacker does; the rest is counted together. */
export const mostKept = 10;

interface Refused {
  /** Null for an unknown e-mail address. It is not kept: people type passwords there. */
  userId: string | null;
  address?: string;
  attempts: number;
}

/** Counts refused attempts by whom they were for and where they came from. */
export class Tally {
  private readonly counted = new Map<string, Refused>();

  add(userId: string | null, address: string | undefined): void {
    const key = `${userId ?? ''}\n${address ?? ''}`;
    const existing = this.counted.get(key);
    if (existing) existing.attempts++;
    else if (this.counted.size < mostKept) this.counted.set(key, { userId, address, attempts: 1 });
    else this.counted.set('others', { userId: null, attempts: (this.counted.get('others')?.attempts ?? 0) + 1 });
  }

  /** Everything since the last time. */
  take(): Refused[] {
    const taken = [...this.counted.values()];
    this.counted.clear();
    return taken;
  }
}

/** Stores refused sign-ins for the audit log. No answer waits for it, so its duration reveals nothing. */
@Injectable()
export class RefusedSignIns implements OnModuleDestroy {
  private readonly tally = new Tally();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: EventStore) {}

  note(userId: string | undefined, address: string | undefined): void {
    this.tally.add(userId ?? null, address);
    this.timer ??= setTimeout(() => void this.write(), gatherMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    this.timer = undefined;
    const at = new Date().toISOString();
    for (const { userId, address, attempts } of this.tally.take()) {
      const event: SignInsEvent = { type: 'SignInsRefused', data: { userId, attempts, actor: platform, at } };
      await this.store
        .append(`signins-${at.slice(0, 7)}`, [event], { expected: 'any', metadata: { actor: platform, address } })
        .catch((error: unknown) => {
          log.warn({ err: error, userId, attempts }, 'refused sign-ins could not be recorded');
        });
    }
  }
}
