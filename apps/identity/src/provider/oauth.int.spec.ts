import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buckets } from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging } from '@toolyard/messaging';
import {
  allow,
  type Engines,
  eventually,
  OAuthClient,
  PlainBrowser,
  type RunningService,
  startEngines,
} from '@toolyard/service/testing';
import type { ServiceConfig } from '@toolyard/service';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { OAuthState } from '../oauth-state/oauth-state.js';
import { goodPassword, person } from '../testing/browser.js';

const publicUrl = 'http://toolyard.test:8080';
const setupToken = 'a-set-up-token-for-this-test-only-0123456789';
const ada = { email: 'ada@toolyard.test', password: 'horse staple correct battery 42' };
const bob = { email: 'bob@toolyard.test', password: 'sunny window purple ladder 17' };
const orders = `${publicUrl}/s/orders/mcp`;
const payroll = `${publicUrl}/s/payroll/mcp`;

let engines: Engines;
let identity: RunningService;
let registry: RunningService;
let messaging: Messaging;
let store: EventStoreDb;
const servers: Record<string, string> = {};

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity', { TOOLYARD_SETUP_TOKEN: setupToken });
  registry = await engines.service('registry');
  ({ messaging, store } = await engines.clients());
  const open = { token: null, headers: { origin: publicUrl } };
  expect(
    await identity.call(
      'POST',
      '/api/v1/setup',
      { token: setupToken, name: 'Ada', ...ada, defaultAccess: 'all' },
      open,
    ),
  ).toMatchObject({
    status: 201,
  });
  for (const name of ['Orders', 'Payroll']) {
    const { body } = await registry.call('POST', '/api/v1/servers', {
      name,
      source: { provider: 'git' },
      auth: { method: 'none' },
    });
    servers[body.slug] = body.id;
  }
  const { body: invitation } = await identity.call('POST', '/api/v1/invitations', { email: bob.email, role: 'member' });
  const token = /[\w-]{40,}/.exec(invitation.url)![0];
  expect(
    await identity.call('POST', `/api/v1/invitations/${token}/accept`, { name: 'Bob', password: bob.password }, open),
  ).toMatchObject({ status: 201 });
  const { body: groups } = await identity.call('GET', '/api/v1/groups');
  await identity.call('PUT', `/api/v1/groups/${groups.items[0].id}/servers/${servers['payroll']}`, { access: 'none' });
}, 90_000);

afterAll(() => engines?.stop());

const browser = () => new PlainBrowser(publicUrl, identity.url);
const access = async (key: string) => (await (await messaging.kv(buckets.access)).get(key))?.json<any>();

async function registered(metadata: Record<string, unknown> = {}, redirectUri?: string): Promise<OAuthClient> {
  const client = new OAuthClient(identity.url, redirectUri);
  expect(
    await client.register({ ...(redirectUri ? { redirect_uris: [redirectUri] } : {}), ...metadata }),
  ).toMatchObject({ status: 201 });
  return client;
}

/** A client that a user has allowed, with its tokens. */
async function connected(person = ada, { by = browser(), scope }: { by?: PlainBrowser; scope?: string } = {}) {
  const client = await registered();
  const back = await allow(by, client.authorizePath(orders, { scope }), person);
  const { status, body } = await client.exchange(back);
  expect(status).toBe(200);
  return { client, back, tokens: body, gid: claims(body.access_token).gid as string };
}

/** Lets the first use of a refresh token be so many seconds ago. */
async function usedBefore(refreshToken: string, seconds: number): Promise<void> {
  const serviceKey = engines.env['TOOLYARD_SERVICE_KEY']!;
  const state = new OAuthState(messaging, { serviceKey } as ServiceConfig);
  const { value } = (await state.get<{ consumed: number }>('grants', 'RefreshToken', refreshToken))!;
  const consumed = Math.floor(Date.now() / 1_000) - seconds;
  await state.put('grants', 'RefreshToken', refreshToken, { ...value, consumed });
}

const endOf = async (gid: string) =>
  (await store.read(`connection-${gid}`)).find(({ type }) => type === 'ClientDisconnected')?.data;
