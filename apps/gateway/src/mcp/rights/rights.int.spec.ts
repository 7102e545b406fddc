import { hash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Rule } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import { bodyOf, legacyServer, modernServer, serve, sseServer, type Fixture } from '../../testing/fixtures.js';
import { adminToken, runGateway, type RunningGateway } from '../../testing/running-gateway.js';
import { issuer, type Issuer } from '../../testing/tokens.js';

let gateway: RunningGateway;
let signer: Issuer;
let servers: Fixture[] = [];
let clients: { close(): Promise<void> }[] = [];
let maria: string;

beforeEach(async () => {
  gateway = await runGateway();
  signer = await issuer(gateway.url);
  gateway.access('jwks', signer.jwks);
  gateway.user({ id: 'maria', groupIds: ['readers'] });
  allow({ access: 'only', tools: ['echo', 'whoami'] });
  maria = gateway.key('maria');
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close().catch(() => undefined)));
  await gateway.stop();
  await Promise.all(servers.map((server) => server.kill()));
  servers = [];
  clients = [];
});

const allow = (rule: Rule) => gateway.group({ id: 'readers', servers: { srv_1: rule } });

async function started(
  server: Promise<Fixture>,
  change: Parameters<RunningGateway['route']>[0] = {},
): Promise<Fixture> {
  servers.push(await server);
  gateway.route({ targets: [(await server).target], ...change });
  return server;
}

async function connected(token = maria): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'a-client', version: '1' });
  const transport = new StreamableHTTPClientTransport(gateway.mcpUrl(), {
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
  });
  clients.push(client);
  await client.connect(transport);
  return { client, transport };
}

