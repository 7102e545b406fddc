import { beforeEach, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { eventually } from '@toolyard/service/testing';
import { legacyServer, modernServer, serve } from '../../testing/fixtures.js';
import { closedAfterEach } from '../../testing/opened.js';
import { adminToken, clientHeaders, runGateway, type RunningGateway } from '../../testing/running-gateway.js';

let gateway: RunningGateway;

beforeEach(async () => {
  gateway = await runGateway();
});

const { started, opened } = closedAfterEach(() => gateway);

async function connected(mode: 'auto' | { pin: '2026-07-28' } = { pin: '2026-07-28' }): Promise<Client> {
  const client = opened(new Client({ name: 'new-client', version: '9.9.9' }, { versionNegotiation: { mode } }));
  await client.connect(
    new StreamableHTTPClientTransport(gateway.mcpUrl(), {
      requestInit: { headers: { Authorization: `Bearer ${adminToken}` } },
    }),
  );
  return client;
}

const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]!.text;

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

function post(params: Record<string, unknown>, options: { id?: number; signal?: AbortSignal } = {}): Promise<Response> {
  return fetch(gateway.mcpUrl(), {
    method: 'POST',
    headers: {
      ...clientHeaders(adminToken),
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': String(params['name']),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: options.id ?? 1,
      method: 'tools/call',
      params: { ...params, _meta: meta },
    }),
    signal: options.signal,
  });
}

describe('a client of the modern era', () => {
  test('discovers, lists and calls without a session, and is recorded by the name in its request', async () => {
    const server = await started(modernServer());
    gateway.route({ targets: [server.target] });
    const client = await connected();
    expect(client.getProtocolEra()).toBe('modern');
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
    expect(textOf(await client.callTool({ name: 'echo', arguments: { text: 'hi' } }))).toBe('hi');
    expect(await gateway.call()).toMatchObject({
      tool: 'echo',
      class: 'ok',
      clientName: 'new-client',
      clientVersion: '9.9.9',
    });
    expect(server.lastHeaders['mcp-session-id']).toBeUndefined();
    expect(gateway.mcp.sessions.size).toBe(0);
  });

  test('finds the legacy era of a server that supports no other', async () => {
    const server = await started(legacyServer());
    gateway.route({ targets: [server.target] });
    const client = await connected('auto');
    expect(client.getProtocolEra()).toBe('legacy');
    expect(textOf(await client.callTool({ name: 'whoami' }))).toBe('legacy');
  });

  test('cancels a call by closing the stream, which closes the request to the server', async () => {
    const server = await started(modernServer());
    gateway.route({ targets: [server.target] });
    const hangUp = new AbortController();
    const response = await post({ name: 'wait', arguments: { ms: 60_000 } }, { signal: hangUp.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    hangUp.abort();
    await eventually(() => server.seen.aborted === 1);
    expect(await gateway.call()).toMatchObject({ tool: 'wait', class: 'cancelled' });
  });

  test('is recorded with one call, however often the server requests input', async () => {
    const asked = { resultType: 'input_required', requestState: 'opaque-1', inputRequests: {} };
    let requests = 0;
    const server = await started(
      serve((req, res) => {
        req.resume();
        req.on('end', () => {
          requests += 1;
          const id = requests;
          res.writeHead(200, { 'content-type': 'application/json' });
          res.end(
            JSON.stringify({
              jsonrpc: '2.0',
              id,
              result: requests === 1 ? asked : { resultType: 'complete', content: [{ type: 'text', text: 'done' }] },
            }),
          );
        });
      }),
    );
    gateway.route({ targets: [server.target] });
    await (await post({ name: 'book', arguments: { to: 'Rome' } }, { id: 1 })).text();
    expect(gateway.mcp.calls.inProgress()).toHaveLength(1);
    await (
      await post({ name: 'book', arguments: { to: 'Rome' }, requestState: 'opaque-1', inputResponses: {} }, { id: 2 })
    ).text();
    expect(await gateway.call()).toMatchObject({ tool: 'book', class: 'ok' });
    expect(gateway.calls).toHaveLength(1);
    expect(gateway.mcp.calls.inProgress()).toEqual([]);
  });

  test('gets 4xx answers unchanged, because it reads the era from them', async () => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32022, message: 'nope', data: { supported: ['2025-11-25'] } },
    });
    const server = await started(
      serve((req, res) => (req.resume(), res.writeHead(400, { 'content-type': 'application/json' }).end(body))),
    );
    gateway.route({ targets: [server.target] });
    const response = await post({ name: 'echo' });
    expect(response.status).toBe(400);
    expect(await response.text()).toBe(body);
    expect(await gateway.call()).toMatchObject({ class: 'protocol_error', error: 'nope (-32022)' });
  });

  test('has its protocol headers forwarded, and none that claim an identity', async () => {
    const server = await started(modernServer());
    gateway.route({ targets: [server.target] });
    await fetch(gateway.mcpUrl(), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${adminToken}`,
        cookie: 'a=b',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': '=?base64?8J+Yig==?=',
        'mcp-param-region': 'eu',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-forwarded-for': '1.2.3.4',
        'x-toolyard-user': 'another-user',
        'x-remote-user': 'root',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: '😊' } }),
    });
    const { lastHeaders: headers } = server;
    expect(headers).toMatchObject({
      'mcp-name': '=?base64?8J+Yig==?=',
      'mcp-param-region': 'eu',
      'mcp-method': 'tools/call',
      'x-toolyard-user': 'admin',
    });
    expect(headers['traceparent']).toMatch(/^00-0af7/);
    for (const name of ['authorization', 'cookie', 'x-forwarded-for', 'x-remote-user'])
      expect(headers[name]).toBeUndefined();
    expect(headers['accept-encoding']).toBe('identity');
  });
});
