import { createHash, randomBytes } from 'node:crypto';
import type { PlainBrowser, PlainPage } from './plain-browser.js';

export interface Tokens {
  access_token: string;
  refresh_token?: string;
  token_type: string;
  expires_in: number;
  scope?: string;
}

export interface OAuthAnswer<T = any> {
  status: number;
  body: T;
  headers: Headers;
}

/** An MCP client as far as signing in goes, by hand, so that tests can also do it wrong. */
export class OAuthClient {
  clientId = '';
  clientSecret: string | undefined;
  readonly verifier = randomBytes(32).toString('base64url');

  /** @param at where the authorization server is really served */
  constructor(
    private readonly at: string,
    readonly redirectUri = 'https://client.test/callback',
  ) {}

  /** RFC 7591. */
  async register(metadata: Record<string, unknown> = {}): Promise<OAuthAnswer> {
    const body = {
      client_name: 'Test client',
      redirect_uris: [this.redirectUri],
      token_endpoint_auth_method: 'none',
      ...metadata,
    };
    const answer = await send(`${this.at}/oauth/register`, JSON.stringify(body), {
      'content-type': 'application/json',
    });
    if (answer.status === 201) {
      this.clientId = answer.body.client_id;
      this.clientSecret = answer.body.client_secret;
    }
    return answer;
  }

  /** Path and query of the authorization request; a parameter that is undefined is left out. */
  authorizePath(resource: string | undefined, parameters: Record<string, string | undefined> = {}): string {
    const all: Record<string, string | undefined> = {
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'the-state',
      resource,
      ...parameters,
    };
    return `/oauth/authorize?${encoded(all)}`;
  }

  token(fields: Record<string, string | undefined>, headers: Record<string, string> = {}): Promise<OAuthAnswer> {
    const all = { client_id: this.clientId, client_secret: this.clientSecret, ...fields };
    return send(`${this.at}/oauth/token`, encoded(all), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    });
  }

  /** Exchanges the code that the browser was sent back with. */
  exchange(back: PlainPage, fields: Record<string, string | undefined> = {}): Promise<OAuthAnswer<Tokens>> {
    return this.token({
      grant_type: 'authorization_code',
      code: back.url.searchParams.get('code') ?? '',
      redirect_uri: this.redirectUri,
      code_verifier: this.verifier,
      ...fields,
    });
  }

  refresh(
    refreshToken: string | undefined,
    fields: Record<string, string | undefined> = {},
  ): Promise<OAuthAnswer<Tokens>> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '', ...fields });
  }
}

/**
 * Signs in where that is asked and allows what is asked, as a person would; answers the page that the browser ends at,
 * outside when all went well.
 */
export async function allow(
  browser: PlainBrowser,
  authorizePath: string,
  person?: { email: string; password: string },
): Promise<PlainPage> {
  let page = await browser.open(authorizePath);
  if (person && page.forms.some(({ action }) => action.endsWith('/sign-in')))
    page = await browser.submit(page, '/sign-in', { ...person });
  return page.forms.some(({ action }) => action.endsWith('/allow')) ? browser.submit(page, '/allow') : page;
}

function encoded(fields: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.toString();
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<OAuthAnswer> {
  const answer = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(15_000) });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
}
