import { createServer, type IncomingMessage, type Server } from 'node:http';
import { PlainBrowser } from '@toolyard/service/testing';
import Provider, { type Configuration } from 'oidc-provider';
import { redirectUriOf } from '../oauth/redirect.js';

export interface Upstream {
  issuer: string;
  /** `host:port`, to be listed in TOOLYARD_PROVIDER_HOSTS. */
  host: string;
  clientId: string;
  clientSecret: string;
  /** Where it sends browsers of the platform back to. */
  redirectUri: string;
  /** What a server's creator enters. */
  auth: Record<string, unknown>;
  /** Requests to the token and revocation endpoints, by grant type or `revoke`. */
  asked: string[];
  /** Answers nothing but 503 as long as it is true. */
  isDown: boolean;
  /** Waits so long before it answers at the token endpoint. */
  hold: Promise<void> | null;
  signsIn: string;
  /** What the next person does when asked for access. */
  refuses: boolean;
  provider: Provider;
  /** Goes to the address as a browser would, signs in and allows; answers where the browser is sent at last. */
  visit(address: string): Promise<URL>;
  /** Whether an access token works there. */
  isGood(accessToken: string): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * A real OAuth 2.0 provider on loopback with rotation of refresh tokens, PKCE and `iss`.
 * @param publicUrl of the platform
 */
export async function startUpstream(
  publicUrl: string,
  options: { accessSeconds?: number; takesBasic?: boolean } = {},
): Promise<Upstream> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const issuer = `http://${host}`;
  const redirectUri = redirectUriOf(publicUrl, { authorizationUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token` });
  const [clientId, clientSecret] = ['toolyard', 'upstream-client-secret'];
  const configuration: Configuration = {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['of a test'] },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_, { uid }) => `/approve/${uid}` },
    issueRefreshToken: async () => true,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    scopes: ['mail', 'calendar', 'openid'],
    ttl: {
      AccessToken: options.accessSeconds ?? 3_600,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
    },
  };
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  const upstream: Upstream = {
    issuer,
    host,
    clientId,
    clientSecret,
    redirectUri,
    provider,
    visit,
    asked: [],
    isDown: false,
    hold: null,
    signsIn: 'user-1',
    refuses: false,
    auth: {
      method: 'oauth2',
      authorizationUrl: `${issuer}/auth?prompt=consent`,
      tokenUrl: `${issuer}/token`,
      revocationUrl: `${issuer}/token/revocation`,
      clientId,
      scopes: ['mail'],
    },
    isGood: async (accessToken) => (await provider.AccessToken.find(accessToken)) !== undefined,
    stop: () => stop(server),
  };
  server.on('request', async (request, response) => {
    const path = request.url!.split('?')[0];
    if (path === '/token' || path === '/token/revocation') {
      const text = await bodyOf(request);
      upstream.asked.push(path === '/token' ? (new URLSearchParams(text).get('grant_type') ?? '') : 'revoke');
      await upstream.hold;
      if (options.takesBasic === false && request.headers.authorization)
        return void response
          .writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic' })
          .end('{"error":"invalid_client"}');
      if (upstream.isDown) return void response.writeHead(503).end();
      Object.assign(request, { body: Object.fromEntries(new URLSearchParams(text)) });
    }
    if (!path!.startsWith('/approve/')) return answer(request, response);
    const { params } = await provider.interactionDetails(request, response);
    if (upstream.refuses)
      return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'Said no' });
    const grant = new provider.Grant({ accountId: upstream.signsIn, clientId: String(params['client_id']) });
    grant.addOIDCScope(String(params['scope']));
    await provider.interactionFinished(request, response, {
      login: { accountId: upstream.signsIn },
      consent: { grantId: await grant.save() },
    });
  });
  return upstream;

  /** Signs in and allows, as the person who is next. */
  async function visit(address: string): Promise<URL> {
    const { url, isOutside, status, html } = await new PlainBrowser(issuer).open(address);
    if (!isOutside) throw new Error(`The provider answered ${status}: ${html.slice(0, 500)}`);
    return url;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
