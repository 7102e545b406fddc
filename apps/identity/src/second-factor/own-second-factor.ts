import { Injectable } from '@nestjs/common';
import { type Principal, Rejected } from '@toolyard/contracts';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Account } from '../domain/account.js';
import type { ConfirmSecondFactorDto, EnrolmentDto, RecoveryCodesDto, SecondFactorDto } from './second-factor.dto.js';
import { SecondFactorsService } from './second-factors.service.js';

/** The second factor of the signed-in user. An API key, which may have been stolen, does not touch it. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly accounts: AccountsService,
    private readonly factors: SecondFactorsService,
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

  async confirm({ enrolment, code }: ConfirmSecondFactorDto, principal: Principal): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.factors.confirm(this.signedIn(principal), enrolment, code) };
  }

  async renew(code: string, principal: Principal): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(this.signedIn(principal), code) };
  }

  remove(code: string, principal: Principal): Promise<void> {
    return this.factors.remove(this.signedIn(principal), code);
  }

  private signedIn(principal: Principal): Account {
    const account = this.accounts.get(principal.userId);
    if (principal.kind === 'user' && account.passwordHash !== null) return account;
    throw new Rejected(
      'forbidden',
      'A second factor belongs to a user who signs in with a password, and is changed by that user in a session. ' +
        'Nothing was changed; sign in with your password.',
    );
  }
}