const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
const refusal = (page: { url: URL }) => Object.fromEntries(page.url.searchParams);
const asUser = (by: PlainBrowser) => ({ token: null, headers: { cookie: by.cookieHeader('/'), origin: publicUrl } });

describe('signing in a client', () => {
  test('gives it tokens for the one server that the user allowed', async () => {
    const client = await registered();
    const back = await allow(browser(), client.authorizePath(orders), ada);
    expect(back.url.href.split('?')[0]).toBe('https://client.test/callback');
    expect(refusal(back)).toMatchObject({ state: 'the-state', iss: publicUrl, code: expect.any(String) });
    const { status, body, headers } = await client.exchange(back);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3600, scope: 'mcp mcp:call', refresh_token: expect.any(String) },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    const keys = await identity.call('GET', '/oauth/jwks', undefined, { token: null });
    expect(JSON.stringify(keys.body)).not.toMatch(/"d":/);
    const { payload, protectedHeader } = await jwtVerify(body.access_token, createLocalJWKSet(keys.body), {
      issuer: publicUrl,
      audience: orders,
      typ: 'at+jwt',
    });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      client_id: client.clientId,
      scope: 'mcp mcp:call',
      gid: expect.any(String),
      client_name: 'Test client',
      sub: expect.stringMatching(/^usr_/),
    });
    expect((await access('jwks')).keys.map(({ kid }: { kid: string }) => kid)).toContain(protectedHeader.kid);
  });

  test('names the client, where it leads, and the server, and warns of unverified names', async () => {
    const client = await registered({ client_name: '<b>Claude</b>' });
    const by = browser();
    const page = await by.submit(await by.open(client.authorizePath(orders)), '/sign-in', ada);
    expect(page.status).toBe(200);
    for (const text of ['&lt;b&gt;Claude&lt;/b&gt;', 'client.test', 'Orders', 'Ada', 'This name is not verified'])
      expect(page.html).toContain(text);
    expect(page.html).not.toContain('<b>Claude');
    expect(page.html).not.toMatch(/<script/i);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const local = await registered({ client_name: 'Local' }, 'http://localhost:5555/callback');
    expect((await by.open(local.authorizePath(orders))).html).toContain('This goes to a program on this computer');
  });

  test('uses the session of the dashboard, and signing in here is signing in there', async () => {
    const by = browser();
    await connected(ada, { by });
    expect(await identity.call('GET', '/api/v1/me', undefined, asUser(by))).toMatchObject({
      status: 200,
      body: { name: 'Ada' },
    });
    const page = await by.open((await registered()).authorizePath(orders));
    expect(page.forms.map(({ action }) => action.split('/').at(-1))).toEqual(['deny', 'allow', 'sign-out']);
    const other = await by.submit(page, '/sign-out');
    expect(other.forms.map(({ action }) => action.split('/').at(-1))).toEqual(['sign-in', 'deny']);
    expect(await identity.call('GET', '/api/v1/session', undefined, asUser(by))).toMatchObject({
      body: { user: null },
    });
  });

  test('answers a wrong password on the page, with what was typed and without what was wrong', async () => {
    const by = browser();
    const page = await by.submit(await by.open((await registered()).authorizePath(orders)), '/sign-in', {
      email: 'unregistered@toolyard.test',
      password: 'wrong',
    });
    expect(page.status).toBe(401);
    expect(page.html).toContain('do not belong together');
    expect(page.html).toContain('value="unregistered@toolyard.test"');
    expect((await by.submit(page, '/sign-in', ada)).status).toBe(200);
  });

  test('answers the client that it was not allowed', async () => {
    const by = browser();
    const page = await by.submit(await by.open((await registered()).authorizePath(orders)), '/sign-in', ada);
    expect(refusal(await by.submit(page, '/deny'))).toMatchObject({
      error: 'access_denied',
      state: 'the-state',
      iss: publicUrl,
    });
  });

  test('shows a user without access to the server a page that says so, and allows nothing', async () => {
    const by = browser();
    const page = await by.submit(await by.open((await registered()).authorizePath(payroll)), '/sign-in', bob);
    expect(page).toMatchObject({ status: 403 });
    expect(page.html).toContain('You may not use');
    const shown = page.forms.find(({ action }) => action.endsWith('/deny'))!;
    const forced = await by.post(shown.action.replace('/deny', '/allow'), shown.fields);
    expect(forced).toMatchObject({ status: 403, isOutside: false });
    expect(refusal(await by.submit(forced, '/deny'))).toMatchObject({ error: 'access_denied' });
    expect(await allow(by, (await registered()).authorizePath(orders))).toMatchObject({ isOutside: true });
  });

  test('works for several clients at once in one browser, signed in or not', async () => {
    const by = browser();
    const clients = await Promise.all([registered(), registered(), registered()]);
    const pages = [];
    for (const client of clients) pages.push(await by.open(client.authorizePath(orders)));
    await by.submit(pages[0]!, '/sign-in', ada);
    const shown = [];
    for (const page of pages) shown.push(await by.open(page.url));
    for (const [index, page] of shown.entries()) {
      expect((await clients[index]!.exchange(await by.submit(page, '/allow'))).status).toBe(200);
    }
  });

  test('lets an app on this computer listen on whichever port is free', async () => {
    const client = await registered({}, 'http://127.0.0.1:1000/callback');
    const elsewhere = 'http://127.0.0.1:33418/callback';
    const back = await allow(browser(), client.authorizePath(orders, { redirect_uri: elsewhere }), ada);
    expect(back.url.href).toContain(elsewhere);
    expect(await client.exchange(back, { redirect_uri: elsewhere })).toMatchObject({ status: 200 });
  });

  test('steps up: a client that had fewer scopes gets more when it asks and the user allows it', async () => {
    const by = browser();
    const { client, tokens, gid } = await connected(ada, { by, scope: 'mcp' });
    expect(tokens.scope).toBe('mcp');
    const page = await by.open(client.authorizePath(orders, { scope: 'mcp mcp:call' }));
    expect(page.isOutside).toBe(false);
    const { body } = await client.exchange(await by.submit(page, '/allow'));
    expect(body.scope).toBe('mcp mcp:call');
    expect(claims(body.access_token).gid).toBe(gid);
  });
});

