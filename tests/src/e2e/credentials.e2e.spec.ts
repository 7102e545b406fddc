import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { eventually } from '@toolyard/service/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { credentialServer } from '../testing/server-repositories.js';
import { TestPlatform } from '../testing/platform.js';

interface Person {
  name: string;
  token: string;
  secret: string;
}

let platform: TestPlatform;
let server: ServerAnswer;
let ann: Person;
let bob: Person;
const clients: { close(): Promise<void> }[] = [];

async function newPerson(name: string): Promise<Person> {
  const { url } = await platform.ok('POST', '/invitations', {
    email: `${name.toLowerCase()}@toolyard.test`,
    role: 'member',
  });
  const headers = { 'content-type': 'application/json', origin: platform.url };
  const accepted = await fetch(`${platform.url}/api/v1/invitations/${/token=(.+)$/.exec(url)![1]}/accept`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name, password: randomBytes(12).toString('hex') }),
  });
  const cookie = accepted.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const made = await fetch(`${platform.url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: JSON.stringify({ name: 'test', rights: ['call', 'read', 'write'], servers: 'all' }),
  });
  return {
    name,
    token: ((await made.json()) as { token: string }).token,
    secret: `${name.toLowerCase()}-${randomBytes(12).toString('hex')}`,
  };
}

beforeAll(async () => {
  platform = await TestPlatform.start({ LOG_LEVEL: 'trace' });
  await platform.openToAllAccounts();
  server = await platform.createServer('Mirror', {
    auth: { method: 'credentials', fields: [{ name: 'API_KEY', label: 'Your key', secret: true }] },
  });
  const sha = await platform.repository(server).commitAndPush('The first version', credentialServer);
  [ann, bob] = [await newPerson('Ann'), await newPerson('Bob')];
  await platform.deployment(server.id, ['live'], sha);
}, 300_000);

afterAll(async () => {
  await Promise.allSettled(clients.map((client) => client.close()));
  await platform?.stop();
}, 120_000);

const authorised = ({ token }: Person) => ({
  requestInit: { headers: { authorization: `Bearer ${token}`, 'x-credential-api-key': 'forged' } },
});

async function legacy(person: Person): Promise<Client> {
  const client = new Client({ name: 'legacy', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(platform.mcpUrl(server.slug), authorised(person)));
  clients.push(client);
  return client;
}

async function modern(person: Person): Promise<ModernClient> {
  const client = new ModernClient({ name: 'modern', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new ModernTransport(platform.mcpUrl(server.slug), authorised(person)));
  clients.push(client);
  return client;
}

const call = (client: Client | ModernClient): Promise<any> => client.callTool({ name: 'seen', arguments: {} });
const seen = async (client: Client | ModernClient) => JSON.parse((await call(client)).content[0].text);
const put = (person: Person, secret = person.secret) =>
  platform.api('PUT', `/servers/${server.id}/credential`, { values: { API_KEY: secret } }, person.token);

describe("users' own credentials", () => {
  test('are asked for with a link, then reach the server with their calls alone', async () => {
    const [hers, his] = [await legacy(ann), await modern(bob)];
    const page = `${platform.url}/credentials?server=${server.slug}`;
    expect(await call(hers)).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(page) }] });
    expect(await put(ann)).toMatchObject({ status: 200, body: { status: 'complete' } });
    expect(await put(bob)).toMatchObject({ status: 200 });
    expect((await seen(hers)).seen).toEqual({ 'x-credential-api-key': ann.secret });
    expect((await seen(his)).seen).toEqual({ 'x-credential-api-key': bob.secret });
    expect((await platform.api('GET', '/me/credentials', undefined, ann.token)).body.items).toMatchObject([
      { slug: server.slug, status: 'complete' },
    ]);
  });

  test('that are changed are used from the next call on', async () => {
    const hers = await legacy(ann);
    await put(ann, 'another-key');
    expect((await seen(hers)).seen).toEqual({ 'x-credential-api-key': 'another-key' });
    await put(ann);
    expect((await seen(hers)).seen).toEqual({ 'x-credential-api-key': ann.secret });
  });

  test('go along with a session over a redeployment', async () => {
    const hers = await legacy(ann);
    await seen(hers);
    const sha = await platform
      .repository(server)
      .commitAndPush('The second version', { ...credentialServer, 'README.md': 'second\n' });
    await platform.deployment(server.id, ['live'], sha);
    expect((await seen(hers)).seen).toEqual({ 'x-credential-api-key': ann.secret });
  }, 240_000);

  test('are gone when they are removed', async () => {
    const hers = await legacy(ann);
    expect((await platform.api('DELETE', `/servers/${server.id}/credential`, undefined, ann.token)).status).toBe(204);
    expect(await call(hers)).toMatchObject({ isError: true });
    const audited = await eventually(
      async () => (await platform.ok('GET', `/audit?serverId=${server.id}&type=CredentialRemoved`)).items[0],
    );
    expect(audited.summary).toContain('removed the credentials for Mirror');
  });

  test('are masked where calls are recorded, and are in no log, file or environment', async () => {
    const { environment } = await seen(await legacy(bob));
    for (const { secret } of [ann, bob]) expect(environment).not.toContain(secret);
    const recorded = await eventually(async () => {
      const { items } = await platform.ok('GET', `/activity?serverId=${server.id}`);
      return items.filter((item) => item.class === 'ok').length >= 4 && items;
    });
    expect(recorded.some((item) => item.class === 'auth_required')).toBe(true);
    expect(JSON.stringify(recorded)).toContain('***');
    // Stopped, because files come and go while the platform runs.
    await platform.down();
    const places = readdirSync(platform.data, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(places.length).toBeGreaterThan(10);
    for (const entry of places) {
      const content = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      for (const { name, secret } of [ann, bob])
        expect(content.includes(secret) ? `${entry.name} holds the key of ${name}` : '').toBe('');
    }
  }, 120_000);
});
