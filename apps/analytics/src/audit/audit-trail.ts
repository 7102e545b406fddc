import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { StreamNoun } from '@toolyard/contracts';
import { EventStore, type Following, type StoredEvent } from '@toolyard/event-store';
import { log } from '@toolyard/service';
import { AuditStore } from './audit.store.js';
import { FormerNames } from './former-names.view.js';
import { type Entry, entryOf } from './entry.js';

/** Streams of the others hold what follows from an entry of these. */
const followed: Record<StreamNoun, boolean> = {
  server: true,
  deployment: true,
  buildsettings: true,
  variables: true,
  payloadreads: true,
  alert: true,
  alertchannel: true,
  user: true,
  invitation: true,
  group: true,
  apikey: true,
  organisation: true,
  connection: true,
  credential: true,
  clientsecret: true,
  githubapp: true,
  signins: true,
  refusals: true,
  slug: false,
  email: false,
  datakey: false,
  githubsource: false,
  // What concerns them is said with the App.
  githubkeys: false,
};

const entriesAtOnce = 500;
const gatherMs = 100;
const retryMs = 1_000;

/**
 * Follows the events of the whole platform into the audit log. It reads them from the first one at every start, because
 * an entry names things as they were called then, and writes those that are not written yet.
 */
@Injectable()
export class AuditTrail implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly names = new FormerNames();
  private readonly stopping = new AbortController();
  private following: Following | undefined;
  private waiting: Entry[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: EventStore,
    private readonly audit: AuditStore,
  ) {}

  onApplicationBootstrap(): void {
    this.start().catch((error: unknown) => log.error({ err: error }, 'the audit log does not follow the events'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.following?.stop();
    await this.audit.writes.runExclusive(() => undefined);
  }

  private async start(): Promise<void> {
    const store = await this.identity();
    if (store === undefined) return;
    const prefixes = Object.entries(followed).flatMap(([noun, follows]) => (follows ? [`${noun}-`] : []));
    this.following = this.events.follow({ prefixes, onEvent: (event) => this.take(event, store) });
  }

  /**
   * Rejects before anything has changed when earlier entries cannot be written: then the event is handed over again.
   */
  private async take(event: StoredEvent, store: string): Promise<void> {
    if (this.waiting.length >= entriesAtOnce) await this.write(store);
    const entry = entryOf(event, this.names);
    this.names.apply(event);
    if (!entry || this.audit.isWritten(event.position, store)) return;
    this.waiting.push(entry);
    this.timer ??= setTimeout(() => this.writeSoon(store), gatherMs);
  }

  private writeSoon(store: string): void {
    this.timer = undefined;
    if (this.stopping.signal.aborted) return;
    this.write(store).catch((error: unknown) => {
      log.error(
        { err: error, entries: this.waiting.length },
        'entries of the audit log could not be written; they are kept and tried again',
      );
      this.timer ??= setTimeout(() => this.writeSoon(store), retryMs);
    });
  }

  private async write(store: string): Promise<void> {
    const batch = this.waiting.slice();
    if (batch.length === 0) return;
    await this.audit.add(batch, store);
    const written = new Set(batch);
    this.waiting = this.waiting.filter((entry) => !written.has(entry));
  }

  private async identity(): Promise<string | undefined> {
    while (!this.stopping.signal.aborted) {
      try {
        return await this.events.identity();
      } catch (error) {
        log.warn({ err: error }, 'the audit log waits for the event store');
        await pause(retryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
    return undefined;
  }
}
