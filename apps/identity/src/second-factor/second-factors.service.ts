import { Injectable } from '@nestjs/common';
import { type Actor, actorOfUser, Rejected } from '@toolyard/contracts';
import { derivedKey, openJson, sealJson, ServiceConfig } from '@toolyard/service';
import { AccountsService } from '../accounts/accounts.service.js';
import { organisationId } from '../directory/aggregates.js';
import { DirectoryService } from '../directory/directory.service.js';
import type { Account } from '../domain/account.js';
import { wrongCode } from '../domain/second-factor.decider.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import type { PasskeyPurpose } from './passkey-challenges.js';
import { Passkeys } from './passkeys.js';
import { newRecoveryCodes, recoveryDigest } from './recovery-codes.js';
import { newTotpSecret, stepOf, totpUri } from './totp.js';

const enrolmentMs = 15 * 60_000;
const isTotp = /^\d{6}$/;

/** What an authenticator app is given, and what the browser brings back with its first code. */
export interface Enrolment {
  secret: string;
  uri: string;
  /** The secret once more, sealed for the account. */
  enrolment: string;
}

/** One of them. */
export interface Proof {
  /** Of the app, or a recovery code. */
  code?: string;
  /** What the browser answered for a passkey; not checked yet. */
  passkey?: object;
}

interface SealedEnrolment {
  secret: string;
  until: number;
}

