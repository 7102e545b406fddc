import { Injectable } from '@nestjs/common';
import { Webhooks } from '@octokit/webhooks';
import { type ErrorCode, errorStatus, subjects } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { type NextFunction, raw, type Request, type Response } from 'express';
import { webhooksReceived } from '../builds.metrics.js';
import { GitHubApp } from '../github/connection/github-app.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { hintOf, type WebhookHint } from './webhook.rules.js';

/** GitHub sends no larger payload. */
const maxBytes = 25 * 1024 * 1024;
const readBody = raw({ limit: maxBytes, type: () => true, inflate: false });

/** What an answer of the receiver says. */
interface Refusal {
  code: ErrorCode;
  message: string;
  status?: number;
}

/**
 * Receives the webhooks of the GitHub App: checks the signature over the bytes, stores what matters, and only then
 * answers. The work comes after, see `WebhookWorker`.
 */
@Injectable()
export class WebhookReceiver {
  constructor(
    private readonly app: GitHubApp,
    private readonly messaging: Messaging,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  /** A route of express, before any other parser of bodies. */
  readonly handler = (request: Request, response: Response, _next: NextFunction): void => {
    if (request.method !== 'POST')
      return refuse(response, { code: 'method_not_allowed', message: 'GitHub sends webhooks by POST.' });
    readBody(request, response, (error?: unknown) => {
      if (error) return this.unread(request, response, error);
      this.receive(request, response).catch((failure: unknown) => {
        log.error({ err: failure }, 'a webhook could not be stored; GitHub can deliver it again');
        refuse(response, {
          code: 'unavailable',
          message: 'The webhook could not be stored. It has no effect; the delivery can be repeated.',
        });
      });
    });
  };

  private unread(request: Request, response: Response, error: unknown): void {
    const tooLarge = (error as { status?: number }).status === 413;
    if (tooLarge)
      this.refused(request, response, {
        code: 'payload_too_large',
        message: 'The payload is larger than 25 MB, which GitHub never sends. Nothing was stored.',
      });
    else
      this.refused(request, response, {
        code: 'invalid_request',
        message: 'The body of the webhook could not be read. Nothing was stored.',
      });
  }

  private async receive(request: Request, response: Response): Promise<void> {
    const { credentials, managedBy } = this.app;
    if (!credentials && managedBy)
      return refuse(response, {
        code: 'unavailable',
        message: 'The webhook secret cannot be read right now. The webhook has no effect; it can be delivered again.',
      });
    if (!credentials)
      return this.refused(request, response, {
        code: 'source_not_connected',
        message: 'No GitHub App is connected to this platform. Nothing was stored.',
      });
    const [id, event] = [request.get('x-github-delivery') ?? '', request.get('x-github-event') ?? ''];
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    if (!(await this.isSigned(credentials.webhookSecret, body, request.get('x-hub-signature-256'))))
      return this.refused(request, response, {
        code: 'unauthenticated',
        message: 'The signature is missing or does not fit the webhook secret. Nothing was stored.',
      });
    if (!/^[\w-]{1,100}$/.test(id) || !/^[a-z0-9_]{1,100}$/.test(event))
      return this.refused(request, response, {
        code: 'invalid_request',
        message: 'The headers X-GitHub-Delivery and X-GitHub-Event are missing or wrong. Nothing was stored.',
      });
    let hint: WebhookHint;
    try {
      hint = hintOf({ id, event }, JSON.parse(body), new Date().toISOString());
    } catch {
      return this.refused(request, response, {
        code: 'malformed_json',
        message: 'The payload is no JSON object. Set the content type of the webhook to application/json.',
      });
    }
    // The same delivery within an hour is stored once.
    await this.messaging.publish(subjects.githubWebhook(), hint, { id });
    response.status(202).json({ delivery: id });
  }

  /** Constant time; only SHA-256 is accepted. */
  private async isSigned(secret: string, body: string, signature: string | undefined): Promise<boolean> {
    if (!signature?.startsWith('sha256=') || body === '') return false;
    return new Webhooks({ secret }).verify(body, signature).catch(() => false);
  }

  private refused(request: Request, response: Response, refusal: Refusal): void {
    const [id, event] = [request.get('x-github-delivery') ?? '', request.get('x-github-event') ?? ''];
    webhooksReceived.inc({ verdict: 'refused' });
    log.warn({ delivery: id.slice(0, 100), event: event.slice(0, 100), code: refusal.code }, 'a webhook was refused');
    this.deliveries.refuse({
      id: id.slice(0, 100),
      event: event.slice(0, 100),
      action: null,
      repository: null,
      at: new Date().toISOString(),
      reason: refusal.message,
    });
    refuse(response, refusal);
  }
}

function refuse(response: Response, { code, message }: Refusal): void {
  if (response.headersSent) return void response.destroy();
  response.status(errorStatus[code]).json({ code, message });
}
