import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import { allow, PlainBrowser } from '@toolyard/service/testing';

export const callback = 'http://127.0.0.1:33418/callback';

/** What an MCP client of either SDK keeps of its sign-in; where a person would use a browser, `sentBack` does. */
export class SignIn implements OAuthClientProvider {
  readonly redirectUrl = callback;
  /** Set by tests that begin with less than everything. */
  scope: string | undefined;
  /** Whether it keeps refresh tokens. */
  refreshes = true;
  asked: URL[] = [];
  kept: OAuthTokens | undefined;
  private registered: OAuthClientInformationMixed | undefined;
  private verifier = '';

  constructor(
    private readonly name: string,
    readonly clientMetadataUrl?: string,
  ) {}

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: this.name,
      redirect_uris: [callback],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
  }

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.registered;
  }

  saveClientInformation(information: OAuthClientInformationMixed): void {
    this.registered = information;
  }

  tokens(): OAuthTokens | undefined {
    return this.kept;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.kept = this.refreshes ? tokens : { ...tokens, refresh_token: undefined };
  }

  redirectToAuthorization(url: URL): void {
    if (this.scope !== undefined) url.searchParams.set('scope', this.scope);
    this.asked.push(url);
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }

  /** The person signs in and allows what was asked for last; answers what the client is sent back with. */
  async sentBack(publicUrl: string, person: { email: string; password: string }): Promise<URLSearchParams> {
    const page = await allow(new PlainBrowser(publicUrl), this.asked.at(-1)!.href, person);
    if (!page.isOutside)
      throw new Error(
        `The person was not sent back to the client but ended at ${page.url.href} (${page.status}):\n${page.html}`,
      );
    return page.url.searchParams;
  }
}
