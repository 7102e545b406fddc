import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { eventually } from '@toolyard/service/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { type MetadataHost, metadataHost } from '../testing/metadata-host.js';
import { callback, SignIn } from '../testing/oauth-person.js';
import { addingServer } from '../testing/server-repositories.js';
import { TestPlatform } from '../testing/platform.js';

let platform: TestPlatform;
let publisher: MetadataHost;
let folder: string;
let server: ServerAnswer;
let other: ServerAnswer;
let everyone: any;
const maria = { email: 'maria@toolyard.test', password: 'correct horse battery staple 42' };
let mariaId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-oauth-'));
  publisher = await metadataHost({ client_name: 'Published Client', redirect_uris: [callback] });
  platform = await TestPlatform.start({ ...publisher.trust(folder), TOOLYARD_CLIENT_METADATA_HOSTS: publisher.host });
  await platform.openToAllAccounts();
  server = await platform.createServer('Signed in');
  other = await platform.createServer('Another one');
  const sha = await platform.repository(server).commitAndPush('The first version', addingServer);
  const { url } = await platform.ok('POST', '/invitations', { email: maria.email, role: 'member' });
  const accepted = await fetch(`${platform.url}/api/v1/invitations/${/token=(.+)$/.exec(url)![1]}/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: platform.url },
    body: JSON.stringify({ name: 'Maria', password: maria.password }),
  });
  mariaId = ((await accepted.json()) as { userId: string }).userId;
  everyone = (await platform.ok('GET', '/groups')).items.find(({ isDefault }) => isDefault);
  await platform.deployment(server.id, ['live'], sha);
}, 300_000);

afterAll(async () => {
  await platform?.stop();
  await publisher?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

interface Signed {
  client: Client;
  transport: StreamableHTTPClientTransport;
  signIn: SignIn;
}

/** Connects as a client does that was never here: refused, sent to the browser, and back with a code. */
async function connect(signIn: SignIn, name = 'sdk-1', person = maria): Promise<Signed> {
  const first = new StreamableHTTPClientTransport(platform.mcpUrl(server.slug), { authProvider: signIn });
  await expect(new Client({ name, version: '1' }).connect(first)).rejects.toBeInstanceOf(UnauthorizedError);
  await first.finishAuth((await signIn.sentBack(platform.url, person)).get('code')!);
  const transport = new StreamableHTTPClientTransport(platform.mcpUrl(server.slug), { authProvider: signIn });
  const client = new Client({ name, version: '1' });
  await client.connect(transport);
  return { client, transport, signIn };
}

const add = (client: { callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<any> }) =>
  client.callTool({ name: 'add', arguments: { a: 20, b: 22 } }).then(({ content }) => content[0].text);
const recorded = (query: string) =>
  eventually(async () => (await platform.ok('GET', `/activity?serverId=${server.id}&${query}`)).items[0]);

function rpc(
  token: string,
  slug = server.slug,
  message: object = {
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  },
): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  return fetch(platform.mcpUrl(slug), {
    method: 'POST',
    headers,
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  });
}

describe('a client that was never here', () => {
  test("finds where to sign in, registers, and calls tools in its person's name", async () => {
    const { client, signIn } = await connect(new SignIn('Registered Client'), 'registering');
    expect(signIn.asked).toHaveLength(1);
    expect(Object.fromEntries(signIn.asked[0]!.searchParams)).toMatchObject({
      resource: platform.mcpUrl(server.slug).href,
      scope: expect.stringContaining('mcp:call'),
      code_challenge_method: 'S256',
    });
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('add');
    expect(await add(client)).toBe('42');
    expect(await recorded('source=registering')).toMatchObject({ tool: 'add', class: 'ok', user: 'Maria' });
    await client.close();
  });

  test('is known by its metadata document, without registering', async () => {
    const signIn = new SignIn('Published Client', publisher.clientId);
    const first = new ModernTransport(platform.mcpUrl(server.slug), { authProvider: signIn as never });
    const start = () =>
      new ModernClient({ name: 'publishing', version: '2' }, { versionNegotiation: { mode: 'auto' } });
    await expect(start().connect(first)).rejects.toThrow();
    expect(signIn.asked.at(-1)!.searchParams.get('client_id')).toBe(publisher.clientId);
    await first.finishAuth(await signIn.sentBack(platform.url, maria));
    const client = start();
    await client.connect(new ModernTransport(platform.mcpUrl(server.slug), { authProvider: signIn as never }));
    expect(await add(client)).toBe('42');
    expect(await recorded('source=publishing')).toMatchObject({ user: 'Maria' });
    await client.close();
  });

  test('that asked for less asks for more when it needs it', async () => {
    const signIn = new SignIn('Careful Client');
    signIn.scope = 'mcp';
    // This SDK would refresh its token instead of asking, and get no more than it had.
    signIn.refreshes = false;
    const { client, transport } = await connect(signIn, 'careful');
    expect(signIn.kept?.scope).toBe('mcp');
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    signIn.scope = undefined;
    await expect(add(client)).rejects.toThrow();
    expect(signIn.asked).toHaveLength(2);
    expect(signIn.asked[1]!.searchParams.get('scope')?.split(' ')).toEqual(expect.arrayContaining(['mcp', 'mcp:call']));
    const session = transport.sessionId;
    await transport.finishAuth((await signIn.sentBack(platform.url, maria)).get('code')!);
    expect(await add(client)).toBe('42');
    expect(transport.sessionId).toBe(session);
    await client.close();
  });

  test('that can refresh its token asks its person all the same when that is not enough', async () => {
    const signIn = new SignIn('Careful and modern');
    signIn.scope = 'mcp';
    const first = new ModernTransport(platform.mcpUrl(server.slug), { authProvider: signIn as never });
    await expect(new ModernClient({ name: 'modern', version: '2' }).connect(first)).rejects.toThrow();
    await first.finishAuth(await signIn.sentBack(platform.url, maria));
    const client = new ModernClient({ name: 'modern', version: '2' });
    const transport = new ModernTransport(platform.mcpUrl(server.slug), { authProvider: signIn as never });
    await client.connect(transport);
    signIn.scope = undefined;
    await expect(add(client)).rejects.toThrow();
    await transport.finishAuth(await signIn.sentBack(platform.url, maria));
    expect(await add(client)).toBe('42');
    expect(signIn.kept?.scope?.split(' ').sort()).toEqual(['mcp', 'mcp:call']);
    await client.close();
  });
});

describe('a client that is signed in', () => {
  let signed: Signed;

  beforeAll(async () => {
    signed = await connect(new SignIn('Lasting Client'), 'lasting');
  });

  afterAll(() => signed?.client.close());

  test('refreshes its token and keeps its session', async () => {
    const { client, transport, signIn } = signed;
    const session = transport.sessionId;
    const before = signIn.kept!;
    signIn.kept = { ...before, access_token: `${before.access_token.slice(0, -4)}AAAA` };
    expect(await add(client)).toBe('42');
    expect(signIn.kept.access_token).not.toBe(before.access_token);
    expect(signIn.kept.refresh_token).not.toBe(before.refresh_token);
    expect(signIn.asked).toHaveLength(1);
    expect(transport.sessionId).toBe(session);
  });

  test('has a token for one server, which no other takes', async () => {
    const token = signed.signIn.kept!.access_token;
    expect((await rpc(token)).status).toBe(200);
    const elsewhere = await rpc(token, other.slug);
    expect(elsewhere.status).toBe(401);
    expect(elsewhere.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await platform.api('GET', '/servers', undefined, token)).status).toBe(401);
  });

  test("follows a change of its person's groups at the next call, in the open session", async () => {
    const { client } = signed;
    await platform.ok('PUT', `/groups/${everyone.id}/servers/${server.id}`, { access: 'except', tools: ['add'] });
    await expect(add(client)).rejects.toThrow('do not allow the tool "add"');
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('add');
    expect(await recorded('source=lasting&status=denied')).toMatchObject({
      tool: 'add',
      class: 'denied',
      user: 'Maria',
    });
    await platform.ok('DELETE', `/groups/${everyone.id}/servers/${server.id}`);
    expect(await add(client)).toBe('42');
  });

  test('is out at the next call once its person is disabled, and in again once they are not', async () => {
    const token = signed.signIn.kept!.access_token;
    await platform.ok('PATCH', `/users/${mariaId}`, { status: 'disabled' });
    expect((await rpc(token)).status).toBe(401);
    await platform.ok('PATCH', `/users/${mariaId}`, { status: 'active' });
    const back = await connect(new SignIn('Back again'), 'back');
    expect(await add(back.client)).toBe('42');
    await back.client.close();
  });

  test('is out at the next call once its connection is ended', async () => {
    const { client, signIn } = await connect(new SignIn('Ended Client'), 'ended');
    const cookie = await signInToDashboard();
    const dashboard = (method: string, path: string) =>
      fetch(`${platform.url}/api/v1${path}`, { method, headers: { cookie, origin: platform.url } });
    const { items } = (await (await dashboard('GET', '/me/connections')).json()) as {
      items: { id: string; clientName: string }[];
    };
    const connection = items.find(({ clientName }) => clientName === 'Ended Client')!;
    expect((await dashboard('DELETE', `/me/connections/${connection.id}`)).status).toBe(204);
    expect((await rpc(signIn.kept!.access_token)).status).toBe(401);
    await client.close();
  });
});

async function signInToDashboard(): Promise<string> {
  const answer = await fetch(`${platform.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: platform.url },
    body: JSON.stringify(maria),
  });
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

