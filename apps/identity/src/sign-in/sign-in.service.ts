import { Injectable } from '@nestjs/common';
import { Rejected, type SignInMethod } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import type { Request } from 'express';
import type { Account } from '../domain/account.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { DeviceCookie } from './device-cookie.js';
import { type Exchange, originOf } from '../sessions/exchange.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { Passwords } from '../passwords/passwords.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { type Proof, SecondFactorsService } from '../second-factor/second-factors.service.js';
import { SignInTickets } from '../second-factor/sign-in-tickets.js';
import { RefusedSignIns } from '../rate-limits/refused-sign-ins.js';
import { signIns } from '../identity.metrics.js';

/** Authenticates people, and starts their login sessions. */
@Injectable()
export class SignInService {
  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly sessions: LoginSessions,
    private readonly refused: RefusedSignIns,
    private readonly devices: DeviceCookie,
    private readonly factors: SecondFactorsService,
    private readonly tickets: SignInTickets,
  ) {}

  /**
   * One refusal for an unknown address, a wrong password and a disabled account, after the same work. @throws Rejected
   * `sign_in_failed`, `too_many_requests`
   */
  async authenticate(email: string, password: string, request: Request): Promise<Account> {
    const account = this.directory.view.withEmail(email);
    const address = originAddress();
    const device = this.devices.deviceOf(request.headers.cookie, account?.id);
    await this.limits.attempt(email, address, device).catch((error: unknown) => {
      signIns.inc({ method: 'password', outcome: 'limited' });
      this.refused.note(account?.id, address);
      throw error;
    });
    const matches = await this.passwords.matches(password, account?.passwordHash);
    if (!matches || !account?.active) {
      signIns.inc({ method: 'password', outcome: 'refused' });
      log.info({ address }, 'a sign-in was refused');
      this.refused.note(account?.id, address);
      throw new Rejected(
        'sign_in_failed',
        'This e-mail address and this password do not belong together. Try again, or ask an admin for ' +
          'a link to set a new password.',
      );
    }
    await this.limits.succeeded(email, address, device);
    return account;
  }

  /**
   * Starts a login session, unless the account needs more than a password. @throws Rejected `second_factor_needed`
   * with a ticket for the second step
   */
  async admit(account: Account, method: SignInMethod, exchange: Exchange): Promise<void> {
    const missing = this.factors.missing(account);
    if (missing !== null) throw secondFactorNeeded(missing, this.tickets.issue(account, method, missing), account);
    await this.enter(account, method, exchange);
  }

  /** The second step of a sign-in. @throws Rejected `sign_in_failed`, `second_factor_failed`, `too_many_requests` */
  async verify(ticket: string, proof: Proof, exchange: Exchange): Promise<Account> {
    const { account, method } = this.tickets.open(ticket, 'code');
    try {
      await this.factors.use(account, proof, 'sign-in');
    } catch (error) {
      const limited = error instanceof Rejected && error.code === 'too_many_requests';
      signIns.inc({ method, outcome: limited ? 'limited' : 'refused' });
      this.refused.note(account.id, originAddress());
      throw error;
    }
    await this.enter(account, method, exchange, { isVerified: true });
    return account;
  }

  /** Starts a login session of an authenticated account, and sets its cookie. */
  async enter(
    account: Account,
    method: SignInMethod,
    exchange: Exchange,
    { isVerified = false }: { isVerified?: boolean } = {},
  ): Promise<void> {
    const { request, response } = exchange;
    const cookie = await this.sessions.start(account, originOf(exchange), { isVerified });
    await this.accounts.signedIn(account, method);
    response.append('Set-Cookie', cookie);
    response.append('Set-Cookie', this.devices.remember(request.headers.cookie, account.id));
    signIns.inc({ method, outcome: 'signed_in' });
  }

  /** Ends the login session of the request's cookie, if it has one, and makes the browser forget it. */
  async leave({ request, response }: Exchange): Promise<void> {
    const cookie = this.sessions.tokenIn(request.headers.cookie);
    const found = cookie === undefined ? undefined : await this.sessions.find(cookie);
    if (cookie !== undefined) await this.sessions.end(cookie);
    response.append('Set-Cookie', this.sessions.forget());
    if (found) await this.accounts.signedOut(found.account);
  }
}

/** What the error `second_factor_needed` carries. */
export interface SecondStep {
  ticket: string;
  /** `code`: of the app; `enrolment`: the organisation requires a second factor, and the account has none yet. */
  missing: 'code' | 'enrolment';
  /** Whether an authenticator app and passkeys are set up; a recovery code works with either. */
  app: boolean;
  passkeys: boolean;
}

function secondFactorNeeded(
  missing: SecondStep['missing'],
  ticket: string,
  { secondFactor }: Pick<Account, 'secondFactor'>,
): Rejected {
  const sentence =
    missing === 'code'
      ? 'The password is right. Use your second factor, or a recovery code, to sign in.'
      : 'The password is right, and your organisation requires a second factor. Set one up to sign in.';
  const app = secondFactor?.totp != null;
  const passkeys = (secondFactor?.passkeys.length ?? 0) > 0;
  return new Rejected('second_factor_needed', sentence, { ticket, missing, app, passkeys } satisfies SecondStep);
}
