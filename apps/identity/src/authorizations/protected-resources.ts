import { Injectable } from '@nestjs/common';
import { mcpScopes, Rejected, resourceOf, type Server, slugOfResource } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { IdentityConfig } from '../identity.config.js';
import { Clients } from '../clients/clients.js';
import { AuthorizationsService } from './authorizations.service.js';
import { accessTokenSeconds } from '../oauth-state/lifetimes.js';

/** The protected resources of tokens, one server each (RFC 8707, RFC 9728). */
@Injectable()
export class ProtectedResources {
  private readonly described = new WeakMap<object, Map<string, Promise<ResourceServer>>>();

  /** Ids of the servers that were looked up for a request, by audience. */
  private readonly serverIds = new WeakMap<object, Map<string, string>>();

  constructor(
    private readonly requester: Requester,
    private readonly config: IdentityConfig,
    private readonly clients: Clients,
    private readonly authorizations: AuthorizationsService,
  ) {}

  /**
   * @throws errors.InvalidTarget for what is no server, errors.TemporarilyUnavailable while the registry does not
   * answer
   */
  async server(resource: string): Promise<Server> {
    const slug = slugOfResource(resource, this.config.publicUrl, this.config.serverDomain);
    if (slug === null) throw new errors.InvalidTarget('the resource is not the address of a server on this platform');
    try {
      return await this.requester.request('registry.servers.bySlug', { slug });
    } catch (error) {
      if (error instanceof Rejected && error.code === 'not_found')
        throw new errors.InvalidTarget('there is no such server on this platform');
      throw new errors.TemporarilyUnavailable('the server cannot be looked up right now, try again in a moment');
    }
  }

  /** Every server of the platform, by name. @throws errors.TemporarilyUnavailable while the registry does not answer */
  async all(): Promise<{ servers: Server[] }> {
    try {
      return await this.requester.request('registry.servers.all', {});
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      throw new errors.TemporarilyUnavailable('the servers cannot be listed right now, try again in a moment');
    }
  }

  /**
   * The token is for the server's MCP endpoint, whichever of its addresses the client named. Looked up once for each
   * request.
   */
  describe(ctx: KoaContextWithOIDC, resource: string, kid: string): Promise<ResourceServer> {
    const existing = this.described.get(ctx) ?? new Map<string, Promise<ResourceServer>>();
    this.described.set(ctx, existing);
    const described = existing.get(resource) ?? this.lookUp(ctx, resource, kid);
    existing.set(resource, described);
    return described;
  }

  /** The server that a token of this request is for. @param audience of the token */
  serverIdOf(ctx: object, audience: string): string | undefined {
    return this.serverIds.get(ctx)?.get(audience);
  }

  private async lookUp(ctx: KoaContextWithOIDC, resource: string, kid: string): Promise<ResourceServer> {
    const { params, client, route } = ctx.oidc;
    if (Array.isArray(params?.['resource']) && params['resource'].length !== 1)
      throw new errors.InvalidTarget('name exactly one resource; ask once for each server');
    const server = await this.server(resource);
    const granted =
      route === 'token' && ctx.oidc.entities.Grant ? this.authorizations.get(ctx.oidc.entities.Grant.jti) : undefined;
    if (granted && granted.serverId !== server.id)
      throw new errors.InvalidTarget('the server that this was granted for is gone; another one has its name now');
    const key = client && this.clients.isKey(client.clientId) ? this.clients.usableKey(client.clientId) : undefined;
    if (key && (!key.rights.includes('call') || (key.servers !== 'all' && !key.servers.includes(server.id))))
      throw new errors.InvalidTarget('this API key may not call this server');
    if (params && (route !== 'token' || params['grant_type'] === 'client_credentials'))
      params['scope'] = withServerScopes(params['scope'] as string | undefined);
    const lifetime = key?.expiresAt
      ? Math.min(accessTokenSeconds, Math.max(1, Math.floor((Date.parse(key.expiresAt) - Date.now()) / 1_000)))
      : accessTokenSeconds;
    const audience = resourceOf(this.config.publicUrl, server.slug);
    const ids = this.serverIds.get(ctx) ?? new Map<string, string>();
    this.serverIds.set(ctx, ids.set(audience, server.id));
    return {
      audience,
      scope: mcpScopes.join(' '),
      accessTokenFormat: 'jwt',
      accessTokenTTL: lifetime,
      jwt: { sign: { alg: 'ES256', kid } },
    };
  }
}

/**
 * Clients that name none of the server's scopes get all; calling tools needs connecting. Other scopes stay as they are.
 */
export function withServerScopes(scope: string | undefined): string {
  const asked = new Set(scope?.split(' ').filter(Boolean));
  if (!mcpScopes.some((each) => asked.has(each))) for (const each of mcpScopes) asked.add(each);
  if (asked.has('mcp:call')) asked.add('mcp');
  return [...asked].join(' ');
}