test('a token for the door of the old transport is a token for the server', async () => {
  const client = await registered();
  const sse = `${publicUrl}/s/orders/sse`;
  const { body } = await client.exchange(await allow(browser(), client.authorizePath(sse), ada), { resource: sse });
  expect(claims(body.access_token).aud).toBe(orders);
});

describe('a client that names no server', () => {
  test('gets the only one that its user may use', async () => {
    const client = await registered();
    const back = await allow(browser(), client.authorizePath(undefined), bob);
    const { status, body } = await client.exchange(back);
    expect({ status, body }).toMatchObject({ status: 200, body: { scope: 'mcp mcp:call' } });
    expect(claims(body.access_token).aud).toBe(orders);
    expect((await client.refresh(body.refresh_token)).status).toBe(200);
  });

  test('gets the one that its user chooses, and what the user may not use is no choice', async () => {
    const client = await registered();
    const by = browser();
    const page = await by.submit(await by.open(client.authorizePath(undefined, { scope: 'mcp' })), '/sign-in', ada);
    const choices = page.forms.filter(({ action }) => action.endsWith('/choose'));
    expect(choices.map(({ fields }) => fields['server'])).toEqual(['orders', 'payroll']);
    const unknown = await by.post(choices[1]!.action, { ...choices[1]!.fields, server: 'unknown' });
    expect(unknown.html).toContain('Which server');
    const consent = await by.post(choices[1]!.action, choices[1]!.fields);
    expect(consent.html).toContain(payroll);
    const { body } = await client.exchange(await by.submit(consent, '/allow'));
    expect([claims(body.access_token).aud, body.scope]).toEqual([payroll, 'mcp']);
  });
});

