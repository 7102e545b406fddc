import { Injectable } from '@nestjs/common';
import { Rejected, type SignInMethod } from '@toolyard/contracts';
import { derivedKey, openJson, sealJson, ServiceConfig } from '@toolyard/service';
import { DirectoryService } from '../directory/directory.service.js';
import type { Account } from '../domain/account.js';

const livesMs = 10 * 60_000;
const place = 'sign-in ticket';

/** The first half of a sign-in: what the browser keeps until its user has entered a code. */
interface Ticket {
  userId: string;
  method: SignInMethod;
  missing: 'code' | 'enrolment';
  /** A session from before the last new password is no use, and neither is a ticket. */
  at: string;
}

/** Sealed, so that nothing is stored for a sign-in that is never finished. */
@Injectable()
export class SignInTickets {
  private readonly key: Buffer;

  constructor(
    private readonly directory: DirectoryService,
    config: ServiceConfig,
  ) {
    this.key = derivedKey(config.serviceKey, `toolyard ${place} 1`);
  }

  issue({ id: userId }: Account, method: SignInMethod, missing: Ticket['missing']): string {
    const ticket: Ticket = { userId, method, missing, at: new Date().toISOString() };
    return sealJson(this.key, ticket, place).toString('base64url');
  }

  /** @throws Rejected `sign_in_failed` for one that is over, forged, or for another step */
  open(sealed: string, missing: Ticket['missing']): { account: Account; method: SignInMethod } {
    const ticket = openJson(this.key, Buffer.from(sealed, 'base64url'), place) as Ticket | undefined;
    const account = ticket && this.directory.view.accounts.get(ticket.userId);
    if (!ticket || !account?.active || ticket.missing !== missing || !isFresh(ticket, account, Date.now()))
      throw new Rejected(
        'sign_in_failed',
        'This sign-in took too long, or is over. Nothing was changed; sign in again.',
      );
    return { account, method: ticket.method };
  }
}

const isFresh = ({ at }: Ticket, { sessionsNotBefore }: Account, now: number): boolean =>
  now - Date.parse(at) < livesMs && (sessionsNotBefore === null || at >= sessionsNotBefore);
