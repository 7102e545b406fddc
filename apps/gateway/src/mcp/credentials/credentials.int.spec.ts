import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ServerAuth } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import { bodyOf, legacyServer, modernServer, serve, sseServer, type Fixture } from '../../testing/fixtures.js';
import { clientHeaders, modernEndpoint, runGateway, type RunningGateway } from '../../testing/running-gateway.js';
import { CallerCredentials, type OpenedCredential } from './caller-credentials.js';

const auth: ServerAuth = { method: 'credentials', fields: [{ name: 'API_KEY', label: 'API key', secret: true }] };
const oauth2: ServerAuth = {
  method: 'oauth2',
  authorizationUrl: 'https://p.test/a',
  tokenUrl: 'https://p.test/t',
  clientId: 'c',
  scopes: [],
};
const missing: OpenedCredential = { status: 'missing', delivered: null, expiresAt: null };
const given = (value: string, expiresAt: string | null = null): OpenedCredential => ({
  status: 'complete',
  delivered: { headers: ['X-Credential-API-KEY', value], secrets: [value] },
  expiresAt,
});

interface Stage {
  running: RunningGateway;
  credentials: CallerCredentials;
  /** By user; the fetch for another user fails. */
  stored: Map<string, OpenedCredential>;
  asked: string[];
}

let open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.toReversed()) await close();
  open = [];
});

async function stage(server: Fixture, change: Parameters<RunningGateway['route']>[0] = {}): Promise<Stage> {
  const stored = new Map<string, OpenedCredential>();
  const asked: string[] = [];
  const credentials = new CallerCredentials(async (serverId, userId) => {
    asked.push(`${serverId} ${userId}`);
    const found = stored.get(userId);
    if (!found) throw new Error('The secrets service cannot be reached right now.');
    return found;
  }, 'https://tools.test/');
  const running = await runGateway({ credentials });
  open.push(
    () => server.kill(),
    () => running.stop(),
  );
  running.route({ auth, targets: [server.target], ...change });
  running.group({ id: 'all', defaultAccess: 'all' });
  for (const id of ['ann', 'bob']) running.user({ id, groupIds: ['all'] });
  return { running, credentials, stored, asked };
}

/** A server that requires a session and answers a call with its credential headers. */
async function mirror(): Promise<
  Fixture & { requests: { method: string; headers: Record<string, unknown>; body: string }[] }
> {
  const requests: { method: string; headers: Record<string, unknown>; body: string }[] = [];
  const fixture = await serve((req, res) => {
    void bodyOf(req).then((text) => {
      requests.push({ method: req.method!, headers: req.headers, body: text });
      if (req.method === 'GET')
        return void res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
      if (req.method !== 'POST') return void res.writeHead(200).end();
      const { id, method } = JSON.parse(text) as { id?: number; method: string };
      if (id === undefined) return void res.writeHead(202).end();
      const seen = JSON.stringify({
        key: req.headers['x-credential-api-key'],
        other: req.headers['x-credential-other'],
        authorization: req.headers.authorization,
      });
      const result = {
        initialize: {
          protocolVersion: '2025-11-25',
          capabilities: { tools: {} },
          serverInfo: { name: 'm', version: '1' },
        },
        'tools/list': { tools: [{ name: 'seen', inputSchema: { type: 'object' } }] },
      }[method] ?? { content: [{ type: 'text', text: seen }] };
      res
        .writeHead(200, {
          'content-type': 'application/json',
          ...(method === 'initialize' ? { 'mcp-session-id': `inner-${requests.length}` } : {}),
        })
        .end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    });
  });
  return Object.assign(fixture, { requests });
}

async function legacyClient(
  { running }: Stage,
  userId: string,
  capabilities: object = {},
  headers: Record<string, string> = {},
): Promise<Client> {
  const client = new Client({ name: 'legacy', version: '1' }, { capabilities });
  await client.connect(
    new StreamableHTTPClientTransport(running.mcpUrl(), {
      requestInit: { headers: { authorization: `Bearer ${running.key(userId)}`, ...headers } },
    }),
  );
  open.push(() => client.close());
  return client;
}

