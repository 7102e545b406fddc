import { Injectable } from '@nestjs/common';
import { type Principal, Rejected } from '@toolyard/contracts';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Account } from '../domain/account.js';
import type { ConfirmSecondFactorDto, EnrolmentDto, RecoveryCodesDto, SecondFactorDto } from './second-factor.dto.js';
import type { Exchange } from '../sessions/exchange.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { SecondFactorsService } from './second-factors.service.js';

/** The second factor of the signed-in user. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly accounts: AccountsService,
    private readonly factors: SecondFactorsService,
    private readonly sessions: LoginSessions,
  ) {}

  read(principal: Principal): SecondFactorDto {
    const { secondFactor } = this.accounts.get(principal.userId);
    return {
      active: secondFactor !== null,
      since: secondFactor?.since ?? null,
      recoveryCodesLeft: secondFactor?.recovery.length ?? 0,
      required: this.factors.isRequired,
    };
  }

  begin(principal: Principal): EnrolmentDto {
    return this.factors.begin(this.signedIn(principal));
  }

  async confirm(
    { enrolment, code }: ConfirmSecondFactorDto,
    principal: Principal,
    exchange: Exchange,
  ): Promise<RecoveryCodesDto> {
    const recoveryCodes = await this.factors.confirm(this.signedIn(principal), enrolment, code);
    await this.verified(exchange);
    return { recoveryCodes };
  }

  async renew(code: string, principal: Principal): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(this.signedIn(principal), code) };
  }

  remove(code: string, principal: Principal): Promise<void> {
    return this.factors.remove(this.signedIn(principal), code);
  }

  /** Dangerous actions of this session ask for no code for a while. @throws Rejected `second_factor_failed` */
  async stepUp(code: string, principal: Principal, exchange: Exchange): Promise<void> {
    await this.factors.use(this.signedIn(principal), code);
    await this.verified(exchange);
  }

  private async verified({ request }: Exchange): Promise<void> {
    await this.sessions.verified(this.sessions.tokenIn(request.headers.cookie)!);
  }

  private signedIn(principal: Principal): Account {
    const account = this.accounts.get(principal.userId);
    if (account.passwordHash !== null) return account;
    throw new Rejected(
      'forbidden',
      'A second factor belongs to a user who signs in with a password. Nothing was changed.',
    );
  }
}
