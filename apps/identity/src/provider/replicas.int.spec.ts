import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buckets } from '@toolyard/contracts';
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

const publicUrl = 'http://toolyard.test:8080';
const setupToken = 'a-set-up-token-for-this-test-only-0123456789';
const ada = { email: 'ada@toolyard.test', password: 'horse staple correct battery 42' };
const orders = `${publicUrl}/s/orders/mcp`;

let engines: Engines;
let replicas: RunningService[];
let messaging: Messaging;
let documents: Server;
let documentHost: string;
let environment: Record<string, string>;
const asked: string[] = [];
const answers = new Map<string, { status?: number; headers?: Record<string, string>; body?: unknown } | 'silence'>();

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  const [key, certificate] = [join(engines.folder, 'key.pem'), join(engines.folder, 'certificate.pem')];
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  ]);
  documents = createServer({ key: await readFile(key), cert: await readFile(certificate) }, (request, response) => {
    asked.push(request.url!);
    const answer = answers.get(request.url!) ?? { status: 404 };
    if (answer === 'silence') return;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  }).listen(0, 'localhost');
  await once(documents, 'listening');
  documentHost = `localhost:${(documents.address() as AddressInfo).port}`;
  environment = {
    TOOLYARD_SETUP_TOKEN: setupToken,
    NODE_EXTRA_CA_CERTS: certificate,
    TOOLYARD_CLIENT_METADATA_HOSTS: documentHost,
  };
  const first = await engines.service('identity', environment);
  replicas = [first, await engines.service('identity', environment)];
  const registry = await engines.service('registry');
  ({ messaging } = await engines.clients());
  await first.call(
    'POST',
    '/api/v1/setup',
    { token: setupToken, name: 'Ada', ...ada },
    { token: null, headers: { origin: publicUrl } },
  );
  await registry.call('POST', '/api/v1/servers', {
    name: 'Orders',
    source: { provider: 'git' },
    auth: { method: 'none' },
  });
}, 90_000);

afterAll(async () => {
  documents?.closeAllConnections();
  documents?.close();
  await engines?.stop();
});

/** Every request goes to the other replica than the one before. */
const browser = () => {
  let requests = 0;
  return new PlainBrowser(publicUrl, () => replicas[requests++ % replicas.length]!.url);
};
const at = (replica: RunningService, client: OAuthClient) =>
  Object.assign(new OAuthClient(replica.url, client.redirectUri), {
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    verifier: client.verifier,
  });
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string;
const published = async () =>
  (await (await messaging.kv(buckets.access)).get('jwks'))!
    .json<{ keys: { kid: string }[] }>()
    .keys.map(({ kid }) => kid);

async function registered(): Promise<OAuthClient> {
  const client = new OAuthClient(replicas[0]!.url);
  expect(await client.register()).toMatchObject({ status: 201 });
  return client;
}

describe('two replicas', () => {
  test('carry one sign-in between them, and either takes what the other gave', async () => {
    const client = await registered();
    const { body } = await at(replicas[1]!, client).exchange(await allow(browser(), client.authorizePath(orders), ada));
    expect(await at(replicas[0]!, client).refresh(body.refresh_token)).toMatchObject({ status: 200 });
  });

  test('let a code through once, whichever is asked and however often at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const client = await registered();
      const back = await allow(browser(), client.authorizePath(orders), ada);
      const answered = await Promise.all([0, 1, 0, 1].map((index) => at(replicas[index]!, client).exchange(back)));
      const won = answered.filter(({ status }) => status === 200);
      expect(won.length).toBeLessThanOrEqual(1);
      for (const { body } of won)
        expect(await at(replicas[1]!, client).refresh(body.refresh_token)).toMatchObject({
          status: 400,
          body: { error: 'invalid_grant' },
        });
    }
  });

  test('answer a refresh token that is used on both at once with tokens that work on both', async () => {
    const client = await registered();
    const { body } = await client.exchange(await allow(browser(), client.authorizePath(orders), ada));
    const answered = await Promise.all([0, 1].map((index) => at(replicas[index]!, client).refresh(body.refresh_token)));
    expect(answered.map(({ status }) => status)).toEqual([200, 200]);
    for (const [index, { body: next }] of answered.entries())
      expect(await at(replicas[1 - index]!, client).refresh(next.refresh_token)).toMatchObject({ status: 200 });
  });

  test('sign with the same keys', async () => {
    const keys = await Promise.all(
      replicas.map((replica) => replica.call('GET', '/oauth/jwks', undefined, { token: null })),
    );
    expect(keys[0]!.body).toEqual(keys[1]!.body);
    expect((await published()).sort()).toEqual(keys[0]!.body.keys.map(({ kid }: { kid: string }) => kid).sort());
  });
});

