import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { SignInsEvent } from '@toolyard/contracts';
import { EventStore } from '@toolyard/event-store';
import { log, Tally } from '@toolyard/service';
import { platform } from '../directory/first-accounts.js';

const gatherMs = 10_000;
/** At most so many events are stored at once, whatever an attacker does; the rest is counted together. */
const mostKept = 10;

interface Refused {
  /** Null for an unknown e-mail address. It is not kept: people type passwords there. */
  userId: string | null;
  address?: string;
}

/** Stores refused sign-ins for the audit log. No answer waits for it, so its duration reveals nothing. */
@Injectable()
export class RefusedSignIns implements OnModuleDestroy {
  private readonly tally = new Tally<Refused>(mostKept);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: EventStore) {}

  note(userId: string | undefined, address: string | undefined): void {
    this.tally.add([{ userId: userId ?? null, address }, { userId: null }]);
    this.timer ??= setTimeout(() => void this.write(), gatherMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    this.timer = undefined;
    for (const { value, attempts, at } of this.tally.take()) {
      const { userId, address } = value;
      const event: SignInsEvent = { type: 'SignInsRefused', data: { userId, attempts, actor: platform, at } };
      await this.store
        .append(`signins-${at.slice(0, 7)}`, [event], { expected: 'any', metadata: { actor: platform, address } })
        .catch((error: unknown) => {
          log.warn({ err: error, userId, attempts }, 'refused sign-ins could not be recorded');
        });
    }
  }
}
