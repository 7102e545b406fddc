import type { CredentialProblem, ServerAuth } from '@toolyard/contracts';
import { AddressRefused, log } from '@toolyard/service';
import * as openid from 'openid-client';
import type { ProviderFetch } from './provider-fetch.js';
import { redirectUriOf } from './redirect.js';

export type OAuth2 = Extract<ServerAuth, { method: 'oauth2' }>;

export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  scopes: string[];
  /** ISO 8601; null when the provider does not say. */
  expiresAt: string | null;
}

/** Why a provider did not give tokens. `unreachable` is temporary; the other reasons are stored. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';
  constructor(
    readonly reason: CredentialProblem | 'unreachable',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const timeoutSeconds = 10;
/** A request that carries more is refused by most servers. */
const tokenMaxBytes = 8 * 1024;

/**
 * The OAuth 2.0 provider of a server, as its creator described it: authorization code with PKCE, refresh, revocation.
 */
export class Provider {
  constructor(
    private readonly http: ProviderFetch,
    private readonly publicUrl: string,
  ) {}

  async authorizationUrl(auth: OAuth2, { state, verifier }: { state: string; verifier: string }): Promise<URL> {
    return openid.buildAuthorizationUrl(this.configuration(auth, null, openid.None()), {
      redirect_uri: redirectUriOf(this.publicUrl, auth),
      ...(auth.scopes.length > 0 ? { scope: auth.scopes.join(' ') } : {}),
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    });
  }

  /** @param query of the callback @throws ProviderRefused */
  exchange(
    auth: OAuth2,
    secret: string | null,
    query: string,
    { state, verifier }: { state: string; verifier: string },
  ): Promise<Tokens> {
    const callback = new URL(redirectUriOf(this.publicUrl, auth));
    callback.search = query;
    const iss = callback.searchParams.get('iss');
    if (iss !== null && !isIssuerOf(auth, iss))
      return Promise.reject(
        new ProviderRefused(
          'failed',
          'The answer came from another provider than the one that was asked. Nothing was stored; connect again.',
        ),
      );
    return this.ask(auth, secret, iss, async (configuration) =>
      tokensOf(
        await openid.authorizationCodeGrant(configuration, callback, {
          pkceCodeVerifier: verifier,
          expectedState: state,
        }),
        auth.scopes,
      ),
    );
  }

  /** @throws ProviderRefused */
  refresh(auth: OAuth2, secret: string | null, refreshToken: string, scopes: string[]): Promise<Tokens> {
    return this.ask(auth, secret, null, async (configuration) => {
      const tokens = tokensOf(await openid.refreshTokenGrant(configuration, refreshToken), scopes);
      // RFC 6749, 6: without a new one the old refresh token goes on to be good.
      return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    });
  }

  /** RFC 7009. @throws ProviderRefused */
  async revoke(auth: OAuth2, secret: string | null, token: string): Promise<void> {
    if (auth.revocationUrl === undefined) return;
    await this.ask(auth, secret, null, (configuration) => openid.tokenRevocation(configuration, token));
  }

  /** Sends the secret in the header (RFC 6749, 2.3.1), and in the body to providers that only accept it there. */
  private async ask<T>(
    auth: OAuth2,
    secret: string | null,
    issuer: string | null,
    use: (configuration: openid.Configuration) => Promise<T>,
  ): Promise<T> {
    try {
      if (secret === null) return await use(this.configuration(auth, issuer, openid.None()));
      try {
        return await use(this.configuration(auth, issuer, openid.ClientSecretBasic(secret)));
      } catch (error) {
        if (!(error instanceof openid.ResponseBodyError && error.error === 'invalid_client')) throw error;
        return await use(this.configuration(auth, issuer, openid.ClientSecretPost(secret)));
      }
    } catch (error) {
      throw refusal(error);
    }
  }

