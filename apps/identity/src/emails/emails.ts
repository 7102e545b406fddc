import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EmailEvent, UserEvent } from '@toolyard/contracts';
import { EventStore, handle, RevisionConflict } from '@toolyard/event-store';
import { emailDecider, type EmailState, emailTaken, foldedEmail } from './email.decider.js';

/** A registration takes milliseconds between its two appends; one that is this old stopped in the middle. */
const abandonedAfterMs = 30_000;

const digestOf = (email: string): string => createHash('sha256').update(foldedEmail(email)).digest('hex');
const streamOf = (digest: string): string => `email-${digest}`;

/** Makes e-mail addresses unique over all replicas, and takes back those of registrations that never ended. */
@Injectable()
export class Emails {
  constructor(private readonly store: EventStore) {}

  /** @throws Rejected `email_taken` */
  async reserve(email: string, userId: string, at: string): Promise<void> {
    const digest = digestOf(email);
    const holder = await this.holder(digest);
    if (holder && holder.userId !== userId) {
      if (!(await this.isOrphaned(holder, at))) throw emailTaken();
      await handle(this.store, streamOf(digest), emailDecider, { type: 'release', digest, userId: holder.userId, at });
    }
    await handle(this.store, streamOf(digest), emailDecider, { type: 'reserve', digest, userId, at });
  }

  async release(email: string, userId: string, at: string): Promise<void> {
    const digest = digestOf(email);
    await handle(this.store, streamOf(digest), emailDecider, { type: 'release', digest, userId, at });
  }

  private async holder(digest: string): Promise<EmailState> {
    const events = await this.store.read<EmailEvent>(streamOf(digest));
    return events.reduce((state, event) => emailDecider.evolve(state, event as EmailEvent), emailDecider.initial);
  }

  /** A deleted account, or a registration that never got to its second append and from now on never can. */
  private async isOrphaned(holder: NonNullable<EmailState>, at: string): Promise<boolean> {
    const events = await this.store.read<UserEvent>(`user-${holder.userId}`);
    if (events.length > 0)
      return events.some((event) => event.type === 'UserDeleted' || event.type === 'UserAbandoned');
    if (Date.parse(at) - Date.parse(holder.at) < abandonedAfterMs) return false;
    const abandoned: UserEvent = { type: 'UserAbandoned', data: { userId: holder.userId, at } };
    try {
      await this.store.append(`user-${holder.userId}`, [abandoned], { expected: 'none' });
      return true;
    } catch (error) {
      // The registration went on just now after all.
      if (error instanceof RevisionConflict) return false;
      throw error;
    }
  }
}
