import { Injectable } from '@nestjs/common';
import { type Principal, Rejected } from '@toolyard/contracts';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Account } from '../domain/account.js';
import { Passkeys } from './passkeys.js';
import type {
  ConfirmSecondFactorDto,
  EnrolmentDto,
  NewPasskeyDto,
  PasskeyOptionsDto,
  RecoveryCodesDto,
  SecondFactorDto,
} from './second-factor.dto.js';
import type { Exchange } from '../sessions/exchange.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { type Proof, SecondFactorsService } from './second-factors.service.js';

/** The second factor of the signed-in user. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly accounts: AccountsService,
    private readonly factors: SecondFactorsService,
    private readonly passkeys: Passkeys,
    private readonly sessions: LoginSessions,
  ) {}

  read(principal: Principal): SecondFactorDto {
    const { secondFactor } = this.accounts.get(principal.userId);
    return {
      active: secondFactor !== null,
      app: secondFactor?.totp != null,
      passkeys: (secondFactor?.passkeys ?? []).map(({ id, name, createdAt, lastUsedAt }) => ({
        id,
        name,
        createdAt,
        lastUsedAt,
      })),
      passkeysPossible: this.passkeys.possible,
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

  async renew(proof: Proof, principal: Principal): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(this.signedIn(principal), proof) };
  }

  remove(proof: Proof, principal: Principal): Promise<void> {
    return this.factors.remove(this.signedIn(principal), proof);
  }

  async beginPasskey(principal: Principal): Promise<PasskeyOptionsDto> {
    return { options: await this.passkeys.begin(this.signedIn(principal)) };
  }

  /** The session counts as verified: it was, or the account has its first second factor from this moment on. */
  async addPasskey(
    { name, passkey }: NewPasskeyDto,
    principal: Principal,
    exchange: Exchange,
  ): Promise<RecoveryCodesDto> {
    const recoveryCodes = await this.factors.addPasskey(this.signedIn(principal), name, passkey);
    await this.verified(exchange);
    return { recoveryCodes };
  }

  removePasskey(id: string, principal: Principal): Promise<void> {
    return this.factors.removePasskey(this.signedIn(principal), id);
  }

  /** What a passkey signs for a step-up, or in place of a code. */
  async askPasskey(principal: Principal): Promise<PasskeyOptionsDto> {
    return { options: await this.passkeys.ask(this.signedIn(principal), 'step-up') };
  }

  /** Dangerous actions of this session ask for nothing for a while. @throws Rejected `second_factor_failed` */
  async stepUp(proof: Proof, principal: Principal, exchange: Exchange): Promise<void> {
    await this.factors.use(this.signedIn(principal), proof, 'step-up');
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