describe('refreshing', () => {
  test('exchanges a refresh token for a new one, for the same server and within the scopes', async () => {
    const { client, tokens, gid } = await connected();
    const next = await client.refresh(tokens.refresh_token);
    expect(next).toMatchObject({ status: 200, body: { scope: 'mcp mcp:call' } });
    expect(next.body.refresh_token).not.toBe(tokens.refresh_token);
    expect(claims(next.body.access_token)).toMatchObject({ aud: orders, gid });
    expect(await client.refresh(next.body.refresh_token, { scope: 'mcp' })).toMatchObject({
      status: 200,
      body: { scope: 'mcp' },
    });
  });

  test('with a token that was used long before ends the connection, its access tokens included', async () => {
    const { client, tokens, gid } = await connected();
    const next = await client.refresh(tokens.refresh_token);
    await usedBefore(tokens.refresh_token!, 61);
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await client.refresh(next.body.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await access(`grant.${gid}`)).toMatchObject({ revokedAt: expect.any(String) });
    expect(await endOf(gid)).toMatchObject({ reason: 'reused', clientName: 'Test client' });
  });

  test('again within a minute, many times at once or after a lost answer, gives tokens that work', async () => {
    const { client, tokens, gid } = await connected();
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.refresh(tokens.refresh_token)));
    answers.push(await client.refresh(tokens.refresh_token));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const { body } of answers) expect(await client.refresh(body.refresh_token)).toMatchObject({ status: 200 });
    expect(await access(`grant.${gid}`)).toBeUndefined();
    // Repeating does not make the minute longer.
    await usedBefore(tokens.refresh_token!, 61);
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 400 });
    for (const { body } of answers) expect(await client.refresh(body.refresh_token)).toMatchObject({ status: 400 });
  });

  test('that fails for another reason does not use the token up', async () => {
    const { client, tokens } = await connected();
    expect(await client.refresh(tokens.refresh_token, { resource: payroll })).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    });
    expect(await client.refresh(tokens.refresh_token, { scope: 'mcp other' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
    await registry.stop();
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'temporarily_unavailable' },
    });
    registry = await engines.service('registry');
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 200 });
  });

  test('ends with signing out everywhere', async () => {
    const by = browser();
    const { client, tokens } = await connected(bob, { by });
    expect(await identity.call('DELETE', '/api/v1/sessions', undefined, asUser(by))).toMatchObject({ status: 204 });
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const again = browser();
    await again.submit(await again.open((await registered()).authorizePath(orders)), '/sign-in', bob);
    expect((await identity.call('GET', '/api/v1/me/connections', undefined, asUser(again))).body.items).toEqual([]);
  });

  test('ends with the server, and so does the consent', async () => {
    const draft = { name: 'Short lived', source: { provider: 'git' }, auth: { method: 'none' } };
    const made = (await registry.call('POST', '/api/v1/servers', draft)).body;
    const resource = `${publicUrl}/s/${made.slug}/mcp`;
    const client = await registered();
    const by = browser();
    const { body: tokens } = await client.exchange(await allow(by, client.authorizePath(resource), ada));
    const { gid, server_id: serverId } = claims(tokens.access_token);
    expect(serverId).toBe(made.id);
    await registry.call('DELETE', `/api/v1/servers/${made.id}`);
    await eventually(async () => (await endOf(gid)) !== undefined);
    expect(await endOf(gid)).toMatchObject({ reason: 'server' });
    expect(await access(`grant.${gid}`)).toMatchObject({ revokedAt: expect.any(String) });
    expect((await client.refresh(tokens.refresh_token)).status).toBe(400);
    expect((await registry.call('POST', '/api/v1/servers', { ...draft, slug: made.slug })).status).toBe(201);
    expect((await client.refresh(tokens.refresh_token)).status).toBe(400);
    expect(await by.open(client.authorizePath(resource))).toMatchObject({ isOutside: false, status: 200 });
  });
});

