import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HealthChecks, log } from '@toolyard/service';
import type { Provider } from 'oidc-provider';
import { DirectoryService } from '../directory/directory.service.js';
import { IdentityConfig } from '../identity.config.js';
import { adapterOf } from './oidc-adapter.js';
import { Clients } from '../clients/clients.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import { Grants } from '../authorizations/grants.js';
import { OAuthRateLimits } from '../clients/oauth-rate-limits.js';
import { OAuthState } from '../oauth-state/oauth-state.js';
import { Outbound } from '../clients/outbound.js';
import { createProvider, type ProviderDependencies } from './provider.js';
import { ProtectedResources } from '../authorizations/protected-resources.js';
import { SigningKeys } from './signing-keys.js';

const sweepMs = 3_600_000;
const longestLookMs = 60_000;
const shortestLookMs = 250;

/** Holds the current authorization server, and makes a new one when a replica has rotated the signing keys. */
@Injectable()
export class OAuthServer implements OnModuleInit, OnModuleDestroy {
  private readonly dependencies: ProviderDependencies;
  private readonly outbound: Outbound;
  private current: { provider: Provider; revision: number } | undefined;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly keys: SigningKeys,
    private readonly grants: Grants,
    private readonly authorizations: AuthorizationsService,
    directory: DirectoryService,
    clients: Clients,
    resources: ProtectedResources,
    limits: OAuthRateLimits,
    state: OAuthState,
    health: HealthChecks,
    config: IdentityConfig,
  ) {
    this.outbound = new Outbound(config.clientMetadataHosts);
    this.dependencies = {
      issuer: config.publicUrl,
      adapter: adapterOf(state, grants, clients),
      clients,
      grants,
      resources,
      outbound: this.outbound,
      account: (id) => directory.view.accounts.get(id),
      mayFetch: () => limits.fetch(),
    };
    health.add('signing keys', async () => {
      if (!this.current) throw new Error('There are no signing keys yet.');
    });
  }

  async onModuleInit(): Promise<void> {
    await this.look();
    const regularly = (work: () => Promise<void>, everyMs: number, otherwise: string) =>
      this.timers.push(
        setInterval(() => void work().catch((error: unknown) => log.warn({ err: error }, otherwise)), everyMs).unref(),
      );
    regularly(() => this.look(), this.lookMs, 'the signing keys cannot be looked at; the ones at hand stay in use');
    regularly(
      () => this.authorizations.sweep().then(() => this.grants.sweep()),
      sweepMs,
      'ended connections are not tidied away; it is tried again in an hour',
    );
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.outbound.close();
  }

  get provider(): Provider {
    if (!this.current) throw new Error('The authorization server has not started.');
    return this.current.provider;
  }

  private get lookMs(): number {
    return Math.max(shortestLookMs, Math.min(longestLookMs, this.keys.maxAgeMs / 8));
  }

  private async look(): Promise<void> {
    const { value, revision } = await this.keys.current();
    if (this.current?.revision === revision) return;
    if (!this.current) await this.keys.publish(value);
    this.current = { provider: createProvider(this.dependencies, value), revision };
    log.info({ kid: value.current.kid }, 'access tokens are signed with this key');
  }
}
