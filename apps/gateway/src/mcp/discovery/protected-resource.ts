import { mcpScopes, resourceOf, serverOrigin, type Route } from '@toolyard/contracts';
import type { Refusal } from '../rights/access.js';
import type { McpAddress } from '../mcp-address.js';

export interface ResourceMetadata {
  resource: string;
  authorization_servers: string[];
  scopes_supported: readonly string[];
  bearer_methods_supported: string[];
  resource_name: string;
}

const wellKnown = '/.well-known/oauth-protected-resource';

/** How a server is called as a protected resource (RFC 9728), at each address that a client may have connected to. */
export class ProtectedResources {
  readonly #base: string;

  constructor(
    private readonly publicUrl: string,
    private readonly serverDomain?: string,
  ) {
    this.#base = publicUrl.replace(/\/$/, '');
  }

  /**
   * The address that the client knows, because clients refuse metadata of another one. Tokens for all of them have one
   * audience.
   */
  resource({ slug, door, ownHost }: Pick<McpAddress, 'slug' | 'door' | 'ownHost'>): string {
    if (ownHost && this.serverDomain) return `${serverOrigin(this.publicUrl, this.serverDomain, slug)}/${door}`;
    return door === 'mcp' ? resourceOf(this.publicUrl, slug) : `${this.#base}/s/${slug}/${door}`;
  }

  metadata(route: Pick<Route, 'slug' | 'name'>, address: Pick<McpAddress, 'door' | 'ownHost'>): ResourceMetadata {
    return { ...this.generic(), resource: this.resource({ ...address, slug: route.slug }), resource_name: route.name };
  }

  /** For a client that asks at the root without saying which server it means. It can learn where to sign in. */
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
   * RFC 6750 section 3: no error where no token was sent; every scope that will be needed, so that the user is asked
   * once.
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

  #metadataUrl({ slug, door, ownHost }: McpAddress): string {
    if (ownHost && this.serverDomain)
      return `${serverOrigin(this.publicUrl, this.serverDomain, slug)}${wellKnown}/${door}`;
    return `${this.#base}${wellKnown}/s/${slug}/${door}`;
  }
}
