import { createHmac, randomUUID } from 'node:crypto';
import type { PushedRef } from './git-repository.js';
import { merged, payloadProblems, recordedPayload } from './published.js';
import type { Shapes } from './shapes.js';
import type { Installation, Repository, World } from './world.js';

interface DeliveryOptions {
  guid?: string;
  /** Headers to send instead; undefined leaves one out. */
  headers?: Record<string, string | undefined>;
  /** Raw bytes instead of the payload's JSON. */
  body?: string | Buffer;
}

const noSha = '0'.repeat(40);
const answerWithinMs = 60_000;

/** Signed webhooks of the App. Their payloads are what GitHub sent once, with the facts of the test. */
export class Webhooks {
  constructor(
    private readonly world: World,
    private readonly shapes: Shapes,
  ) {}

  /** Sends the webhook of a push that happened. */
  announcePush(repository: Repository, { branch, before, after }: PushedRef): Promise<number> {
    return this.deliver('push', this.pushPayload(repository, `refs/heads/${branch}`, before, after));
  }

  pushPayload(repository: Repository, ref: string, before: string, after: string): object {
    const { git } = repository;
    const { shapes } = this;
    const commit = after === noSha ? undefined : git.find(after);
    const head = commit && shapes.pushed(repository, commit, git.filesOf(commit.sha));
    const { organization: _, head_commit: __, commits: ___, ...base } = recordedPayload('push');
    return {
      ...merged(base, {
        ref,
        before,
        after,
        created: before === noSha,
        deleted: after === noSha,
        forced: before !== noSha && after !== noSha && git.changed(before, after).behind > 0,
        repository: shapes.repository(repository),
        sender: shapes.account(repository.owner),
        installation: this.installationLite(repository),
      }),
      head_commit: head ?? null,
      commits: head ? [head] : [],
    };
  }

  /** A payload of `event` about a repository or an installation, from what GitHub sent once. */
  payload(
    event: string,
    action: string,
    about: { repository?: Repository; installation?: Installation },
    more = {},
  ): object {
    const { repository, installation } = about;
    return merged(recordedPayload(event, action), {
      ...(repository
        ? { repository: this.shapes.repository(repository), installation: this.installationLite(repository) }
        : {}),
      ...(installation ? { installation: this.shapes.installation(installation, this.world.app!) } : {}),
      ...more,
    });
  }

  private installationLite(repository: Repository): object | undefined {
    const id = this.world.installationOf(repository)?.id;
    return id === undefined ? undefined : { id, node_id: Buffer.from(`installation ${id}`).toString('base64') };
  }

  /**
   * Sends one webhook, signed, and keeps the delivery as GitHub does.
   * @returns the status of the answer; 0 without one
   */
  async deliver(event: string, payload: object, options: DeliveryOptions = {}): Promise<number> {
    if (options.body === undefined) {
      const problems = payloadProblems(event, payload as Record<string, unknown>);
      if (problems.length > 0) throw new Error(`The double is not as GitHub: ${problems.join('; ')}`);
    }
    const guid = options.guid ?? randomUUID();
    const status = await this.send(event, guid, options.body ?? JSON.stringify(payload), options.headers);
    const deliveredAt = nowInSeconds();
    const id = this.world.newId();
    this.world.deliveries.push({ id, guid, event, payload, deliveredAt, redelivery: false, status });
    return status;
  }

  async redeliver(deliveryId: number): Promise<void> {
    const found = this.world.deliveries.find(({ id }) => id === deliveryId);
    if (!found) return;
    const status = await this.send(found.event, found.guid, JSON.stringify(found.payload));
    const deliveredAt = nowInSeconds();
    this.world.deliveries.push({ ...found, id: this.world.newId(), redelivery: true, status, deliveredAt });
  }

  private async send(event: string, guid: string, body: string | Buffer, changed: DeliveryOptions['headers'] = {}) {
    const { hookUrl, webhookSecret, id } = this.world.app!;
    if (!hookUrl) return 0;
    const headers: Record<string, string | undefined> = {
      'user-agent': 'GitHub-Hookshot/double',
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-github-hook-installation-target-id': String(id),
      'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
      ...changed,
    };
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    const signal = AbortSignal.timeout(answerWithinMs);
    return fetch(hookUrl, { method: 'POST', headers: sent, body: new Uint8Array(Buffer.from(body)), signal }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
  }
}

const nowInSeconds = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');
