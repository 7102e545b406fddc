import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { type Consumption, Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';

/** What became of a webhook. */
export interface Delivery {
  id: string;
  event: string;
  action: string | null;
  repository: string | null;
  at: string;
  verdict: 'accepted' | 'ignored' | 'refused';
  reason: string;
}

const shown = 100;
const refusedShown = 20;
const keyPattern = /^[\w-]{1,100}$/;

/**
 * The last deliveries of GitHub with their verdicts. What was refused is kept in memory only, because any client that
 * reaches the address can cause it.
 */
@Injectable()
export class WebhookDeliveries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stored = new Map<string, Delivery>();
  private refused: Delivery[] = [];
  private following: Consumption | undefined;

  constructor(private readonly messaging: Messaging) {}

  onApplicationBootstrap(): void {
    this.following = this.messaging.follow(buckets.webhookDeliveries, {
      put: (key, text) => {
        if (text === null) this.stored.delete(key);
        else this.stored.set(key, JSON.parse(text) as Delivery);
      },
      retain: (keys) => {
        for (const key of this.stored.keys()) if (!keys.has(key)) this.stored.delete(key);
      },
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.following?.stop();
  }

  /** Newest first. */
  list(): Delivery[] {
    return [...this.stored.values(), ...this.refused].toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, shown);
  }

  refuse(delivery: Omit<Delivery, 'verdict'>): void {
    this.refused = [{ ...delivery, verdict: 'refused' as const }, ...this.refused].slice(0, refusedShown);
  }

  /** Stores verdicts and removes those that are not shown any more. Never rejects: the list is for information. */
  async add(deliveries: Delivery[]): Promise<void> {
    try {
      const bucket = await this.messaging.kv(buckets.webhookDeliveries);
      const kept = deliveries.filter(({ id }) => keyPattern.test(id)).slice(-shown);
      await Promise.all(kept.map((each) => bucket.put(each.id, JSON.stringify(each))));
      const old = [...this.stored.values()].toSorted((a, b) => b.at.localeCompare(a.at)).slice(shown);
      await Promise.all(old.map(({ id }) => bucket.purge(id)));
    } catch (error) {
      log.warn({ err: error }, 'verdicts on webhooks could not be stored; the list of deliveries lacks them');
    }
  }
}
