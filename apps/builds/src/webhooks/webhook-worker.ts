import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { streams, subjects } from '@toolyard/contracts';
import { type Consumption, type Delivered, Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { webhooksReceived } from '../builds.metrics.js';
import { branchOf } from '../github/connection/github-commits.js';
import { GitHubHeads } from '../github/heads/github-heads.js';
import type { ServerRecord } from '../deployments/deployments.view.js';
import { type Delivery, WebhookDeliveries } from './webhook-deliveries.js';
import { type Verdict, verdictOn, type WebhookHint } from './webhook.rules.js';

/**
 * Works on stored webhooks. Each only causes a look at what GitHub says now, so a thousand of them for one server are
 * a few looks, and their order does not matter.
 */
@Injectable()
export class WebhookWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private consumption: Consumption | undefined;

  constructor(
    private readonly messaging: Messaging,
    private readonly heads: GitHubHeads,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  onApplicationBootstrap(): void {
    const options = {
      durable: 'builds-github',
      filterSubject: subjects.githubWebhook(),
      maxAckPending: 2_000,
      ackWaitMs: 30_000,
    };
    this.consumption = this.messaging.consume<WebhookHint>(streams.webhooks, options, (messages) =>
      this.work(messages),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.consumption?.stop();
  }

  private async work(messages: Delivered<WebhookHint>[]): Promise<void> {
    const worked = messages.map(({ data }) => this.deliveryOf(data));
    // A look that is lost with this process is made up for by the looks at its next start.
    for (const message of messages) message.ack();
    await this.deliveries.add(worked);
  }

  private deliveryOf(hint: WebhookHint): Delivery {
    const verdict = verdictOn(hint);
    const { id, event, action, repository, account, at } = hint;
    const about = { id, event, action, repository: repository?.fullName ?? account, at };
    const delivery: Delivery =
      verdict.kind === 'ignored'
        ? { ...about, verdict: 'ignored', reason: verdict.reason }
        : this.accept(hint, verdict, about);
    webhooksReceived.inc({ verdict: delivery.verdict });
    if (delivery.verdict === 'ignored')
      log.info({ delivery: id, event, reason: delivery.reason }, 'a webhook is ignored');
    return delivery;
  }

  private accept(
    hint: WebhookHint,
    verdict: Exclude<Verdict, { kind: 'ignored' }>,
    about: Omit<Delivery, 'verdict' | 'reason'>,
  ): Delivery {
    const servers = this.serversOf(hint);
    if (servers.length === 0) return { ...about, verdict: 'ignored', reason: 'No server is deployed from it.' };
    if (verdict.kind === 'access') {
      for (const { id } of servers) this.heads.request(id);
      return { ...about, verdict: 'accepted', reason: `Checks the access of ${namesOf(servers)}.` };
    }
    const concerned = servers.filter(({ source }) => branchOf(source) === verdict.branch);
    if (concerned.length === 0)
      return { ...about, verdict: 'ignored', reason: `No server is deployed from the branch ${verdict.branch}.` };
    for (const { id } of concerned) this.heads.request(id, true);
    return { ...about, verdict: 'accepted', reason: `Checks the head of ${verdict.branch} for ${namesOf(concerned)}.` };
  }

  private serversOf({ repository, account }: WebhookHint): ServerRecord[] {
    if (repository) return this.heads.serversOf({ id: repository.id, fullName: repository.fullName });
    const owner = `${account?.toLowerCase()}/`;
    return this.heads.servers().filter(({ source }) => source.repository.toLowerCase().startsWith(owner));
  }
}

const namesOf = (servers: ServerRecord[]): string => servers.map(({ slug }) => slug).join(', ');
