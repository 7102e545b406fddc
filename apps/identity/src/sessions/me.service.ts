import { Injectable } from '@nestjs/common';
import { actorOf, type Principal, Rejected } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { AccountsService } from '../accounts/accounts.service.js';
import type { ChangePasswordDto } from '../passwords/passwords.dto.js';
import { Passwords } from '../passwords/passwords.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { type Exchange, originOf } from './exchange.js';
import { LoginSessions } from './login-sessions.js';
import { MeAnswers } from './me-answers.js';
import type { MeDto } from './me.dto.js';

/** What users change about their own accounts. */
@Injectable()
export class MeService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly answers: MeAnswers,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly sessions: LoginSessions,
  ) {}

  async rename(name: string, principal: Principal): Promise<MeDto> {
    await this.accounts.edit(principal.userId, { name }, actorOf(principal));
    return this.answers.principal(principal.kind === 'user' ? { ...principal, name } : principal);
  }

  /**
   * Ends all sessions and starts a new one for this browser.
   * @throws Rejected `forbidden`, `conflict`, `sign_in_failed`, `weak_password`, `too_many_requests`
   */
  async changePassword(
    { current, password }: ChangePasswordDto,
    principal: Principal,
    exchange: Exchange,
  ): Promise<void> {
    if (principal.kind !== 'user')
      throw new Rejected(
        'forbidden',
        'A password can be changed by its signed-in user, not with an API key. Nothing was changed; sign in.',
      );
    const account = this.accounts.get(principal.userId);
    if (account.passwordHash === null)
      throw new Rejected('conflict', 'You sign in at another provider, so there is no password to change here.');
    await this.limits.attempt(account.email!, originAddress());
    if (!(await this.passwords.matches(current, account.passwordHash)))
      throw new Rejected('sign_in_failed', 'This is not your current password. Nothing was changed.');
    await this.limits.succeeded(account.email!, originAddress());
    const hash = await this.passwords.hash(password, [account.name, account.email!]);
    const changed = await this.accounts.setPassword(account.id, hash, actorOf(principal));
    exchange.response.append('Set-Cookie', await this.sessions.start(changed, originOf(exchange)));
  }
}