describe('an attacker', () => {
  test('who replays a code gets nothing, and what the first use gave is worth nothing any more', async () => {
    const { client, back, tokens, gid } = await connected();
    expect(await client.exchange(back)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await access(`grant.${gid}`)).toBeDefined();
  });

  test('who redeems a code many times at once gets tokens at most once, and they are revoked', async () => {
    const client = await registered();
    const back = await allow(browser(), client.authorizePath(orders), ada);
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.exchange(back)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { body } of won) expect(await client.refresh(body.refresh_token)).toMatchObject({ status: 400 });
  });

  test('does without PKCE, with a method that reveals the verifier, or with another verifier: refused', async () => {
    const client = await registered();
    const by = browser();
    for (const parameters of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
      { code_challenge_method: undefined },
    ]) {
      const page = await by.open(client.authorizePath(orders, parameters));
      expect([page.isOutside, refusal(page)]).toMatchObject([true, { error: 'invalid_request', iss: publicUrl }]);
    }
    const back = await allow(by, client.authorizePath(orders), ada);
    expect(await client.exchange(back, { code_verifier: undefined })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await client.exchange(back, { code_verifier: 'x'.repeat(43) })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  test('is never sent to an address that the client did not register, not with an error either', async () => {
    const client = await registered();
    const by = browser();
    for (const redirect_uri of [
      'https://evil.test/callback',
      'https://client.test/callback/../evil',
      'https://client.test.evil.test/callback',
      'https://client.test/callback?x=1',
      'javascript:alert(1)',
      undefined,
    ]) {
      for (const extra of [{}, { response_type: 'token' }, { code_challenge: undefined }]) {
        expect(await by.open(client.authorizePath(orders, { redirect_uri, ...extra }))).toMatchObject({
          status: 400,
          isOutside: false,
        });
      }
    }
    expect(await by.open(client.authorizePath(orders, { client_id: 'unregistered' }))).toMatchObject({
      status: 400,
      isOutside: false,
    });
    const back = await allow(by, client.authorizePath(orders), ada);
    expect(await client.exchange(back, { redirect_uri: 'https://client.test/other' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  test('cannot mix servers up: every answer names the issuer, and the document says that it does', async () => {
    const client = await registered();
    expect(refusal(await browser().open(client.authorizePath(orders, { scope: '"' })))).toMatchObject({
      error: 'invalid_scope',
      iss: publicUrl,
    });
    const { body } = await identity.call('GET', '/.well-known/oauth-authorization-server', undefined, { token: null });
    expect(body).toMatchObject({ issuer: publicUrl, authorization_response_iss_parameter_supported: true });
  });

  test('who holds the code of another client cannot use it', async () => {
    const [client, other] = [await registered(), await registered()];
    const back = await allow(browser(), client.authorizePath(orders), ada);
    expect(await other.exchange(back, { code_verifier: client.verifier })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    const { body: tokens } = await client.exchange(back);
    expect(await other.refresh(tokens.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('who names another server, several, or an address elsewhere gets no token for it', async () => {
    const client = await registered();
    const by = browser();
    for (const resource of [
      `${publicUrl}/s/unknown/mcp`,
      'https://evil.test/s/orders/mcp',
      publicUrl,
      `${publicUrl}/s/orders/mcp#x`,
      'orders',
    ]) {
      expect([resource, refusal(await by.open(client.authorizePath(resource)))]).toMatchObject([
        resource,
        { error: 'invalid_target' },
      ]);
    }
    expect(
      refusal(await by.open(`${client.authorizePath(orders)}&resource=${encodeURIComponent(payroll)}`)),
    ).toMatchObject({ error: 'invalid_target' });
    const back = await allow(by, client.authorizePath(orders), ada);
    expect(await client.exchange(back, { resource: payroll })).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    });
    const { client: whole, tokens } = await connected();
    expect(await whole.refresh(tokens.refresh_token, { resource: payroll })).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    });
  });

  test('who registers a client that looks like one that is trusted does not inherit the trust', async () => {
    const by = browser();
    const trusted = await registered({ client_name: 'Trusted' });
    await allow(by, trusted.authorizePath(orders), ada);
    expect(await by.open(trusted.authorizePath(orders))).toMatchObject({ isOutside: true });
    expect(await by.open(trusted.authorizePath(orders, { prompt: 'consent' }))).toMatchObject({
      isOutside: false,
      status: 200,
    });
    expect(await by.open(trusted.authorizePath(payroll))).toMatchObject({ isOutside: false, status: 200 });
    expect(await by.open((await registered({ client_name: 'Trusted' })).authorizePath(orders))).toMatchObject({
      isOutside: false,
      status: 200,
    });
    const several = await registered({
      redirect_uris: ['https://client.test/callback', 'https://other.test/callback'],
    });
    await allow(by, several.authorizePath(orders), ada);
    expect(await by.open(several.authorizePath(orders))).toMatchObject({ isOutside: true });
    expect(await by.open(several.authorizePath(orders, { redirect_uri: 'https://other.test/callback' }))).toMatchObject(
      { isOutside: false },
    );
    const local = await registered({}, 'http://localhost:4000/callback');
    await allow(by, local.authorizePath(orders), ada);
    expect(await by.open(local.authorizePath(orders))).toMatchObject({ isOutside: false, status: 200 });
  });

  test('cannot make a user allow a client from another page, with another token or in another browser', async () => {
    const by = browser();
    const page = await by.submit(await by.open((await registered()).authorizePath(orders)), '/sign-in', ada);
    const { action, fields } = page.forms.find((form) => form.action.endsWith('/allow'))!;
    expect(await by.post(action, {})).toMatchObject({ status: 403 });
    expect(await by.post(action, { csrf: `${fields['csrf']!.slice(0, -1)}_` })).toMatchObject({ status: 403 });
    expect(await by.post(action, fields, { origin: 'https://evil.test' })).toMatchObject({ status: 403 });
    expect(await by.post(action, fields, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await by.post(action, fields, { origin: 'null' })).toMatchObject({ status: 403 });
    expect(await browser().post(action, fields)).toMatchObject({ status: 400 });
    expect(await browser().open(page.url)).toMatchObject({ status: 400 });
    const other = await by.open((await registered()).authorizePath(orders));
    expect(await by.post(action, other.forms.find((form) => form.action.endsWith('/allow'))!.fields)).toMatchObject({
      status: 403,
    });
    expect(await by.post(action, fields)).toMatchObject({ isOutside: true });
    expect(await by.post(action, fields)).toMatchObject({ status: 400, isOutside: false });
  });

  test('gets no code without the person: nothing is answered silently', async () => {
    const by = browser();
    expect(refusal(await by.open((await registered()).authorizePath(orders, { prompt: 'none' })))).toMatchObject({
      error: 'login_required',
    });
    expect((await by.open((await registered()).authorizePath(orders, { prompt: 'consent' }))).status).toBe(200);
  });

  test('registers nothing that would lead people astray', async () => {
    const client = new OAuthClient(identity.url);
    for (const redirect_uris of [
      ['http://evil.test/cb'],
      ['javascript:alert(1)'],
      ['https://*.client.test/cb'],
      [],
      'https://client.test/callback',
      [{}],
    ]) {
      expect(await client.register({ redirect_uris })).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(/^invalid_(client_metadata|redirect_uri)$/) },
      });
    }
    const odd = await client.register({
      grant_types: ['client_credentials', 'authorization_code'],
      response_types: ['code', 'token'],
      scope: 'mcp',
      application_type: 'native',
    });
    expect(odd).toMatchObject({ status: 201, body: { grant_types: ['authorization_code'], response_types: ['code'] } });
    expect(odd.body).not.toHaveProperty('scope');
    expect(await client.token({ grant_type: 'client_credentials', resource: orders })).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
  });

  test('cannot use the Host header to change what documents and redirects say', async () => {
    const headers = { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https', forwarded: 'host=evil.test' };
    const { text } = await identity.call('GET', '/.well-known/oauth-authorization-server', undefined, {
      token: null,
      headers,
    });
    expect(text).not.toContain('evil.test');
  });
});

describe('API keys as clients', () => {
  test('get tokens that act for their account, within the key, and end with the key', async () => {
    const { body: account } = await identity.call('POST', '/api/v1/service-accounts', {
      name: 'Robot',
      role: 'member',
    });
    const { body: key } = await identity.call('POST', '/api/v1/api-keys', {
      name: 'nightly',
      rights: ['call'],
      servers: [servers['orders']],
      serviceAccountId: account.id,
    });
    const client = new OAuthClient(identity.url);
    client.clientId = key.id;
    client.clientSecret = key.token;
    const { status, body } = await client.token({ grant_type: 'client_credentials', resource: orders });
    expect({ status, body }).toMatchObject({ status: 200, body: { scope: 'mcp mcp:call', expires_in: 3600 } });
    expect(claims(body.access_token)).toMatchObject({ sub: account.id, gid: key.id, client_id: key.id, aud: orders });
    expect(body).not.toHaveProperty('refresh_token');
    const basic = {
      authorization: `Basic ${Buffer.from(`${key.id}:${encodeURIComponent(key.token)}`).toString('base64')}`,
    };
    expect(
      await client.token(
        { grant_type: 'client_credentials', resource: orders, client_secret: undefined, client_id: undefined },
        basic,
      ),
    ).toMatchObject({ status: 200 });
    expect(await client.token({ grant_type: 'client_credentials', resource: payroll })).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    });
    expect(
      await client.token({ grant_type: 'client_credentials', resource: orders, client_secret: 'wrong' }),
    ).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(
      await client.token({ grant_type: 'client_credentials', resource: orders, client_secret: 'compared by digest' }),
    ).toMatchObject({ status: 401 });
    expect(await identity.call('DELETE', `/api/v1/api-keys/${key.id}`)).toMatchObject({ status: 204 });
    expect(await client.token({ grant_type: 'client_credentials', resource: orders })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect(await access(`grant.${key.id}`)).toMatchObject({ revokedAt: expect.any(String) });
  });
});

describe('connections', () => {
  test('are listed with what they may do, and end at once when their owner says so', async () => {
    const by = browser();
    const { client, tokens, gid } = await connected(ada, { by });
    const list = async () =>
      (await identity.call('GET', '/api/v1/me/connections', undefined, asUser(by))).body.items as any[];
    const mine = (await list()).find(({ id }) => id === gid);
    expect(mine).toMatchObject({
      clientName: 'Test client',
      clientHost: 'client.test',
      serverId: servers['orders'],
      serverName: 'Orders',
      scopes: ['mcp', 'mcp:call'],
      lastUsedAt: expect.any(String),
    });
    const other = browser();
    await connected(bob, { by: other });
    expect(await identity.call('DELETE', `/api/v1/me/connections/${gid}`, undefined, asUser(other))).toMatchObject({
      status: 404,
    });
    expect(await identity.call('DELETE', `/api/v1/me/connections/${gid}`, undefined, asUser(by))).toMatchObject({
      status: 204,
    });
    expect((await list()).map(({ id }) => id)).not.toContain(gid);
    expect(await access(`grant.${gid}`)).toMatchObject({ revokedAt: expect.any(String) });
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await by.open(client.authorizePath(orders))).toMatchObject({ isOutside: false, status: 200 });
  });

  test('end when the client gives its refresh token back, and no other client can do that', async () => {
    const { client, tokens, gid } = await connected();
    const revoke = (clientId: string) =>
      fetch(`${identity.url}/oauth/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, token: tokens.refresh_token! }),
      });
    expect((await revoke((await registered()).clientId)).status).toBe(200);
    expect(await access(`grant.${gid}`)).toBeUndefined();
    expect((await revoke(client.clientId)).status).toBe(200);
    expect(await access(`grant.${gid}`)).toBeDefined();
    expect(await endOf(gid)).toMatchObject({ reason: 'client' });
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 400 });
  });
});

describe('finding the server', () => {
  test('works in every form that clients ask', async () => {
    const paths = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];
    for (const path of paths.flatMap((each) => [each, `${each}/s/orders/mcp`, `${each}/s/orders`, `${each}?x=1`])) {
      const answer = await identity.call('GET', path, undefined, {
        token: null,
        headers: { origin: 'https://page.test' },
      });
      expect([path, answer]).toMatchObject([
        path,
        {
          status: 200,
          body: {
            issuer: publicUrl,
            authorization_endpoint: `${publicUrl}/oauth/authorize`,
            token_endpoint: `${publicUrl}/oauth/token`,
            registration_endpoint: `${publicUrl}/oauth/register`,
            revocation_endpoint: `${publicUrl}/oauth/revoke`,
            jwks_uri: `${publicUrl}/oauth/jwks`,
            code_challenge_methods_supported: ['S256'],
            client_id_metadata_document_supported: true,
            grant_types_supported: expect.arrayContaining([
              'authorization_code',
              'refresh_token',
              'client_credentials',
            ]),
            scopes_supported: expect.arrayContaining(['mcp', 'mcp:call', 'offline_access']),
          },
        },
      ]);
      expect(answer.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/page\.test)$/);
    }
    expect(await identity.call('GET', '/.well-known/other', undefined, { token: null })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await identity.call('GET', '/oauth/other', undefined, { token: null })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  test('and registering and fetching tokens work from web pages', async () => {
    for (const path of ['/oauth/register', '/oauth/token']) {
      const headers = {
        origin: 'https://page.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      };
      const answer = await fetch(identity.url + path, { method: 'OPTIONS', headers });
      expect([path, answer.status, answer.headers.get('access-control-allow-headers')]).toEqual([
        path,
        204,
        'content-type',
      ]);
    }
  });
});

describe('limits', () => {
  const from = (address: string) => async () => {
    const client = new OAuthClient(identity.url);
    const answer = await fetch(`${identity.url}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ redirect_uris: [client.redirectUri], token_endpoint_auth_method: 'none' }),
    });
    client.clientId = ((await answer.json()) as { client_id: string }).client_id;
    return { answer, client };
  };

  test('an address that registers clients that are never used is asked to wait, and no other address is', async () => {
    const register = from('203.0.113.9');
    const bucket = await messaging.kv(buckets.registrationLimits, { ttlMs: 86_400_000 });
    const key = `oauth-registration.${createHash('sha256').update('203.0.113.9').digest('hex')}`;
    const counter = async () => (await bucket.get(key))!.json<{ points: number; expire: number }>();
    const { client } = await register();
    await bucket.put(key, JSON.stringify({ ...(await counter()), points: 499 }));
    expect((await register()).answer.status).toBe(201);
    const { answer } = await register();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await new OAuthClient(identity.url).register()).toMatchObject({ status: 201 });
    // A client that its user has allowed no longer counts.
    const by = browser();
    await allow(by, client.authorizePath(orders), ada);
    expect((await register()).answer.status).toBe(201);
    await allow(by, client.authorizePath(orders), ada);
    expect((await register()).answer.status).toBe(429);
  });
});

describe('a user with a second factor', () => {
  test('enters a code between the password and the consent', async () => {
    const cleo = await person(identity, 'member', 'cleo@toolyard.test');
    const { body } = await cleo.call('POST', '/api/v1/me/second-factor');
    const code = new TOTP({ secret: Secret.fromBase32(body.secret) }).generate();
    const confirm = { enrolment: body.enrolment, code };
    const { recoveryCodes } = (await cleo.call('POST', '/api/v1/me/second-factor/confirm', confirm)).body;
    const client = await registered();
    const by = browser();
    const signIn = { email: cleo.email, password: goodPassword };
    const asked = await by.submit(await by.open(client.authorizePath(orders)), '/sign-in', signIn);
    expect(asked.html).toContain('Enter a code');
    expect(by.cookieHeader('/')).not.toContain('toolyard_session');
    const again = await by.submit(asked, '/code', { code: 'wrong-code' });
    expect([again.status, again.html.includes('This code does not work')]).toEqual([401, true]);
    const consent = await by.submit(again, '/code', { code: recoveryCodes[0] });
    expect(consent.html).toContain('It will be able to');
    expect(await client.exchange(await by.submit(consent, '/allow'))).toMatchObject({ status: 200 });
  });
});
