import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  accessibilityRules,
  chromiumOptions,
  type Engines,
  freePort,
  OAuthClient,
  type RunningService,
  startEngines,
} from '@toolyard/service/testing';
import { type Browser, chromium, type Page } from 'playwright-core';

const setupToken = 'a-set-up-token-for-this-test-only-0123456789';
const ada = { email: 'ada@toolyard.test', password: 'horse staple correct battery 42' };
const bob = { email: 'bob@toolyard.test', password: 'sunny window purple ladder 17' };
const looks = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 360 },
] as const;

let engines: Engines;
let identity: RunningService;
let browser: Browser;
let callback: Server;
let publicUrl: string;
let redirectUri: string;

beforeAll(async () => {
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity', {
    TOOLYARD_PORT: String(port),
    TOOLYARD_PUBLIC_URL: publicUrl,
    TOOLYARD_SETUP_TOKEN: setupToken,
  });
  const registry = await engines.service('registry');
  const open = { token: null, headers: { origin: publicUrl } };
  await identity.call(
    'POST',
    '/api/v1/setup',
    { token: setupToken, name: 'Ada Admin', ...ada, defaultAccess: 'all' },
    open,
  );
  const { body: invitation } = await identity.call('POST', '/api/v1/invitations', { email: bob.email, role: 'member' });
  await identity.call(
    'POST',
    `/api/v1/invitations/${/[\w-]{40,}/.exec(invitation.url)![0]}/accept`,
    { name: 'Bob', password: bob.password },
    open,
  );
  await registry.call('POST', '/api/v1/servers', {
    name: 'Order book of the shop',
    slug: 'orders',
    source: { provider: 'git' },
    auth: { method: 'none' },
  });
  const { body: secret } = await registry.call('POST', '/api/v1/servers', {
    name: 'Payroll',
    slug: 'payroll',
    source: { provider: 'git' },
    auth: { method: 'none' },
  });
  const { body: groups } = await identity.call('GET', '/api/v1/groups');
  await identity.call('PUT', `/api/v1/groups/${groups.items[0].id}/servers/${secret.id}`, { access: 'none' });
  // A client that sends the browser on to another origin, as hosted clients do.
  callback = createServer((request, response) => {
    if (request.url!.startsWith('/callback'))
      response
        .writeHead(302, {
          location: `http://127.0.0.1:${callbackPort()}/done${new URL(request.url!, 'http://x').search}`,
        })
        .end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Connected</title>');
  }).listen(0);
  await once(callback, 'listening');
  redirectUri = `http://localhost:${callbackPort()}/callback`;
  browser = await chromium.launch(chromiumOptions());
}, 90_000);

afterAll(async () => {
  await browser?.close();
  callback?.close();
  callback?.closeAllConnections();
  await engines?.stop();
});

const callbackPort = () => (callback.address() as AddressInfo).port;

/** What the page may not do shows in the browser's console. */
async function opened(javaScriptEnabled: boolean): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ javaScriptEnabled, baseURL: publicUrl });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

async function authorizePath(slug: string, name = 'Claude Code'): Promise<string> {
  const client = new OAuthClient(publicUrl, redirectUri);
  expect(await client.register({ client_name: name })).toMatchObject({ status: 201 });
  return client.authorizePath(`${publicUrl}/s/${slug}/mcp`);
}

async function signIn(page: Page, { email, password }: typeof ada): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

describe('in a real browser', () => {
  test.each([true, false])(
    'a user signs in, allows the client and arrives there, with JavaScript: %p',
    async (javaScript) => {
      const { page, complaints } = await opened(javaScript);
      await page.goto(await authorizePath('orders'));
      await signIn(page, ada);
      await page.getByRole('heading', { name: /Let Claude Code use Order book of the shop/ }).waitFor();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL(/127\.0\.0\.1:\d+\/done\?code=/);
      expect(new URL(page.url()).searchParams.get('iss')).toBe(publicUrl);
      expect(complaints.filter((text) => !/favicon/.test(text))).toEqual([]);
    },
    60_000,
  );

  test('every page is accessible, in light and dark, on wide and narrow screens', async () => {
    const { page } = await opened(true);
    const check = async (name: string): Promise<void> => {
      for (const { colorScheme, width } of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        if (width > 360) {
          const { violations } = await new AxeBuilder({ page }).withTags(accessibilityRules).analyze();
          expect([name, colorScheme, violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([
            name,
            colorScheme,
            [],
          ]);
        }
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      }
    };
    await page.goto(await authorizePath('payroll', 'A client with quite a long name for a client of a server'));
    await check('sign-in');
    await signIn(page, { ...bob, password: 'wrong' });
    await page.getByRole('alert').waitFor();
    await check('sign-in-failed');
    await signIn(page, bob);
    await page.getByRole('heading', { name: 'You may not use Payroll' }).waitFor();
    await check('no-right');
    await page.goto(await authorizePath('orders'));
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    await check('consent');
    await page.goto('/oauth/authorize?client_id=unregistered');
    await check('error');
  }, 180_000);
});
