import { Injectable } from '@nestjs/common';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { DirectoryService } from '../directory/directory.service.js';
import type { ApiKey } from '../domain/api-key.decider.js';
import { digestOf, sameDigest } from '../directory/token.js';
import { OAuthRateLimits } from './oauth-rate-limits.js';
import { OAuthState } from '../oauth-state/oauth-state.js';

const kind = 'Client';
const originKind = 'ClientOrigin';

/**
 * Clients that registered themselves, and API keys, which are clients of their own that act for their account (client
 * credentials).
 */
@Injectable()
export class Clients implements Adapter {
  constructor(
    private readonly state: OAuthState,
    private readonly directory: DirectoryService,
    private readonly limits: OAuthRateLimits,
  ) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const key = this.usableKey(id);
    if (key) return clientOf(key);
    const held =
      (await this.state.get<AdapterPayload>('clients', kind, id)) ??
      (await this.state.get<AdapterPayload>('registrations', kind, id));
    return held?.value;
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    await this.state.put('registrations', kind, id, payload);
    await this.state.put('registrations', originKind, id, this.limits.callerKey());
  }

  /** A user allowed the client: from now on it is kept for as long as it is used. */
  async keep(id: string): Promise<void> {
    const held =
      (await this.state.get<AdapterPayload>('clients', kind, id)) ??
      (await this.state.get<AdapterPayload>('registrations', kind, id));
    if (!held) return;
    await this.state.put('clients', kind, id, held.value);
    const origin = await this.state.get<string>('registrations', originKind, id);
    if (!origin) return;
    await this.state.remove('registrations', originKind, id);
    await this.limits.registrationUsed(origin.value);
  }

  /** Not a metadata document, and not an API key. */
  async isRegistered(id: string): Promise<boolean> {
    return !this.isKey(id) && (await this.find(id)) !== undefined;
  }

  isKey(id: string): boolean {
    return this.directory.view.keys.has(id);
  }

  /** The API key, unless it was revoked, has expired, or its account is disabled or gone. */
  usableKey(id: string): ApiKey | undefined {
    const key = this.directory.view.keys.get(id);
    if (!key || key.revoked || (key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now())) return undefined;
    return this.directory.view.accounts.get(key.userId)?.active ? key : undefined;
  }

  secretMatches(id: string, secret: string): boolean {
    const key = this.usableKey(id);
    return key !== undefined && sameDigest(digestOf(secret), key.digest);
  }

  async destroy(id: string): Promise<void> {
    await this.state.remove('registrations', kind, id);
    await this.state.remove('clients', kind, id);
  }

  async consume(): Promise<void> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async revokeByGrantId(): Promise<void> {}
}

/** The secret of such a client is compared by digest and never stored; see `secretMatches`. */
function clientOf(key: ApiKey): AdapterPayload {
  return {
    client_id: key.id,
    client_name: key.name,
    client_secret: 'compared by digest',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
  };
}
