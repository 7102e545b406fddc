import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { log, PeriodicJob } from '@toolyard/service';
import { GitHubApp } from '../github/connection/github-app.js';
import { GitHubClient } from '../github/connection/github-client.js';
import { type DeliveryAttempt, toRedeliver } from './redelivery.rules.js';
import { dependsOn } from './webhook.rules.js';

const sweepMs = 60_000;
/** By then the public port answers as well. */
const firstMs = 5_000;
/** GitHub keeps deliveries that long. */
const keptMs = 3 * 24 * 3_600_000;
/** An attempt may still be under way, and its outcome comes later. */
const overlapMs = 15 * 60_000;
const perPage = 100;
const maxPages = 20;
const key = 'github-redelivery';

/**
 * Asks GitHub for the webhooks that did not arrive, because this platform or its network was away: GitHub does not
 * repeat a webhook on its own.
 */
@Injectable()
export class WebhookRedelivery implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweeper = new PeriodicJob('ask GitHub for lost webhooks', sweepMs, () => this.sweep());
  private first: NodeJS.Timeout | undefined;

  constructor(
    private readonly app: GitHubApp,
    private readonly client: GitHubClient,
    private readonly messaging: Messaging,
  ) {}

  onApplicationBootstrap(): void {
    this.first = setTimeout(() => void this.sweeper.run(), firstMs).unref();
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.first);
    await this.sweeper.stop();
  }

  private async sweep(): Promise<void> {
    if (!this.app.credentials) return;
    try {
      await this.repeatLost(this.app.credentials.appId);
    } catch (error) {
      log.warn({ err: error }, 'GitHub could not be asked for lost webhooks; the next sweep does it');
    }
  }

  private async repeatLost(appId: number): Promise<void> {
    const checkpoints = await this.messaging.kv(buckets.checkpoints);
    const entry = await checkpoints.get(key);
    const last = entry?.operation === 'PUT' ? entry.json<{ appId: number; atMs: number }>() : null;
    const atMs = Date.now();
    // An App that was just connected has missed nothing.
    const sinceMs = last?.appId === appId ? Math.max(last.atMs - overlapMs, atMs - keptMs) : atMs;
    const lost = toRedeliver(await this.attemptsSince(sinceMs), dependsOn);
    for (const delivery_id of lost)
      await this.client.asApp().request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id });
    if (lost.length > 0) log.info({ webhooks: lost.length }, 'GitHub is asked for webhooks that did not arrive');
    await checkpoints.put(key, JSON.stringify({ appId, atMs }));
  }

  private async attemptsSince(sinceMs: number): Promise<DeliveryAttempt[]> {
    const attempts: DeliveryAttempt[] = [];
    let cursor: string | undefined;
    for (let page = 1; page <= maxPages; page++) {
      const { data, headers } = await this.client.asApp().request('GET /app/hook/deliveries', {
        per_page: perPage,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { id, guid, event, delivered_at: deliveredAt, status_code: statusCode } of data)
        if (Date.parse(deliveredAt) >= sinceMs) attempts.push({ id: Number(id), guid, event, deliveredAt, statusCode });
      cursor = /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(headers.link ?? '')?.[1];
      if (cursor === undefined || Date.parse(data.at(-1)?.delivered_at ?? '') < sinceMs) break;
    }
    return attempts;
  }
}
