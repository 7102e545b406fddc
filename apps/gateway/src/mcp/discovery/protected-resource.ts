import { mcpScopes, resourceOf, serverOrigin, type Route } from '@toolyard/contracts';
import type { Refusal } from '../rights/access.js';
import type { McpAddress } from '../mcp-address.js';

interface ResourceMetadata {
  resource: string;
  authorization_servers: string[];
  scopes_supported: readonly string[];
  bearer_methods_supported: string[];
  resource_name: string;
}

const wellKnown = '/.well-known/oauth-protected-resource';

/** A server as a protected resource (RFC 9728), at each address that a client can connect to. */
export class ProtectedResources {
  readonly #base: string;

  constructor(
    private readonly publicUrl: string,
    private readonly serverDomain?: string,
  ) {
    this.#base = publicUrl.replace(/\/$/, '');
  }

  /**
   * The address that the client connected to, because clients reject metadata of another one. Tokens for all
   * addresses of a server have the same audience.
   */
  resource({ slug, endpoint, ownHost }: Pick<McpAddress, 'slug' | 'endpoint' | 'ownHost'>): string {
    if (ownHost && this.serverDomain) return `${serverOrigin(this.publicUrl, this.serverDomain, slug)}/${endpoint}`;
    return endpoint === 'mcp' ? resourceOf(this.publicUrl, slug) : `${this.#base}/s/${slug}/${endpoint}`;
  }

  metadata(route: Pick<Route, 'slug' | 'name'>, address: Pick<McpAddress, 'endpoint' | 'ownHost'>): ResourceMetadata {
    return { ...this.generic(), resource: this.resource({ ...address, slug: route.slug }), resource_name: route.name };
  }

  /** For a request at the root, which does not name a server: tells the authorization server only. */
  generic(): ResourceMetadata {
    return {
      resource: this.#base,
      authorization_servers: [this.#base],
      scopes_supported: mcpScopes,
      bearer_methods_supported: ['header'],
      resource_name: 'Toolyard',
    };
  }

  /**
   * The `WWW-Authenticate` header of a refusal (RFC 6750 section 3): without an error when no token was sent, and
   * with all scopes, so that the user is asked once.
   * @returns null for a refusal without a challenge
   */
  challenge(refusal: Refusal, route: Pick<Route, 'access'>, address: McpAddress): string | null {
    const error = {
      unauthenticated: '',
      invalid: 'invalid_token',
      scope: 'insufficient_scope',
      forbidden: null,
      twice: null,
      unknown: null,
    }[refusal.kind];
    if (error === null) return null;
    const parameters =
      error === ''
        ? []
        : [`error="${error}"`, `error_description="${refusal.message.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '')}"`];
    parameters.push(`scope="${mcpScopes.join(' ')}"`);
    if (route.access !== 'public') parameters.push(`resource_metadata="${this.#metadataUrl(address)}"`);
    return `Bearer ${parameters.join(', ')}`;
  }

  #metadataUrl({ slug, endpoint, ownHost }: McpAddress): string {
    if (ownHost && this.serverDomain)
      return `${serverOrigin(this.publicUrl, this.serverDomain, slug)}${wellKnown}/${endpoint}`;
    return `${this.#base}${wellKnown}/s/${slug}/${endpoint}`;
  }
}