function newModernClient(): ModernClient {
  const client = new ModernClient(
    { name: 'modern', version: '1' },
    { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { url: {} } } },
  );
  open.push(() => client.close());
  return client;
}

function transportOf({ running }: Stage, userId: string): ModernTransport {
  const headers = { authorization: `Bearer ${running.key(userId)}` };
  return new ModernTransport(running.mcpUrl(), { requestInit: { headers } });
}

function postAs(running: RunningGateway, userId: string, body: string): Promise<Response> {
  return fetch(running.mcpUrl(), { method: 'POST', headers: clientHeaders(running.key(userId)), body });
}

const textOf = (result: any): string => result.content[0].text;
const seenBy = async (client: Client) => JSON.parse(textOf(await client.callTool({ name: 'seen', arguments: {} })));

describe("a caller's credentials", () => {
  test('are added to each of their own requests only, whatever headers the client sends', async () => {
    const server = await mirror();
    const at = await stage(server);
    at.stored.set('ann', given('key of ann')).set('bob', given('key of bob'));
    const [ann, bob] = [
      await legacyClient(at, 'ann', {}, { 'X-Credential-API-KEY': 'forged', 'X-Credential-OTHER': 'forged' }),
      await legacyClient(at, 'bob'),
    ];
    expect(await seenBy(ann)).toEqual({ key: 'key of ann' });
    expect(await seenBy(bob)).toEqual({ key: 'key of bob' });
    await eventually(() => server.requests.some(({ method }) => method === 'GET'));
    const withoutKey = ({ headers }: { headers: Record<string, unknown> }) =>
      !/^key of (ann|bob)$/.test(String(headers['x-credential-api-key']));
    expect(server.requests.filter(withoutKey)).toEqual([]);
    expect(at.asked).toEqual(['srv_1 ann', 'srv_1 bob']);
  });

  test('are a bearer token for OAuth 2.0, never the token of the client', async () => {
    const at = await stage(await mirror(), { auth: oauth2 });
    at.stored.set('ann', {
      status: 'connected',
      delivered: { headers: ['Authorization', 'Bearer upstream'], secrets: ['upstream'] },
      expiresAt: null,
    });
    expect(await seenBy(await legacyClient(at, 'ann'))).toEqual({ authorization: 'Bearer upstream' });
  });

  test('are replaced from the next call after a change on, also in open sessions', async () => {
    const at = await stage(await mirror());
    at.stored.set('ann', given('first'));
    const ann = await legacyClient(at, 'ann');
    expect((await seenBy(ann)).key).toBe('first');
    at.stored.set('ann', given('second'));
    at.credentials.forget('srv_1', 'ann');
    expect((await seenBy(ann)).key).toBe('second');
    at.stored.set('ann', missing);
    at.credentials.forgetAll();
    expect(await ann.callTool({ name: 'seen', arguments: {} })).toMatchObject({ isError: true });
  });

  test('are fetched again when they changed during the fetch', async () => {
    const server = await mirror();
    const answers: ((found: OpenedCredential) => void)[] = [];
    const credentials = new CallerCredentials(
      () => new Promise((resolve) => answers.push(resolve)),
      'https://tools.test',
    );
    const running = await runGateway({ credentials });
    open.push(
      () => server.kill(),
      () => running.stop(),
    );
    running.route({ auth, targets: [server.target] });
    const call = () =>
      postAs(running, 'admin', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"seen"}}');
    const before = call();
    await eventually(() => answers.length === 1);
    credentials.forget('srv_1', 'admin');
    const after = call();
    await eventually(() => answers.length === 2);
    answers[1]!(given('new'));
    answers[0]!(given('old'));
    await before;
    expect(await (await after).text()).toContain('new');
    expect(await (await call()).text()).toContain('new');
  });

  test('are fetched again when they expire', async () => {
    const at = await stage(await mirror());
    at.stored.set('ann', given('short', new Date(Date.now() + 1).toISOString()));
    const ann = await legacyClient(at, 'ann');
    await seenBy(ann);
    const before = at.asked.length;
    at.stored.set('ann', given('long'));
    await eventually(async () => (await seenBy(ann)).key === 'long');
    const fetches = at.asked.length;
    expect(fetches).toBeGreaterThan(before);
    await seenBy(ann);
    expect(at.asked).toHaveLength(fetches);
  });

  test('are not added for anonymous callers, and for servers without credentials', async () => {
    const server = await mirror();
    const at = await stage(server, { access: 'public' });
    const client = new Client({ name: 'anonymous', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(at.running.mcpUrl()));
    open.push(() => client.close());
    expect(await seenBy(client)).toEqual({});
    at.running.route({ access: 'organisation', auth: { method: 'none' } });
    expect(await seenBy(await legacyClient(at, 'ann'))).toEqual({});
    expect(at.asked).toEqual([]);
  });

  test('are sent to the new container when a session moves', async () => {
    const [first, second] = [await mirror(), await mirror()];
    const at = await stage(first);
    open.push(() => second.kill());
    at.stored.set('ann', given('key of ann'));
    const ann = await legacyClient(at, 'ann');
    await seenBy(ann);
    at.running.route({ deploymentId: 'dep_2', targets: [second.target], draining: [] });
    expect(await seenBy(ann)).toEqual({ key: 'key of ann' });
    expect(second.requests.length).toBeGreaterThan(1);
    expect(second.requests.every(({ headers }) => headers['x-credential-api-key'] === 'key of ann')).toBe(true);
  });

  test('are sent to servers of the HTTP+SSE transport', async () => {
    const server = await sseServer();
    const at = await stage(server, { endpoint: modernEndpoint });
    at.stored.set('ann', given('key of ann'));
    const client = new Client({ name: 'old', version: '1' });
    const headers = { authorization: `Bearer ${at.running.key('ann')}` };
    await client.connect(
      new SSEClientTransport(new URL(`${at.running.url}/s/tools/sse`), {
        requestInit: { headers },
        eventSourceInit: { fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...headers } }) },
      }),
    );
    open.push(() => client.close());
    expect(textOf(await client.callTool({ name: 'whoami', arguments: {} }))).toBe('old');
    expect(server.lastHeaders['x-credential-api-key']).toBe('key of ann');
    at.stored.set('ann', missing);
    at.credentials.forget('srv_1', 'ann');
    expect(await client.callTool({ name: 'whoami', arguments: {} })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('https://tools.test/credentials?server=tools') }],
    });
  });

  test('are masked in recorded calls', async () => {
    const at = await stage(await legacyServer());
    at.stored.set('ann', given('sk-very-secret'));
    const ann = await legacyClient(at, 'ann');
    await ann.callTool({ name: 'echo', arguments: { text: 'my key is sk-very-secret' } });
    const call = await at.running.call();
    expect(call).toMatchObject({
      class: 'ok',
      input: JSON.stringify({ text: 'my key is ***' }),
      output: expect.stringContaining('my key is ***'),
    });
    await at.running.mcp.stop();
    for (const file of ['routes.json', 'access.json'])
      expect(readFileSync(join(at.running.directory, file), 'utf8')).not.toContain('sk-very-secret');
  });
});

