import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allow, type Engines, eventually, OAuthClient, PlainBrowser, type RunningService, startEngines } from '@toolyard/service/testing';
import { createLocalJWKSet, jwtVerify } from 'jose';

const publicUrl = 'http://toolyard.test:8080';
const setupToken = 'a-set-up-token-for-this-test-only-0123456789';
const ada = { email: 'ada@toolyard.test', password: 'horse staple correct battery 42' };

let engines: Engines;
let identity: RunningService;
let registry: RunningService;
let server: { id: string; slug: string };
const resource = `${publicUrl}/s/orders/mcp`;

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity', { TOOLYARD_SETUP_TOKEN: setupToken });
  registry = await engines.service('registry');
  const made = await identity.call('POST', '/api/v1/setup', { token: setupToken, name: 'Ada', ...ada }, { token: null, headers: { origin: publicUrl } });
  expect(made).toMatchObject({ status: 201 });
  server = (await registry.call('POST', '/api/v1/servers', { name: 'Orders', source: { provider: 'git' }, auth: { method: 'none' } })).body;
}, 90_000);

afterAll(async () => {
  await engines?.stop();
});

const browser = () => new PlainBrowser(publicUrl, identity.url);
const jwks = async () => createLocalJWKSet((await identity.call('GET', '/oauth/jwks', undefined, { token: null })).body);

describe('signing in a client', () => {
  test('a client registers, somebody signs in and allows it, and it gets tokens for that one server', async () => {
    const client = new OAuthClient(identity.url);
    expect(await client.register()).toMatchObject({ status: 201, body: { client_name: 'Test client' } });
    const back = await allow(browser(), client.authorizePath(resource), ada);
    expect(back.url.href.split('?')[0]).toBe('https://client.test/callback');
    expect(Object.fromEntries(back.url.searchParams)).toMatchObject({ state: 'the-state', iss: publicUrl, code: expect.any(String) });
    const { status, body } = await client.exchange(back);
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600, scope: 'mcp mcp:call', refresh_token: expect.any(String) } });
    const { payload, protectedHeader } = await jwtVerify(body.access_token, await jwks(), { issuer: publicUrl, audience: resource, typ: 'at+jwt' });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({ client_id: client.clientId, scope: 'mcp mcp:call', gid: expect.any(String), client_name: 'Test client' });
    expect(server.slug).toBe('orders');
    void eventually;
  });
});