async function modern(token = maria): Promise<ModernClient> {
  const client = new ModernClient(
    { name: 'modern', version: '2' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  clients.push(client);
  await client.connect(
    new ModernTransport(gateway.mcpUrl(), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }),
  );
  return client;
}

function post(body: unknown, token: string | null = maria, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(gateway.mcpUrl(), {
    method: 'POST',
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const call = (name: unknown, id: unknown = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: { text: 'x' } },
});
const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const names = ({ tools }: { tools: { name: string }[] }) => tools.map(({ name }) => name).sort();
const refused = {
  error: { code: -32000, data: { code: 'forbidden' }, message: expect.stringContaining('Ask an administrator') },
};

/** A server with fixed answers that counts the calls it gets. */
async function answering(
  answer: (body: { id: number; method: string }) => { type: string; body: string },
): Promise<Fixture & { bodies: string[] }> {
  const bodies: string[] = [];
  const fixture = await serve((req, res) => {
    void bodyOf(req).then((text) => {
      bodies.push(text);
      const { type, body } = answer(JSON.parse(text || '{}') as never);
      res.writeHead(200, { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) }).end(body);
    });
  });
  await started(Promise.resolve(fixture));
  return Object.assign(fixture, { bodies });
}
const tools = (...given: string[]) => given.map((name) => ({ name, inputSchema: { type: 'object' } }));

describe('the list of tools', () => {
  test('has the allowed tools for a caller of the legacy era, and all for an administrator', async () => {
    await started(legacyServer());
    const { client } = await connected();
    expect(names(await client.listTools())).toEqual(['echo', 'whoami']);
    const { client: admin } = await connected(adminToken);
    expect(names(await admin.listTools()).length).toBeGreaterThan(4);
  });

  test('has the allowed tools for a caller of the modern era', async () => {
    await started(modernServer());
    expect(names(await (await modern()).listTools())).toEqual(['echo', 'whoami']);
  });

  test('has the allowed tools for a caller of the HTTP+SSE transport', async () => {
    await started(sseServer(), {
      endpoint: {
        port: 0,
        path: '/sse',
        transport: 'sse',
        eras: ['legacy'],
        protocolVersion: '2024-11-05',
        serverInfo: { name: 'x', version: '1' },
      },
    });
    const client = new Client({ name: 'old', version: '1' });
    clients.push(client);
    const headers = { Authorization: `Bearer ${maria}` };
    await client.connect(
      new SSEClientTransport(new URL(`${gateway.url}/s/tools/sse`), {
        requestInit: { headers },
        eventSourceInit: { fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...headers } }) },
      }),
    );
    expect(names(await client.listTools())).toEqual(['echo', 'whoami']);
    await expect(client.callTool({ name: 'fail' })).rejects.toThrow('do not allow');
    expect(await gateway.call(({ tool }) => tool === 'fail')).toMatchObject({ class: 'denied', userId: 'maria' });
  });

  test('keeps its cursor, becomes private, and is unchanged otherwise', async () => {
    const result = {
      tools: tools('drop', 'echo'),
      nextCursor: 'page 2',
      ttlMs: 60_000,
      cacheScope: 'public',
      _meta: { a: 1 },
    };
    await answering(() => ({ type: 'application/json', body: JSON.stringify({ jsonrpc: '2.0', id: 1, result }) }));
    const response = await post(list);
    expect(await response.json()).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { ...result, tools: tools('echo'), cacheScope: 'private' },
    });
  });

  test('is unchanged for a caller who may call everything', async () => {
    const body = ` {"jsonrpc":"2.0", "id":1,"result":{"tools":[{"name":"drop","big":12345678901234567890}]}}\n`;
    await answering(() => ({ type: 'application/json', body }));
    expect(await (await post(list, adminToken)).text()).toBe(body);
  });

  test('is filtered in each answer of a batch, and in each event of a stream', async () => {
    const listing = (id: number) => ({ jsonrpc: '2.0', id, result: { tools: tools('drop', 'echo') } });
    await answering(() => ({
      type: 'application/json',
      body: JSON.stringify([listing(1), { jsonrpc: '2.0', id: 2, result: {} }, listing(3)]),
    }));
    const batch = (await (await post([list, { ...list, id: 2, method: 'ping' }, { ...list, id: 3 }])).json()) as {
      result: { tools?: { name: string }[] };
    }[];
    expect(batch.map(({ result }) => result.tools && names(result as never))).toEqual([['echo'], undefined, ['echo']]);
    const events =
      ': hello\r\n\r\n' +
      'id: 7\r\nevent: message\r\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\r\n\r\n' +
      `id: 8\nevent: message\ndata: ${JSON.stringify(listing(1))}\n\n`;
    await answering(() => ({ type: 'text/event-stream', body: events }));
    const text = await (await post(list)).text();
    expect(text).toBe(events.replace(JSON.stringify(tools('drop', 'echo')), JSON.stringify(tools('echo'))));
  });

  test('is filtered when it arrives on another stream than its request', async () => {
    const fixture = await serve((req, res) => {
      if (req.method === 'GET')
        return void res
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .write(
            `id: 1\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: 5, result: { tools: tools('drop', 'echo') } })}\n\n`,
          );
      res.writeHead(202).end();
    });
    await started(Promise.resolve(fixture));
    const stream = await fetch(gateway.mcpUrl(), {
      headers: { authorization: `Bearer ${maria}`, accept: 'text/event-stream', 'last-event-id': '0' },
    });
    const { value } = await stream.body!.getReader().read();
    expect(Buffer.from(value!).toString()).toContain(JSON.stringify(tools('echo')));
    expect(Buffer.from(value!).toString()).not.toContain('drop');
  });
});