describe('a client that publishes its metadata', () => {
  const documentOf = (path: string, more: Record<string, unknown> = {}) => {
    const client_id = `https://${documentHost}${path}`;
    return {
      client_id,
      client_name: 'Published client',
      redirect_uris: ['https://client.test/callback'],
      token_endpoint_auth_method: 'none',
      scope: 'mcp',
      ...more,
    };
  };
  const open = (clientId: string) => {
    const client = Object.assign(new OAuthClient(replicas[0]!.url), { clientId });
    return new PlainBrowser(publicUrl, replicas[0]!.url).open(client.authorizePath(orders));
  };

  test('needs no registration; the page names its host, and each installation is one connection', async () => {
    answers.set('/client.json', { body: documentOf('/client.json') });
    const client = Object.assign(new OAuthClient(replicas[0]!.url), {
      clientId: `https://${documentHost}/client.json`,
    });
    const by = browser();
    const page = await by.submit(await by.open(client.authorizePath(orders)), '/sign-in', ada);
    expect(page.html).toContain(`${documentHost} vouches for it`);
    const first = await client.exchange(await by.submit(page, '/allow'));
    expect(first).toMatchObject({ status: 200, body: { scope: 'mcp mcp:call' } });
    const second = await client.exchange(await allow(by, client.authorizePath(orders)));
    const gid = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).gid;
    expect(gid(second.body.access_token)).not.toBe(gid(first.body.access_token));
    expect(asked.filter((path) => path === '/client.json').length).toBeLessThanOrEqual(replicas.length);
  });

  test('is refused when the document names another client, is too large, moved, malformed or away', async () => {
    answers.set('/else.json', { body: documentOf('/client.json') });
    answers.set('/large.json', { body: documentOf('/large.json', { padding: 'x'.repeat(20_000) }) });
    answers.set('/moved.json', { status: 302, headers: { location: `https://${documentHost}/target.json` } });
    answers.set('/target.json', { body: documentOf('/moved.json') });
    answers.set('/text.json', { body: 'hello' });
    answers.set('/astray.json', {
      body: documentOf('/astray.json', { redirect_uris: ['http://evil.test/cb', 'https://client.test/callback'] }),
    });
    answers.set('/secret.json', { body: documentOf('/secret.json', { client_secret: 'x' }) });
    answers.set('/silent.json', 'silence');
    for (const path of [
      '/else.json',
      '/large.json',
      '/moved.json',
      '/text.json',
      '/astray.json',
      '/secret.json',
      '/silent.json',
      '/missing.json',
    ]) {
      expect([path, await open(`https://${documentHost}${path}`)]).toMatchObject([
        path,
        { status: 400, isOutside: false },
      ]);
    }
    expect(asked).not.toContain('/target.json');
  });

  test('is not fetched from inside the network', async () => {
    const before = asked.length;
    const { port } = documents.address() as AddressInfo;
    for (const id of [
      `https://127.0.0.1:${port}/client.json`,
      `https://[::1]:${port}/client.json`,
      'https://169.254.169.254/latest',
      'https://10.0.0.1/client.json',
      `https://user@${documentHost}/client.json`,
      `http://${documentHost}/client.json`,
    ]) {
      expect([id, await open(id)]).toMatchObject([id, { status: 400, isOutside: false }]);
    }
    expect(asked.length).toBe(before);
  });
});

describe('keys and state', () => {
  test('survive a restart of every replica', async () => {
    const client = await registered();
    const { body } = await client.exchange(await allow(browser(), client.authorizePath(orders), ada));
    const by = browser();
    const page = await by.submit(
      await by.open(client.authorizePath(orders, { scope: 'openid mcp mcp:call' })),
      '/sign-in',
      ada,
    );
    await Promise.all(replicas.map((replica) => replica.kill()));
    replicas = [await engines.service('identity', environment), await engines.service('identity', environment)];
    const after = at(replicas[0]!, client);
    const next = await after.refresh(body.refresh_token);
    expect(next).toMatchObject({ status: 200 });
    expect(kidOf(next.body.access_token)).toBe(kidOf(body.access_token));
    expect(await after.exchange(page.isOutside ? page : await by.submit(page, '/allow'))).toMatchObject({
      status: 200,
    });
  });

  test('rotate without ending a sign-in: a key is published before it signs and while its tokens live', async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    const often = { ...environment, TOOLYARD_SIGNING_KEY_DAYS: String(2 / 86_400) };
    replicas = [await engines.service('identity', often), await engines.service('identity', often)];
    const client = await registered();
    const by = browser();
    const page = await by.submit(await by.open(client.authorizePath(orders)), '/sign-in', ada);
    const first = await client.exchange(await allow(browser(), client.authorizePath(orders), ada));
    let refreshToken = first.body.refresh_token;
    const firstKid = kidOf(first.body.access_token);
    await eventually(async () => {
      const existing = await published();
      const answer = await at(replicas[1]!, client).refresh(refreshToken);
      expect(answer.status).toBe(200);
      refreshToken = answer.body.refresh_token;
      expect(existing).toContain(kidOf(answer.body.access_token));
      return kidOf(answer.body.access_token) !== firstKid;
    });
    expect(await published()).toContain(firstKid);
    expect(await client.exchange(await by.submit(page, '/allow'))).toMatchObject({ status: 200 });
  }, 60_000);
});
