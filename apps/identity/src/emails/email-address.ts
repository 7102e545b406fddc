import { type EmailEvent, Rejected } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export type EmailCommand = { digest: string; userId: string; at: string } & ({ type: 'reserve' } | { type: 'release' });

/** Who holds the address since when; null when it is free. */
export type EmailState = { userId: string; at: string } | null;

/** The first append to `email-<digest>` wins, whichever replica it comes from. */
export const emailDecider: Decider<EmailState, EmailCommand, EmailEvent> = {
  initial: null,

  decide({ type, digest, userId, at }, holder) {
    switch (type) {
      case 'reserve':
        if (holder === null) return [{ type: 'EmailReserved', data: { digest, userId, at } }];
        if (holder.userId === userId) return [];
        throw emailTaken();
      case 'release':
        return holder?.userId === userId ? [{ type: 'EmailReleased', data: { digest, userId, at } }] : [];
    }
  },

  evolve(_, event) {
    switch (event.type) {
      case 'EmailReserved':
        return { userId: event.data.userId, at: event.data.at };
      case 'EmailReleased':
        return null;
      default:
        return unknownEvent(event, 'e-mail');
    }
  },
};

/** Two spellings of one mailbox are one address. */
export const foldedEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

export const emailTaken = (): Rejected =>
  new Rejected(
    'email_taken',
    'Another account already has this e-mail address. Nothing was changed; use that account, or another address.',
  );