describe('a call that is not allowed', () => {
  test('is answered with an error, is not forwarded, and is recorded as denied with its caller and tool', async () => {
    const server = await started(legacyServer());
    const { client } = await connected();
    expect(await client.callTool({ name: 'whoami' })).toMatchObject({ content: [{ text: 'legacy' }] });
    const seen = server.lastHeaders['x-correlation-id'];
    await expect(client.callTool({ name: 'fail', arguments: { because: 'test' } })).rejects.toThrow(
      'do not allow the tool "fail"',
    );
    expect(server.lastHeaders['x-correlation-id']).toBe(seen);
    const recorded = await gateway.call(({ tool }) => tool === 'fail');
    expect(recorded).toMatchObject({
      class: 'denied',
      userId: 'maria',
      userName: 'Name of maria',
      clientName: 'a-client',
      input: '{"because":"test"}',
      output: '',
    });
    expect(recorded.error).toContain('Ask an administrator');
  });

  test('is denied in the modern era in the same way', async () => {
    await started(modernServer());
    await expect((await modern()).callTool({ name: 'fail' })).rejects.toThrow('do not allow');
    expect(await gateway.call(({ tool }) => tool === 'fail')).toMatchObject({
      class: 'denied',
      clientName: 'modern',
      clientVersion: '2',
    });
  });

  test('is denied whatever tool its header names', async () => {
    const { bodies } = await answering(() => ({ type: 'application/json', body: '{}' }));
    expect(
      await (await post(call('drop'), maria, { 'mcp-name': 'echo', 'mcp-method': 'tools/list' })).json(),
    ).toMatchObject(refused);
    expect(bodies).toEqual([]);
  });

  test('is denied in an ambiguous body, in a batch and in a notification', async () => {
    const { bodies } = await answering(() => ({ type: 'application/json', body: '{}' }));
    const disguised = [
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"drop","name":"echo"}}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","Name":"drop"}}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"},"Params":{"name":"drop"}}',
      '{"jsonrpc":"2.0","id":1,"method":"ping","METHOD":"tools/call","params":{"name":"drop"}}',
      '{"jsonrpc":"2.0","id":1,"method":"ping","param\\u017f":{"name":"drop"}}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"drop"},"\\u0070arams":{"name":"echo"}}',
    ];
    for (const body of disguised) {
      const response = await post(body);
      expect([body, response.status]).toEqual([body, 400]);
    }
    expect(await (await post([call('echo', 1), call('drop', 2)])).json()).toMatchObject([
      { id: 1, error: { code: -32000 } },
      { id: 2, ...refused },
    ]);
    expect((await post({ ...call('drop'), id: undefined })).status).toBe(403);
    for (const name of [undefined, 7, null, { echo: 1 }, ['echo'], 'Echo', 'echo '])
      expect(await (await post(call(name))).json()).toHaveProperty('error');
    expect(bodies).toEqual([]);
  });

  test('is denied in another charset and in bytes that are not UTF-8', async () => {
    const server = await answering(({ id }) => ({
      type: 'application/json',
      body: JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } }),
    }));
    // In UTF-7 `+AG4-ame` is `name`, and the last key counts.
    const disguised = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","+AG4-ame":"fail"}}';
    for (const charset of ['utf-7', '"UTF-7"', 'utf-8; charset=utf-7', 'utf-8x', 'iso-2022-jp', '']) {
      expect((await post(disguised, maria, { 'content-type': `application/json; charset=${charset}` })).status).toBe(
        415,
      );
    }
    const ofTwo = new Headers([
      ['content-type', 'application/json'],
      ['content-type', 'application/json; charset=utf-7'],
    ]);
    expect((await post(disguised, maria, Object.fromEntries(ofTwo))).status).toBe(415);
    const [before, after] = JSON.stringify(call('e#cho')).split('#');
    const broken = Buffer.concat([Buffer.from(before!), Buffer.from([0xff]), Buffer.from(after!)]);
    const answer = await fetch(gateway.mcpUrl(), {
      method: 'POST',
      headers: { authorization: `Bearer ${maria}`, 'content-type': 'application/json', accept: 'application/json' },
      body: broken,
    });
    expect(answer.status).toBe(400);
    expect(server.bodies).toEqual([]);
    for (const charset of ['utf-8', 'UTF-8; x=y', '"utf-8"', 'utf8']) {
      expect((await post(call('echo'), maria, { 'content-type': `application/json; charset=${charset}` })).status).toBe(
        200,
      );
    }
    expect(server.bodies.length).toBe(4);
  });

  test('does not restrict the keys of arguments', async () => {
    const { bodies } = await answering(() => ({ type: 'application/json', body: '{}' }));
    const body =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo",' +
      '"arguments":{"name":"a","Name":"b","a":[{"x":1},{"x":2}],"params":{"name":"\\"}"}},"_meta":{"name":1}}}';
    expect((await post(body)).status).toBe(200);
    expect(bodies).toEqual([body]);
  });
});