describe('without a browser', () => {
  test('an API key calls its servers only, and no longer once it is revoked', async () => {
    const { id: serviceAccountId } = await platform.ok('POST', '/service-accounts', {
      name: 'Nightly job',
      role: 'member',
    });
    const { id, token } = await platform.ok('POST', '/api-keys', {
      name: 'nightly',
      rights: ['call'],
      servers: [server.id],
      serviceAccountId,
    });
    expect((await rpc(token)).status).toBe(200);
    expect((await rpc(token, other.slug)).status).toBe(403);
    expect((await platform.api('GET', '/servers', undefined, token)).status).toBe(403);
    const discovered = (await (await fetch(`${platform.url}/.well-known/oauth-authorization-server`)).json()) as {
      token_endpoint: string;
    };
    const fields = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: token,
      resource: platform.mcpUrl(server.slug).href,
    });
    const granted = (await (await fetch(discovered.token_endpoint, { method: 'POST', body: fields })).json()) as {
      access_token: string;
    };
    expect((await rpc(granted.access_token)).status).toBe(200);
    expect((await platform.api('DELETE', `/api-keys/${id}`)).status).toBe(204);
    expect([(await rpc(token)).status, (await rpc(granted.access_token)).status]).toEqual([401, 401]);
  });
});

describe('the connection check', () => {
  test('finds nothing wrong with a platform that clients can connect to', async () => {
    const report = await platform.ok('GET', `/servers/${server.id}/connection-check`);
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(report).toMatchObject({ ok: true, url: platform.mcpUrl(server.slug).href });
    expect(report.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'First request',
        'OAuth metadata',
        'Registration of a client',
        'Start of a sign-in',
        'List of tools',
        'Discover',
      ]),
    );
  });

  test('of a server without a deployment says what to do', async () => {
    const report = await platform.ok('GET', `/servers/${other.id}/connection-check`);
    expect(report.steps.find(({ name }) => name === 'Initialize')).toMatchObject({
      ok: false,
      status: 503,
      repair: expect.stringContaining('Deploy'),
    });
  });
});

describe('while identity, the event store and NATS are away', () => {
  test('signed-in clients go on, and no one else comes in', async () => {
    const { client, signIn } = await connect(new SignIn('Steady Client'), 'steady');
    const { services, engines } = platform.file();
    const stopped = [services['identity'], engines['event-store'], engines['nats']].map((each) => each!.pid!);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    try {
      expect(await add(client)).toBe('42');
      expect((await rpc(signIn.kept!.access_token)).status).toBe(200);
      expect((await rpc('an invented token')).status).toBe(401);
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT');
    }
    await client.close();
  });
});
