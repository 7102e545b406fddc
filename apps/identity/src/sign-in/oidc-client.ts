import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { derivedKey, log, openJson, sealJson } from '@toolyard/service';
import * as openid from 'openid-client';
import { IdentityConfig, type OidcSettings } from '../identity.config.js';
import { claimedGroups, type OidcPerson, oidcPerson } from './oidc-claims.js';

/** What the browser keeps, sealed, while its user is at the provider. */
interface Journey {
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
  /** Milliseconds since 1970. */
  until: number;
}

export const journeyMs = 10 * 60_000;
const timeoutSeconds = 10;
const callbackPath = '/api/v1/sign-in/oidc/callback';
const place = 'outside sign-in';

/**
 * The OpenID Connect provider that people may sign in at instead, as the environment describes it. Authorization code
 * with PKCE, state and nonce.
 */
@Injectable()
export class OidcClient {
  /** What its button says; null when there is none. */
  readonly name: string | null;
  private readonly settings: OidcSettings | null;
  private readonly key: Buffer;
  private discovered: Promise<openid.Configuration> | undefined;

  constructor(private readonly config: IdentityConfig) {
    this.settings = config.oidc;
    this.name = this.settings?.name ?? null;
    this.key = derivedKey(config.serviceKey, `toolyard ${place} 1`);
  }

  /** Where to send the browser, and what it has to bring back. @throws Rejected `not_found`, `unavailable` */
  async begin(returnTo: string): Promise<{ url: URL; journey: string }> {
    const configuration = await this.configuration();
    const journey: Journey = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
      returnTo,
      until: Date.now() + journeyMs,
    };
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri.href,
      scope: this.settings!.scopes,
      code_challenge: await openid.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
      state: journey.state,
      nonce: journey.nonce,
    });
    return { url, journey: sealJson(this.key, journey, place).toString('base64url') };
  }

  /** Who came back. @param query of the callback @throws Rejected `sign_in_failed`, `unavailable` */
  async finish(
    query: string,
    sealed: string | undefined,
  ): Promise<{ person: OidcPerson; groups: string[] | null; returnTo: string }> {
    const configuration = await this.configuration();
    const journey =
      sealed === undefined
        ? undefined
        : (openJson(this.key, Buffer.from(sealed, 'base64url'), place) as Journey | undefined);
    if (!journey || journey.until < Date.now())
      throw failed('The sign-in took too long, or was begun in another browser. Begin again.');
    const callback = this.redirectUri;
    callback.search = query;
    try {
      const tokens = await openid.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: journey.verifier,
        expectedState: journey.state,
        expectedNonce: journey.nonce,
        idTokenExpected: true,
      });
      const idToken = tokens.claims()!;
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await openid.fetchUserInfo(configuration, tokens.access_token, idToken.sub)
        : {};
      const claims: Record<string, unknown> = { ...more, ...idToken };
      const groupsClaim = this.settings!.groupsClaim;
      return {
        person: oidcPerson(claims),
        groups: groupsClaim === undefined ? null : claimedGroups(claims[groupsClaim]),
        returnTo: journey.returnTo,
      };
    } catch (error) {
      log.warn({ err: error }, 'a sign-in at the outside provider failed');
      throw failed('The provider did not confirm the sign-in. Nothing was changed; try again.', error);
    }
  }

  private get redirectUri(): URL {
    return new URL(callbackPath, this.config.publicUrl);
  }

  /**
   * Read on first use and again after a failure, so that a provider that is away does not keep this service from
   * starting.
   */
  private async configuration(): Promise<openid.Configuration> {
    if (!this.settings)
      throw new Rejected('not_found', 'No outside sign-in provider is configured. Sign in with a password.');
    const { issuer, clientId, clientSecret } = this.settings;
    const server = new URL(issuer);
    // Plain HTTP only when the operator wrote it: a provider on loopback.
    const execute = server.protocol === 'http:' ? [openid.allowInsecureRequests] : [];
    this.discovered ??= openid.discovery(
      server,
      clientId,
      undefined,
      clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
      { execute, timeout: timeoutSeconds },
    );
    try {
      return await this.discovered;
    } catch (cause) {
      this.discovered = undefined;
      throw new Rejected(
        'unavailable',
        'The sign-in provider cannot be reached right now. Try again in a moment, or sign in with a password.',
        undefined,
        { cause },
      );
    }
  }
}

const failed = (sentence: string, cause?: unknown): Rejected =>
  new Rejected('sign_in_failed', sentence, undefined, { cause });