/** Second factors of accounts: codes of an authenticator app, passkeys, and recovery codes for when they are lost. */
@Injectable()
export class SecondFactorsService {
  private readonly secretKey: Buffer;
  private readonly recoveryKey: Buffer;

  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly limits: RateLimits,
    private readonly passkeys: Passkeys,
    config: ServiceConfig,
  ) {
    this.secretKey = derivedKey(config.serviceKey, 'toolyard second factors 1');
    this.recoveryKey = derivedKey(config.serviceKey, 'toolyard recovery codes 1');
  }

  get isRequired(): boolean {
    return this.directory.view.organisation.secondFactorRequired;
  }

  /** What a sign-in with a password still needs: a code, a second factor to be set up, or nothing. */
  missing(account: Account): 'code' | 'enrolment' | null {
    if (account.secondFactor !== null) return 'code';
    return this.isRequired ? 'enrolment' : null;
  }

  /**
   * Uses up a code of the app, a recovery code, or the signature of a passkey. @throws Rejected `invalid_request`,
   * `second_factor_failed`, `too_many_requests`
   */
  async use(account: Account, { code, passkey }: Proof, purpose: PasskeyPurpose): Promise<void> {
    if ((code === undefined) === (passkey === undefined))
      throw new Rejected('invalid_request', 'Send a code or the answer of a passkey. Nothing was changed.');
    await this.limits.code(account.id, () =>
      passkey === undefined
        ? this.useCode(account, code!.replace(/\s/g, ''))
        : this.usePasskey(account, passkey, purpose),
    );
  }

  /** A new secret, which is stored once a code of it comes back. @throws Rejected `conflict` */
  begin(account: Account): Enrolment {
    if (account.secondFactor?.totp)
      throw new Rejected(
        'conflict',
        'You have an authenticator app already. Nothing was changed; remove it first to set up another one.',
      );
    const secret = newTotpSecret();
    const sealed: SealedEnrolment = { secret, until: Date.now() + enrolmentMs };
    return {
      secret,
      uri: totpUri(secret, account.email ?? account.name),
      enrolment: sealJson(this.secretKey, sealed, `enrolment ${account.id}`).toString('base64url'),
    };
  }

  /** @returns the recovery codes, which are shown once @throws Rejected `second_factor_failed`, `conflict` */
  async confirm(account: Account, enrolment: string, code: string): Promise<string[]> {
    const opened = openJson(this.secretKey, Buffer.from(enrolment, 'base64url'), `enrolment ${account.id}`) as
      SealedEnrolment | undefined;
    if (!opened || opened.until < Date.now())
      throw new Rejected(
        'second_factor_failed',
        'Setting up took too long, or was begun for another account. Nothing was changed; begin again.',
      );
    const step = stepOf(opened.secret, code.replace(/\s/g, ''), Date.now());
    if (step === null) throw wrongCode();
    const recoveryCodes = newRecoveryCodes();
    const secret = sealJson(this.secretKey, opened.secret, `secret ${account.id}`).toString('base64url');
    const digests = this.digests(account, recoveryCodes);
    await this.accounts.changeSecondFactor(account.id, { type: 'setSecondFactor', secret, step, digests });
    return recoveryCodes;
  }

  /** The codes from before stop. @throws Rejected `conflict`, `second_factor_failed`, `too_many_requests` */
  async renewRecoveryCodes(account: Account, proof: Proof): Promise<string[]> {
    await this.use(account, proof, 'step-up');
    const recoveryCodes = newRecoveryCodes();
    const digests = this.digests(account, recoveryCodes);
    await this.accounts.changeSecondFactor(account.id, { type: 'makeRecoveryCodes', digests });
    return recoveryCodes;
  }

  /** @throws Rejected `conflict`, `second_factor_failed`, `too_many_requests` */
  async remove(account: Account, proof: Proof): Promise<void> {
    await this.use(account, proof, 'step-up');
    await this.accounts.changeSecondFactor(account.id, { type: 'removeSecondFactor' });
  }

  /**
   * @param response of the browser
   * @returns the recovery codes, which are shown once, when it is the first second factor
   * @throws Rejected `second_factor_failed`, `conflict`
   */
  async addPasskey(account: Account, name: string, response: object): Promise<string[]> {
    const passkey = await this.passkeys.registered(account, response);
    const recoveryCodes = account.secondFactor === null ? newRecoveryCodes() : [];
    const digests = recoveryCodes.length === 0 ? {} : { digests: this.digests(account, recoveryCodes) };
    await this.accounts.changeSecondFactor(account.id, { type: 'registerPasskey', ...passkey, name, ...digests });
    return recoveryCodes;
  }

  /** @throws Rejected `not_found`, `conflict` */
  async removePasskey(account: Account, id: string): Promise<void> {
    await this.accounts.changeSecondFactor(account.id, { type: 'removePasskey', id });
  }

  /** By an admin, for an account whose authenticator and recovery codes are lost. @throws Rejected `not_found` */
  async reset(userId: string, actor: Actor): Promise<void> {
    await this.accounts.changeSecondFactor(userId, { type: 'removeSecondFactor' }, actor);
  }

  /** Holds from the next sign-in of each account on; open sessions stay. */
  async require(required: boolean, actor: Actor): Promise<void> {
    await this.directory.executeEverywhere(
      this.directory.aggregates.organisation,
      organisationId,
      { type: 'requireSecondFactor', required, actor, at: new Date().toISOString() },
      actor,
    );
  }

  private async usePasskey(account: Account, response: object, purpose: PasskeyPurpose): Promise<void> {
    const { id, counter } = await this.passkeys.signed(account, purpose, response);
    await this.accounts.changeSecondFactor(account.id, { type: 'usePasskey', id, counter }, actorOfUser(account));
  }

  private async useCode({ id, secondFactor, ...account }: Account, code: string): Promise<void> {
    const actor = actorOfUser({ id, name: account.name });
    if (!isTotp.test(code)) {
      const digest = recoveryDigest(this.recoveryKey, id, code);
      return this.accounts.changeSecondFactor(id, { type: 'useRecoveryCode', digest }, actor);
    }
    const totp = secondFactor?.totp;
    const step = totp ? stepOf(this.opened(id, totp.secret), code, Date.now()) : null;
    if (step === null) throw wrongCode();
    await this.accounts.changeSecondFactor(id, { type: 'useCode', step }, actor);
  }

  private opened(userId: string, sealed: string): string {
    const secret = openJson(this.secretKey, Buffer.from(sealed, 'base64url'), `secret ${userId}`);
    if (typeof secret === 'string') return secret;
    throw new Rejected(
      'conflict',
      'The second factor of this account was sealed with another service key. Nothing was changed; ' +
        'use a recovery code, or ask an admin to reset it.',
    );
  }

  private digests(account: Account, codes: string[]): string[] {
    return codes.map((code) => recoveryDigest(this.recoveryKey, account.id, code));
  }
}
