import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EmailEvent, Rejected } from '@toolyard/contracts';
import { EventStore, type ReservationRules, Reservations, unknownEvent } from '@toolyard/event-store';
import { foldedEmail } from '../domain/email-address.js';

/** The reserved key is a digest, so that no address is in the name of a stream. */
const emailRules: ReservationRules<EmailEvent> = {
  prefix: 'email-',
  reserved: (digest, userId, at) => ({ type: 'EmailReserved', data: { digest, userId, at } }),
  released: (digest, userId, at) => ({ type: 'EmailReleased', data: { digest, userId, at } }),
  holderAfter(event) {
    switch (event.type) {
      case 'EmailReserved':
        return event.data.userId;
      case 'EmailReleased':
        return null;
      default:
        return unknownEvent(event, 'email');
    }
  },
  taken: () => emailTaken(),
  holderStream: (userId) => `user-${userId}`,
  isGone: (events) => events.some(({ type }) => type === 'UserDeleted' || type === 'UserAbandoned'),
  abandoned: (_, userId, at) => ({ type: 'UserAbandoned', data: { userId, at } }),
};

const digestOf = (email: string): string => createHash('sha256').update(foldedEmail(email)).digest('hex');

/** E-mail addresses are unique over all replicas; the address of a deleted account is free again. */
@Injectable()
export class Emails {
  private readonly reservations: Reservations<EmailEvent>;

  constructor(store: EventStore) {
    this.reservations = new Reservations(store, emailRules);
  }

  /** @throws Rejected `email_taken` */
  reserve(email: string, userId: string, at: string): Promise<void> {
    return this.reservations.reserve(digestOf(email), userId, at);
  }

  release(email: string, userId: string, at: string): Promise<void> {
    return this.reservations.release(digestOf(email), userId, at);
  }
}

export const emailTaken = (): Rejected =>
  new Rejected(
    'email_taken',
    'Another account already has this e-mail address. Nothing was changed; use that account, or another address.',
  );
