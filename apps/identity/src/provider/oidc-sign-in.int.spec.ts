import { expect, test } from '@jest/globals';
import { OAuthClient, PlainBrowser, startEngines } from '@toolyard/service/testing';
import { publicUrl } from '../testing/browser.js';
import { startTestOidcProvider } from '../testing/oidc-provider.js';

test('a user who signs in at an external provider comes back to the consent page of the client', async () => {
  const outside = await startTestOidcProvider();
  const engines = await startEngines({ identity: true });
  try {
    const identity = await engines.service('identity', {
      TOOLYARD_OIDC_ISSUER: outside.issuer,
      TOOLYARD_OIDC_ALLOWED_DOMAINS: 'example.org',
      TOOLYARD_OIDC_CLIENT_ID: outside.clientId,
      TOOLYARD_OIDC_CLIENT_SECRET: outside.clientSecret,
      TOOLYARD_OIDC_NAME: 'Example SSO',
    });
    await identity.call('PATCH', '/api/v1/groups/everyone', { defaultAccess: 'all' });
    const registry = await engines.service('registry');
    await registry.call('POST', '/api/v1/servers', {
      name: 'Orders',
      source: { provider: 'git' },
      auth: { method: 'none' },
    });
    outside.people.set('carol', { name: 'Carol', email: 'carol@example.org', email_verified: true });
    outside.signsIn = 'carol';

    const client = new OAuthClient(identity.url);
    await client.register();
    const browser = new PlainBrowser(publicUrl, identity.url);
    const page = await browser.open(client.authorizePath(`${publicUrl}/s/orders/mcp`));
    expect(page.html).toContain('Continue with Example SSO');
    const link = /href="(\/api\/v1\/sign-in\/oidc[^"]*)"/.exec(page.html)![1]!;
    const there = await browser.open(link.replaceAll('&amp;', '&'));
    expect(there.isOutside).toBe(true);
    const consent = await browser.open(await outside.visit(there.url.href));
    expect(consent.html).toContain('Signed in as <bdi>Carol</bdi>');
    expect(await client.exchange(await browser.submit(consent, '/allow'))).toMatchObject({
      status: 200,
      body: { scope: 'mcp mcp:call' },
    });
  } finally {
    await engines.stop();
    await outside.stop();
  }
}, 90_000);