describe('a call without credentials', () => {
  const sentence =
    'The server "Tools" needs your own credentials. Fill them in at ' +
    'https://tools.test/credentials?server=tools and call the tool again.';

  test('is answered with what to do, while connecting and listing work', async () => {
    const server = await mirror();
    const at = await stage(server);
    at.stored.set('ann', missing);
    const ann = await legacyClient(at, 'ann');
    expect((await ann.listTools()).tools).toHaveLength(1);
    expect(await ann.callTool({ name: 'seen', arguments: {} })).toEqual({
      content: [{ type: 'text', text: sentence }],
      isError: true,
    });
    expect(await at.running.call()).toMatchObject({
      class: 'auth_required',
      tool: 'seen',
      userId: 'ann',
      error: sentence,
    });
    expect(server.requests.some(({ body }) => body.includes('tools/call'))).toBe(false);
  });

  test('is answered with a URL elicitation if the client supports it (2025-11-25)', async () => {
    const at = await stage(await mirror());
    at.stored.set('ann', missing);
    const ann = await legacyClient(at, 'ann', { elicitation: { url: {} } });
    await expect(ann.callTool({ name: 'seen', arguments: {} })).rejects.toMatchObject({
      code: -32042,
      data: {
        elicitations: [
          {
            mode: 'url',
            url: 'https://tools.test/credentials?server=tools',
            elicitationId: expect.any(String),
            message: sentence,
          },
        ],
      },
    });
  });

  test('requests a URL elicitation if the client supports it, and goes on afterwards (2026-07-28)', async () => {
    const server = await modernServer();
    const at = await stage(server, { endpoint: modernEndpoint });
    at.stored.set('ann', missing);
    const client = newModernClient();
    const asked: any[] = [];
    client.setRequestHandler('elicitation/create', async (request: any) => {
      asked.push(request.params);
      at.stored.set('ann', given('now'));
      at.credentials.forget('srv_1', 'ann');
      return { action: 'accept' as const };
    });
    await client.connect(transportOf(at, 'ann'));
    expect(textOf(await client.callTool({ name: 'echo', arguments: { text: 'hello' } }))).toBe('hello');
    expect(asked).toMatchObject([
      { mode: 'url', url: 'https://tools.test/credentials?server=tools', message: sentence },
    ]);
    expect(server.lastHeaders['x-credential-api-key']).toBe('now');
    await eventually(() => at.running.calls.length === 2);
    expect(at.running.calls.map((call) => call.class)).toEqual(['auth_required', 'ok']);
  });

  test('does not request it twice, and does not send the response to the server (2026-07-28)', async () => {
    const server = await modernServer();
    const at = await stage(server, { endpoint: modernEndpoint });
    at.stored.set('ann', missing);
    const client = newModernClient();
    let asked = 0;
    client.setRequestHandler('elicitation/create', async () => {
      asked += 1;
      return { action: 'decline' as const };
    });
    await client.connect(transportOf(at, 'ann'));
    expect(await client.callTool({ name: 'echo', arguments: { text: 'x' } })).toMatchObject({
      isError: true,
      content: [{ text: sentence }],
    });
    expect(asked).toBe(1);
  });

  test.each([
    ['expired', 'has ended. Connect again'],
    ['failed', 'The provider refused: x.'],
  ] as const)('that are %s says so', async (status, words) => {
    const at = await stage(await mirror(), { auth: oauth2 });
    at.stored.set('ann', { ...missing, status, error: 'The provider refused: x.' });
    expect(textOf(await (await legacyClient(at, 'ann')).callTool({ name: 'seen', arguments: {} }))).toContain(words);
  });

  test('is answered call by call in a batch, and nothing of the batch is forwarded', async () => {
    const server = await mirror();
    const at = await stage(server);
    at.stored.set('ann', missing);
    const body = JSON.stringify(
      [1, 2].map((id) => ({
        jsonrpc: '2.0',
        id,
        method: id === 1 ? 'tools/call' : 'tools/list',
        params: { name: 'seen' },
      })),
    );
    const answer = await postAs(at.running, 'ann', body);
    expect(await answer.json()).toMatchObject([
      { id: 1, result: { isError: true } },
      { id: 2, error: { code: -32000 } },
    ]);
    expect(server.requests).toEqual([]);
  });

  test('is not forwarded while credentials cannot be fetched, which is tried again with the next call', async () => {
    const server = await mirror();
    const at = await stage(server);
    const post = () => postAs(at.running, 'ann', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
    expect((await post()).status).toBe(503);
    expect(server.requests).toEqual([]);
    at.stored.set('ann', given('x'));
    expect((await post()).status).toBe(200);
  });
});
