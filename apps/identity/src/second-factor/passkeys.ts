import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { ServiceConfig } from '@toolyard/service';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { DirectoryService } from '../directory/directory.service.js';
import type { Account } from '../domain/account.js';
import type { Passkey } from '../domain/second-factor.js';
import { wrongPasskey } from '../domain/second-factor.decider.js';
import { challengeMs, PasskeyChallenges, type PasskeyPurpose } from './passkey-challenges.js';

export type NewPasskey = Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports'>;

/** Browsers take passkeys at names, not at addresses, and only over connections that others cannot read. */
export function takesPasskeys(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/**
 * Checks what browsers answer for passkeys (WebAuthn level 3, sections 7.1 and 7.2). Origin and RP id are those of the
 * public URL.
 */
@Injectable()
export class Passkeys {
  /** False for a public URL that browsers take no passkeys for. */
  readonly possible: boolean;
  private readonly expected: { expectedOrigin: string; expectedRPID: string };

  constructor(
    private readonly directory: DirectoryService,
    private readonly challenges: PasskeyChallenges,
    { publicUrl }: ServiceConfig,
  ) {
    const { origin, hostname } = new URL(publicUrl);
    this.possible = takesPasskeys(publicUrl);
    this.expected = { expectedOrigin: origin, expectedRPID: hostname };
  }

  /** What the browser makes a passkey from. @throws Rejected `conflict` */
  async begin(account: Account): Promise<PublicKeyCredentialCreationOptionsJSON> {
    if (!this.possible)
      throw new Rejected(
        'conflict',
        'Browsers take passkeys only at an https address with a name. Nothing was changed; use an authenticator app, ' +
          'or ask an admin to give the platform such an address.',
      );
    return generateRegistrationOptions({
      rpName: 'Toolyard',
      rpID: this.expected.expectedRPID,
      userName: account.email ?? account.name,
      userDisplayName: account.name,
      userID: Uint8Array.from(Buffer.from(account.id)),
      challenge: await this.newChallenge(account, 'registration'),
      timeout: challengeMs,
      attestationType: 'none',
      excludeCredentials: credentialsOf(account),
      authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
    });
  }

  /** @param response of the browser, not checked yet @throws Rejected `second_factor_failed` */
  async registered(account: Account, response: object): Promise<NewPasskey> {
    const expectedChallenge = await this.challenges.take(account.id, 'registration');
    if (expectedChallenge === undefined) throw wrongPasskey();
    const { registrationInfo } = await verifyRegistrationResponse({
      ...this.expected,
      response: response as RegistrationResponseJSON,
      expectedChallenge,
      requireUserVerification: true,
    }).catch(refuse);
    if (!registrationInfo) throw wrongPasskey();
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    if (this.isOfAnother(account, id)) throw wrongPasskey();
    return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports };
  }

  /** What a passkey of the account has to sign. */
  async ask(account: Account, purpose: PasskeyPurpose): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      rpID: this.expected.expectedRPID,
      challenge: await this.newChallenge(account, purpose),
      timeout: challengeMs,
      allowCredentials: credentialsOf(account),
      userVerification: 'required',
    });
  }

  /**
   * The counter is not compared here: that is for the decider, on whichever replica it is.
   * @param response of the browser, not checked yet
   * @throws Rejected `second_factor_failed`
   */
  async signed(account: Account, purpose: PasskeyPurpose, response: object): Promise<{ id: string; counter: number }> {
    const expectedChallenge = await this.challenges.take(account.id, purpose);
    const { id } = response as { id?: unknown };
    const passkey = account.secondFactor?.passkeys.find((each) => each.id === id);
    if (expectedChallenge === undefined || !passkey) throw wrongPasskey();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...this.expected,
      response: response as AuthenticationResponseJSON,
      expectedChallenge,
      credential: {
        id: passkey.id,
        publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url')),
        counter: 0,
      },
      requireUserVerification: true,
    }).catch(refuse);
    if (!verified) throw wrongPasskey();
    return { id: passkey.id, counter: authenticationInfo.newCounter };
  }

  private async newChallenge({ id }: Account, purpose: PasskeyPurpose): Promise<Uint8Array<ArrayBuffer>> {
    return Uint8Array.from(Buffer.from(await this.challenges.issue(id, purpose), 'base64url'));
  }

  private isOfAnother({ id: userId }: Account, passkeyId: string): boolean {
    return [...this.directory.view.accounts.values()].some(
      ({ id, secondFactor }) => id !== userId && secondFactor?.passkeys.some((each) => each.id === passkeyId),
    );
  }
}

const credentialsOf = ({ secondFactor }: Account): { id: string; transports: string[] }[] =>
  (secondFactor?.passkeys ?? []).map(({ id, transports }) => ({ id, transports: [...transports] }));

/** What the library says of a response that is wrong is not for the answer. */
function refuse(cause: unknown): never {
  throw wrongPasskey(cause);
}
