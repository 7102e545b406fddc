import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { AlertChannelKind } from '@toolyard/contracts';
import { AddressRefused, GuardedFetch } from '@toolyard/service';
import { createTransport, type Transporter } from 'nodemailer';
import { Webhook } from 'standardwebhooks';
import { AnalyticsConfig } from '../analytics.config.js';
import { type AlertMessage, mailBody, slackBody, teamsBody } from './alert-message.js';

/** Where messages of a channel go; sealed in events. */
export type ChannelTarget =
  | { kind: 'email'; to: string[] }
  | { kind: 'webhook'; url: string; secret: string }
  | { kind: Extract<AlertChannelKind, 'slack' | 'teams'>; url: string };

/** A message did not arrive. The sentence is the platform's own. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

const connectTimeoutMs = 5_000;
const answerTimeoutMs = 10_000;
const maxBytes = 64 * 1024;

/** Hands messages to the programs outside. */
@Injectable()
export class Senders implements OnApplicationShutdown {
  private readonly http: GuardedFetch;
  private readonly mail: Transporter | undefined;

  constructor(private readonly config: AnalyticsConfig) {
    this.http = new GuardedFetch({
      addresses: 'public',
      allowedHosts: config.alertHosts,
      allowedHostsWithoutTls: true,
      connectTimeoutMs,
      answerTimeoutMs,
      maxBytes,
    });
    if (config.mail)
      this.mail = createTransport(config.mail.url, {
        connectionTimeout: connectTimeoutMs,
        socketTimeout: answerTimeoutMs,
      } as object);
  }

  get sendsMail(): boolean {
    return this.mail !== undefined;
  }

  /**
   * @param id the same in every attempt, so that the other side recognises a repetition
   * @throws NotDelivered
   */
  async send(target: ChannelTarget, id: string, message: AlertMessage): Promise<void> {
    switch (target.kind) {
      case 'email':
        return this.sendMail(target.to, id, message);
      case 'webhook': {
        const body = JSON.stringify(message);
        const at = new Date();
        const signature = new Webhook(target.secret).sign(id, at, body);
        const timestamp = String(Math.floor(at.getTime() / 1_000));
        const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
        return this.post(target.url, body, signed);
      }
      case 'slack':
        return this.post(target.url, JSON.stringify(slackBody(message)));
      case 'teams':
        return this.post(target.url, JSON.stringify(teamsBody(message)));
      default:
        return target satisfies never;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.mail?.close();
    await this.http.close();
  }

  private async post(url: string, body: string, headers: Record<string, string> = {}): Promise<void> {
    const answer = await this.http
      .fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
      .catch((error: unknown) => {
        throw new NotDelivered(
          error instanceof AddressRefused
            ? 'The address is not one that messages may go to: it must be public and have https.'
            : 'The address could not be reached, or did not answer in time.',
          { cause: error },
        );
      });
    await answer.body?.cancel();
    if (!answer.ok) throw new NotDelivered(`The address answered with the status ${answer.status}.`);
  }

  private async sendMail(to: string[], id: string, message: AlertMessage): Promise<void> {
    if (!this.mail) throw new NotDelivered('No mail server is configured (TOOLYARD_SMTP_URL).');
    const { from } = this.config.mail!;
    const domain = from.split('@').at(-1)!.replace(/[>\s]/g, '');
    await this.mail
      .sendMail({ from, to, messageId: `<${id}@${domain}>`, ...mailBody(message) })
      .catch((error: unknown) => {
        throw new NotDelivered('The mail server could not be reached, or did not take the message.', { cause: error });
      });
  }
}
