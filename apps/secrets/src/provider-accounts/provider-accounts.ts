import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, pathOnThisOrigin, type Principal, Rejected } from '@toolyard/contracts';
import { refusalOf, log, openMessage, sealMessage } from '@toolyard/service';
import * as openid from 'openid-client';
import { ServerDirectory } from '../owners/server-directory.js';
import { SecretsConfig } from '../secrets.config.js';
import { withFreshSeal } from '../store/fresh-seal.js';
import { ClientSecrets } from '../credential-store/client-secrets.js';
import { CredentialStore } from '../credential-store/credential-store.js';
import type { ServerOfCredentials } from '../owners/owners.view.js';
import { type OAuth2, ProviderRefused, type Tokens } from '../oauth/provider.js';
import { Providers } from '../oauth/providers.js';
import { providerName } from '../oauth/redirect.js';

/** What is sealed into OAuth's `state` while the user is at the provider. */
interface Journey {
  serverId: string;
  userId: string;
  verifier: string;
  returnTo: string;
  /** SHA-256 of the session cookie it began with; null for one that began with an API key. */
  session: string | null;
}

const journeySeconds = 10 * 60;
const purpose = 'credential connection';

/**
 * Provider accounts: connects users with the OAuth 2.0 providers of servers, by authorization code with PKCE and a
 * sealed state.
 */
@Injectable()
export class ProviderAccounts {
  constructor(
    private readonly servers: ServerDirectory,
    private readonly store: CredentialStore,
    private readonly secrets: ClientSecrets,
    private readonly providers: Providers,
    private readonly config: SecretsConfig,
  ) {}

  /** Where to send the user's browser. */
  async begin(
    serverId: string,
    userId: string,
    session: string | undefined,
    returnTo: string | undefined,
  ): Promise<string> {
    const server = await this.servers.get(serverId);
    const { auth } = server;
    if (auth.method !== 'oauth2')
      throw new Rejected(
        'conflict',
        'This server does not use OAuth 2.0, so there is nothing to connect to. Fill in its credentials instead.',
      );
    const verifier = openid.randomPKCECodeVerifier();
    const journey: Journey = {
      serverId,
      userId,
      verifier,
      returnTo: pathOnThisOrigin(returnTo) ?? pageOf(server.slug),
      session: session === undefined ? null : digest(session),
    };
    const state = await sealMessage(this.config.serviceKey, purpose, { ...journey }, journeySeconds);
    return (await this.providers.provider.authorizationUrl(auth, { state, verifier })).href;
  }

  /**
   * Where to send the browser that came back, whatever it brought. Always a path of the platform.
   * @param from name of the provider whose redirect URI it came to
   */
  async finish(
    from: string,
    query: string,
    principal: Principal,
    session: string | undefined,
    actor: Actor,
  ): Promise<string> {
    const state = new URLSearchParams(query).get('state') ?? '';
    const journey = await openMessage<Journey>(this.config.serviceKey, purpose, state);
    // The answer belongs to another user: accepting it would connect this user with that one's provider account.
    if (
      !journey ||
      journey.userId !== principal.userId ||
      (journey.session !== null && journey.session !== (session === undefined ? null : digest(session)))
    ) {
      return withOutcome('/credentials', 'stale');
    }
    const server = await this.servers.get(journey.serverId);
    if (
      server.auth.method !== 'oauth2' ||
      providerName(server.auth) !== from ||
      refusalOf(principal, ['usable'], 'write', server)
    )
      return withOutcome('/credentials', 'stale');
    try {
      const secret = await this.secrets.reveal(server.id);
      const tokens = await this.providers.provider.exchange(server.auth, secret, query, {
        state,
        verifier: journey.verifier,
      });
      await this.keep(server, server.auth, secret, principal.userId, tokens, actor);
      return withOutcome(journey.returnTo, 'connected');
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      log.info(
        { serverId: server.id, userId: principal.userId, reason: error.reason },
        'a provider account was not connected',
      );
      // A failed attempt does not replace a provider account that works.
      await this.store.change({
        type: 'fail',
        serverId: server.id,
        userId: principal.userId,
        from: null,
        reason: 'failed',
        error: error.message,
        at: new Date().toISOString(),
      });
      return withOutcome(journey.returnTo, 'failed');
    }
  }

  private async keep(
    server: ServerOfCredentials,
    auth: OAuth2,
    secret: string | null,
    userId: string,
    tokens: Tokens,
    actor: Actor,
  ): Promise<void> {
    try {
      await withFreshSeal(async () => {
        const state = await this.store.current(server.id, userId);
        await this.store.sealTokens(server.id, userId, tokens, state, (sealed) =>
          this.store.change({
            type: 'connect',
            serverId: server.id,
            userId,
            tokens: sealed,
            actor,
            at: new Date().toISOString(),
          }),
        );
      });
    } catch (error) {
      // Tokens that are not stored anywhere must not stay valid at the provider.
      await this.providers.provider
        .revoke(auth, secret, tokens.refreshToken ?? tokens.accessToken)
        .catch(() => undefined);
      throw error;
    }
  }
}

const digest = (session: string): string => createHash('sha256').update(session).digest('base64url');
const pageOf = (slug: string): string => `/credentials?server=${encodeURIComponent(slug)}`;

function withOutcome(path: string, outcome: 'connected' | 'failed' | 'stale'): string {
  const url = new URL(path, 'http://platform');
  url.searchParams.set('outcome', outcome);
  return url.pathname + url.search + url.hash;
}