describe('a change of rights', () => {
  test('takes effect in an open session at the next call, and the client is notified', async () => {
    await started(legacyServer());
    const { client } = await connected();
    let notifications = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (notifications += 1));
    await eventually(() => (gateway.mcp.sessions.size > 0 ? client.callTool({ name: 'whoami' }) : undefined));
    allow({ access: 'only', tools: ['echo'] });
    await expect(client.callTool({ name: 'whoami' })).rejects.toThrow('do not allow');
    expect(names(await client.listTools())).toEqual(['echo']);
    await eventually(() => notifications > 0);
    allow({ access: 'except', tools: ['fail'] });
    expect(await client.callTool({ name: 'whoami' })).toMatchObject({ content: [{ text: 'legacy' }] });
    expect(names(await client.listTools())).not.toContain('fail');
  });

  test('that leaves no tool closes the streams and hides the server with its prompts and resources', async () => {
    await started(legacyServer());
    const { transport } = await connected();
    const headers = {
      authorization: `Bearer ${maria}`,
      accept: 'text/event-stream',
      'mcp-session-id': transport.sessionId!,
    };
    const other = await fetch(gateway.mcpUrl(), {
      headers: { ...headers, 'mcp-session-id': (await connected()).transport.sessionId! },
    });
    allow({ access: 'none' });
    await other.text().catch(() => 'cut off');
    for (const method of ['initialize', 'prompts/list', 'resources/read', 'ping'])
      expect((await post({ ...list, method })).status).toBe(403);
    expect((await fetch(gateway.mcpUrl(), { headers })).status).toBe(403);
    expect(await (await post(call('echo'))).json()).toMatchObject(refused);
  });

  test('that revokes a key takes effect at the next request, and closes its streams', async () => {
    await started(legacyServer());
    const { client } = await connected();
    const stream = await fetch(gateway.mcpUrl(), {
      headers: {
        authorization: `Bearer ${maria}`,
        accept: 'text/event-stream',
        'mcp-session-id': (await connected()).transport.sessionId!,
      },
    });
    gateway.access(`key.${hash('sha256', maria)}`, null);
    await expect(client.callTool({ name: 'whoami' })).rejects.toThrow();
    expect((await post(list)).status).toBe(401);
    await stream.text().catch(() => 'cut off');
  });

  test('is notified on a subscription of the modern era', async () => {
    const acknowledged = JSON.stringify({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: {},
    });
    const fixture = await serve(
      (_, res) => void res.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${acknowledged}\n\n`),
    );
    await started(Promise.resolve(fixture));
    const listen = {
      jsonrpc: '2.0',
      id: 'sub-1',
      method: 'subscriptions/listen',
      params: { notifications: { toolsListChanged: true } },
    };
    const reader = (await post(listen, maria, { 'mcp-protocol-version': '2026-07-28' })).body!.getReader();
    await reader.read();
    allow({ access: 'only', tools: ['echo'] });
    const { value } = await reader.read();
    expect(Buffer.from(value!).toString()).toContain(
      '{"jsonrpc":"2.0","method":"notifications/tools/list_changed",' +
        '"params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"sub-1"}}}',
    );
    await reader.cancel();
  });
});

describe('a session', () => {
  test('of another user is unknown', async () => {
    await started(legacyServer());
    gateway.user({ id: 'eve', groupIds: ['readers'] });
    const eve = gateway.key('eve');
    const { transport } = await connected();
    const stolen = { 'mcp-session-id': transport.sessionId!, 'mcp-protocol-version': '2025-11-25' };
    expect((await post(list, eve, stolen)).status).toBe(404);
    expect((await post(list, adminToken, stolen)).status).toBe(404);
    for (const method of ['GET', 'DELETE'])
      expect(
        (
          await fetch(gateway.mcpUrl(), {
            method,
            headers: { authorization: `Bearer ${eve}`, accept: 'text/event-stream', ...stolen },
          })
        ).status,
      ).toBe(404);
    expect((await post(list, maria, stolen)).status).toBe(200);
    expect((await post(list, null, stolen)).status).toBe(401);
  });

  test('is kept when the token is refreshed', async () => {
    await started(legacyServer());
    const aud = `${gateway.url}/s/tools/mcp`;
    const { transport } = await connected(await signer.token({ sub: 'maria', aud }));
    const refreshed = await signer.token({ sub: 'maria', aud, jti: 'another' });
    expect(
      (await post(list, refreshed, { 'mcp-session-id': transport.sessionId!, 'mcp-protocol-version': '2025-11-25' }))
        .status,
    ).toBe(200);
  });
});

describe('the challenge', () => {
  test('has the metadata and all scopes, and an error only when a token was sent', async () => {
    await started(legacyServer());
    const bare = await post(list, null);
    expect(bare.status).toBe(401);
    expect(bare.headers.get('www-authenticate')).toBe(
      'Bearer scope="mcp mcp:call", ' +
        `resource_metadata="${gateway.url}/.well-known/oauth-protected-resource/s/tools/mcp"`,
    );
    const wrong = await post(list, 'wrong');
    expect(wrong.headers.get('www-authenticate')).toMatch(
      /^Bearer error="invalid_token", error_description="[^"]+", scope="mcp mcp:call", resource_metadata="/,
    );
    expect(
      (await post(list, null, { origin: 'https://app.test' })).headers.get('access-control-expose-headers'),
    ).toContain('WWW-Authenticate');
    const { resource } = (await (
      await fetch(/resource_metadata="([^"]+)"/.exec(bare.headers.get('www-authenticate')!)![1]!)
    ).json()) as { resource: string };
    expect(resource).toBe(gateway.mcpUrl().href);
  });

  test('requests more scopes when a client that may only list calls a tool', async () => {
    await started(legacyServer({ stateless: true }));
    const token = await signer.token({ sub: 'maria', aud: gateway.mcpUrl().href, scope: 'mcp', client_name: 'Desk' });
    expect((await post(list, token)).status).toBe(200);
    const response = await post(call('echo', 9), token);
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_scope", error_description="[^"]+", scope="mcp mcp:call", resource_metadata="[^"]+"$/,
    );
    expect(await response.json()).toMatchObject({ id: 9, error: { data: { code: 'forbidden' } } });
    expect(await gateway.call()).toMatchObject({ class: 'auth_required', userId: 'maria', tool: 'echo' });
  });

  test('is recorded for tool calls without a token only, and for a limited number of them', async () => {
    await started(legacyServer());
    expect((await post({ ...list, method: 'initialize' }, null)).status).toBe(401);
    for (let i = 0; i < 40; i += 1) expect((await post(call(`tool ${i}`), null)).status).toBe(401);
    await post(call('last'), 'wrong');
    await eventually(() => gateway.calls.length >= 30);
    expect(gateway.calls.length).toBe(30);
    expect(gateway.calls[0]).toMatchObject({ class: 'auth_required', userId: 'anonymous', tool: 'tool 0', input: '' });
  });
});

describe('a public server', () => {
  test('allows everyone to call everything, records callers with a token, and rejects an invalid token', async () => {
    await started(legacyServer({ stateless: true }), { access: 'public' });
    expect((await post(call('fail'), null)).status).toBe(200);
    expect((await post(call('fail'), maria)).status).toBe(200);
    expect((await post(call('fail'), 'wrong')).status).toBe(401);
    await eventually(() => gateway.calls.length >= 3);
    expect(gateway.calls.map(({ userId, class: is }) => [userId, is])).toEqual(
      expect.arrayContaining([
        ['anonymous', 'tool_error'],
        ['maria', 'tool_error'],
      ]),
    );
  });
});
