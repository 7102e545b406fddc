import { randomBytes } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Actor, type AlertChannelEvent, type AlertChannelKind, Rejected } from '@toolyard/contracts';
import { AggregateStore, EventStore, View } from '@toolyard/event-store';
import { changedBy, derivedKey, log, newId, openJson, sealJson } from '@toolyard/service';
import { AnalyticsConfig } from '../analytics.config.js';
import {
  type AlertChannel,
  type AlertChannelCommand,
  alertChannelDecider,
  type AlertChannelState,
} from './alert-channel.decider.js';
import type { AlertMessage } from './alert-message.js';
import { type ChannelTarget, NotDelivered, Senders } from './senders.js';

const mostChannels = 100;
const place = 'alert channels';

/** What a new target is given as. */
export interface TargetInput {
  url?: string;
  to?: string[];
}

/** Where messages about alerts go. Targets and secrets are sealed in the events and never answered again. */
@Injectable()
export class AlertChannelsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly states = new Map<string, AlertChannelState>();
  private readonly following: View;
  private readonly store: AggregateStore<AlertChannelState, AlertChannelCommand, AlertChannelEvent>;
  private readonly key: Buffer;
  private readonly publicUrl: string;
  private started: Promise<void> | undefined;

  constructor(
    events: EventStore,
    config: AnalyticsConfig,
    private readonly senders: Senders,
  ) {
    this.publicUrl = config.publicUrl;
    this.key = derivedKey(config.serviceKey, `toolyard ${place} 1`);
    this.following = new View(events, ['alertchannel-'], ({ type, data }) => {
      const event = { type, data } as AlertChannelEvent;
      const { channelId } = event.data;
      const state = this.states.get(channelId) ?? alertChannelDecider.initial;
      this.states.set(channelId, alertChannelDecider.evolve(state, event));
    });
    const metadata = (actor: Actor | undefined) => (actor ? changedBy(actor) : {});
    const options = { decider: alertChannelDecider, prefix: 'alertchannel-', view: this.following, metadata };
    this.store = new AggregateStore(events, options);
  }

  onApplicationBootstrap(): void {
    this.caughtUp().catch((error: unknown) => log.error({ err: error }, 'the events of channels cannot be read'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.following.stop();
  }

  caughtUp(): Promise<void> {
    this.started ??= this.following.start();
    return this.started;
  }

  /** The oldest first. */
  list(): AlertChannel[] {
    return [...this.states.values()].flatMap(({ channel }) => channel ?? []);
  }

  /** @throws Rejected `not_found` */
  get(id: string): AlertChannel {
    const channel = this.states.get(id)?.channel;
    if (!channel) throw new Rejected('not_found', 'There is no such channel. It may have been deleted.');
    return channel;
  }

  /** @returns the signing secret of a webhook, which is never shown again */
  async create(
    kind: AlertChannelKind,
    name: string,
    input: TargetInput,
    actor: Actor,
  ): Promise<{ channel: AlertChannel; secret?: string }> {
    if (this.list().length >= mostChannels)
      throw new Rejected('conflict', `There are ${mostChannels} channels already. Delete one that is not used.`);
    const channelId = newId('chn');
    const target = this.targetOf(kind, input);
    const at = new Date().toISOString();
    const command = { type: 'create', channelId, kind, name, ...this.sealed(channelId, target), actor, at } as const;
    await this.store.execute(channelId, command, actor);
    return { channel: this.get(channelId), ...(target.kind === 'webhook' ? { secret: target.secret } : {}) };
  }

  async edit(
    channelId: string,
    change: { name?: string; enabled?: boolean } & TargetInput,
    actor: Actor,
  ): Promise<AlertChannel> {
    const { kind } = this.get(channelId);
    const { name, enabled, url, to } = change;
    const isMoved = url !== undefined || to !== undefined;
    const target = isMoved ? this.sealed(channelId, this.moved(channelId, kind, { url, to })) : undefined;
    const at = new Date().toISOString();
    await this.store.execute(channelId, { type: 'edit', channelId, name, enabled, target, actor, at }, actor);
    return this.get(channelId);
  }

  async delete(channelId: string, actor: Actor): Promise<void> {
    const at = new Date().toISOString();
    await this.store.execute(channelId, { type: 'delete', channelId, actor, at }, actor);
  }

  /** @throws NotDelivered */
  async send(channelId: string, id: string, message: AlertMessage): Promise<void> {
    const channel = this.states.get(channelId)?.channel;
    if (!channel) throw new NotDelivered('The channel was deleted.');
    await this.senders.send(this.opened(channel), id, message);
  }

  /** Sends a message that says it is a test. */
  async test(channelId: string): Promise<{ delivered: boolean; error?: string }> {
    const { name } = this.get(channelId);
    const timestamp = new Date().toISOString();
    const message: AlertMessage = {
      type: 'alert.test',
      timestamp,
      data: {
        alertId: '',
        name: `Test of ${name}`,
        measure: 'error_rate',
        serverId: null,
        server: null,
        value: 0,
        threshold: 1,
        windowMinutes: 15,
        incidentId: '',
        url: `${this.publicUrl}/alerts`,
      },
    };
    try {
      await this.send(channelId, newId('msg'), message);
      return { delivered: true };
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error;
      log.info({ err: error, channelId }, 'a test message did not arrive');
      return { delivered: false, error: error.message };
    }
  }

  private moved(channelId: string, kind: AlertChannelKind, input: TargetInput): ChannelTarget {
    const target = this.targetOf(kind, input);
    const was = this.opened(this.get(channelId));
    return target.kind === 'webhook' && was.kind === 'webhook' ? { ...target, secret: was.secret } : target;
  }

  private targetOf(kind: AlertChannelKind, { url, to }: TargetInput): ChannelTarget {
    if (kind === 'email') {
      if (!to || url !== undefined) throw new Rejected('invalid_request', 'A channel of the kind email needs `to`.');
      if (!this.senders.sendsMail)
        throw new Rejected(
          'invalid_request',
          'No mail server is configured, so nothing was stored. Set TOOLYARD_SMTP_URL and TOOLYARD_MAIL_FROM first.',
        );
      return { kind, to };
    }
    if (url === undefined || to !== undefined)
      throw new Rejected('invalid_request', `A channel of the kind ${kind} needs \`url\`.`);
    if (kind === 'webhook') return { kind, url, secret: `whsec_${randomBytes(32).toString('base64')}` };
    return { kind, url };
  }

  private sealed(channelId: string, target: ChannelTarget): { shown: string; sealed: string } {
    const shown = target.kind === 'email' ? target.to.join(', ') : `${new URL(target.url).origin}/…`;
    return { shown, sealed: sealJson(this.key, target, `${place} ${channelId}`).toString('base64') };
  }

  /** @throws NotDelivered when it was sealed with another key */
  private opened({ id, sealed }: AlertChannel): ChannelTarget {
    const target = openJson(this.key, Buffer.from(sealed, 'base64'), `${place} ${id}`);
    if (target === undefined)
      throw new NotDelivered('The target was stored with another TOOLYARD_SERVICE_KEY. Give it again.');
    return target as ChannelTarget;
  }
}