  private configuration(auth: OAuth2, issuer: string | null, clientAuth: openid.ClientAuth): openid.Configuration {
    const metadata = {
      issuer: issuer ?? new URL(auth.authorizationUrl).origin,
      authorization_endpoint: auth.authorizationUrl,
      token_endpoint: auth.tokenUrl,
      ...(auth.revocationUrl === undefined ? {} : { revocation_endpoint: auth.revocationUrl }),
    };
    const configuration = new openid.Configuration(metadata, auth.clientId, undefined, clientAuth);
    configuration.timeout = timeoutSeconds;
    configuration[openid.customFetch] = (url, options) => this.http.fetch(url, options as never);
    // Which addresses need TLS is decided where they are asked.
    openid.allowInsecureRequests(configuration);
    return configuration;
  }
}

/**
 * Creators name endpoints and no issuer. An `iss` (RFC 9207) therefore has to be of the origin that the user was sent
 * to: a code that another provider gave is not sent to this one's token endpoint.
 */
const isIssuerOf = (auth: OAuth2, iss: string): boolean =>
  URL.canParse(iss) && new URL(iss).origin === new URL(auth.authorizationUrl).origin;

function tokensOf(answer: openid.TokenEndpointResponse, asked: string[]): Tokens {
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: seconds,
    scope,
    token_type: type,
  } = answer;
  if (type.toLowerCase() !== 'bearer')
    throw new ProviderRefused(
      'failed',
      'The provider gave a token that is not a bearer token, which the platform cannot pass on.',
    );
  if (!/^[\x21-\x7e]+$/.test(accessToken) || accessToken.length > tokenMaxBytes)
    throw new ProviderRefused('failed', 'The provider gave a token that no header can carry.');
  const expiresAt =
    typeof seconds === 'number' && seconds > 0 ? new Date(Date.now() + seconds * 1_000).toISOString() : null;
  return {
    accessToken,
    ...(refreshToken ? { refreshToken } : {}),
    scopes: scope === undefined ? asked : scope.split(/[ ,]+/).filter(Boolean),
    expiresAt,
  };
}

/** Own sentences for known errors; the provider's code and description for the rest, cleaned and cut. */
function refusal(error: unknown): ProviderRefused {
  if (error instanceof ProviderRefused) return error;
  const refused = [error, (error as Error).cause].find((each) => each instanceof AddressRefused);
  if (refused)
    return new ProviderRefused('failed', `${refusedAddress(refused)} The server's creator has to name another one.`, {
      cause: error,
    });
  if (error instanceof openid.AuthorizationResponseError) {
    if (error.error === 'access_denied')
      return new ProviderRefused('failed', 'The provider was not allowed to give access. Connect again and allow it.', {
        cause: error,
      });
    return new ProviderRefused('failed', `The provider refused: ${shown(error.error, error.error_description)}.`, {
      cause: error,
    });
  }
  if (error instanceof openid.ResponseBodyError) {
    if (error.status >= 500)
      return new ProviderRefused('unreachable', 'The provider has a problem at the moment.', { cause: error });
    if (error.error === 'invalid_grant')
      return new ProviderRefused('expired', 'The provider does not accept the connection any more. Connect again.', {
        cause: error,
      });
    if (error.error === 'invalid_client')
      return new ProviderRefused(
        'failed',
        "The provider does not accept the platform's client id and secret. The server's creator has to correct them.",
        { cause: error },
      );
    return new ProviderRefused('failed', `The provider refused: ${shown(error.error, error.error_description)}.`, {
      cause: error,
    });
  }
  log.info({ err: error }, 'a provider did not answer as OAuth 2.0 has it');
  return new ProviderRefused(
    'unreachable',
    'The provider could not be reached, or did not answer as OAuth 2.0 has it.',
    { cause: error },
  );
}

function refusedAddress({ reason, host }: AddressRefused): string {
  if (reason === 'plain') return `The provider's address ${host} is not asked without https.`;
  if (reason === 'address') return `The provider's address ${host} is one that the platform does not connect to.`;
  return `The provider's name ${host} leads to an address that the platform does not connect to.`;
}

function shown(code: string, description: string | undefined): string {
  const text = description ? `${code} (${description})` : code;
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .slice(0, 300)
    .toWellFormed();
}
