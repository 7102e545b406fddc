import { createServer, type Server } from 'node:http';
import { PlainBrowser } from '@toolyard/service/testing';
import Provider from 'oidc-provider';
import { publicUrl } from './browser.js';

export interface TestOidcProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Subject → claims. */
  people: Map<string, Record<string, unknown>>;
  /** Who signs in there next. */
  signsIn: string;
  /** Goes to the address as a browser would, signs in, and answers where the browser is sent at last. */
  visit(address: string): Promise<URL>;
  stop(): Promise<void>;
}

/** A real OpenID Connect provider on loopback that approves every sign-in at once. */
export async function startTestOidcProvider(): Promise<TestOidcProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const [clientId, clientSecret] = ['toolyard', 'secret-of-the-client'];
  const outside: TestOidcProvider = {
    issuer,
    clientId,
    clientSecret,
    people: new Map(),
    signsIn: '',
    visit,
    stop: () => stop(server),
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${publicUrl}/api/v1/sign-in/oidc/callback`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['of a test'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...outside.people.get(id) }) }),
    interactions: { url: (_, { uid }) => `/approve/${uid}` },
    pkce: { required: () => true },
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url!.startsWith('/approve/')) return answer(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: outside.signsIn, clientId: String(params['client_id']) });
    grant.addOIDCScope(String(params['scope']));
    await provider.interactionFinished(request, response, {
      login: { accountId: outside.signsIn },
      consent: { grantId: await grant.save() },
    });
  });
  return outside;

  /** Signs in and allows, as the person who is next. */
  async function visit(address: string): Promise<URL> {
    const { url, isOutside, status, html } = await new PlainBrowser(issuer).open(address);
    if (!isOutside) throw new Error(`The provider answered ${status}: ${html.slice(0, 500)}`);
    return url;
  }
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
