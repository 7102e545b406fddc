import { beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ListRootsRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '@toolyard/service/testing';
import { legacyServer, type Fixture } from '../../testing/fixtures.js';
import { closedAfterEach } from '../../testing/opened.js';
import { adminToken, runGateway, type RunningGateway } from '../../testing/running-gateway.js';

let gateway: RunningGateway;

beforeEach(async () => {
  gateway = await runGateway();
});

const { opened, started: startedServer } = closedAfterEach(() => gateway);

const started = (options: Parameters<typeof legacyServer>[0] = {}): Promise<Fixture> =>
  startedServer(legacyServer(options));

async function connected(
  capabilities: object = {},
  headers: Record<string, string> = {},
): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'a-client', version: '3.1.4' }, { capabilities });
  const transport = new StreamableHTTPClientTransport(gateway.mcpUrl(), {
    requestInit: { headers: { Authorization: `Bearer ${adminToken}`, ...headers } },
  });
  opened(client);
  await client.connect(transport);
  return { client, transport };
}

const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]!.text;

describe('a client of the legacy era', () => {
  test('lists and calls tools, and the call is recorded with its caller, tool and outcome', async () => {
    const server = await started();
    gateway.route({ targets: [server.target] });
    gateway.secrets['PASSWORD'] = 'hunter2-hunter2';
    const { client } = await connected();
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
    expect(textOf(await client.callTool({ name: 'echo', arguments: { text: 'hello hunter2-hunter2' } }))).toBe(
      'hello hunter2-hunter2',
    );
    const call = await gateway.call();
    expect(call).toMatchObject({
      serverId: 'srv_1',
      deploymentId: 'dep_1',
      tool: 'echo',
      userId: 'admin',
      clientName: 'a-client',
      clientVersion: '3.1.4',
      class: 'ok',
      error: '',
    });
    expect(JSON.parse(call.input)).toEqual({ text: 'hello ***' });
    expect(JSON.parse(call.output)).toEqual({ content: [{ type: 'text', text: 'hello ***' }] });
    expect(call.latencyMs).toBeGreaterThan(0);
  });

  test('does not get the session id of the container, and the container does not get the token', async () => {
    const server = await started();
    gateway.route({ targets: [server.target] });
    const { client, transport } = await connected();
    await client.listTools();
    expect(server.lastHeaders['mcp-session-id']).toBeTruthy();
    expect(server.lastHeaders['mcp-session-id']).not.toBe(transport.sessionId);
    expect(server.lastHeaders['authorization']).toBeUndefined();
    expect(server.lastHeaders['host']).toBe(`localhost:${server.target.port}`);
    expect(server.lastHeaders['x-toolyard-user']).toBe('admin');
  });

  test('gets tool errors and protocol errors unchanged, each recorded with its class', async () => {
    const server = await started();
    gateway.route({ targets: [server.target] });
    const { client } = await connected();
    expect((await client.callTool({ name: 'fail' })).isError).toBe(true);
    expect(await gateway.call(({ tool }) => tool === 'fail')).toMatchObject({ class: 'tool_error', error: 'it broke' });
    await client.request({ method: 'tools/call', params: { name: 7 } } as never, {} as never).catch(() => undefined);
    expect(await gateway.call(({ class: is }) => is === 'protocol_error')).toMatchObject({ tool: '' });
  });

  test('answers a request of the server during a call', async () => {
    const server = await started();
    gateway.route({ targets: [server.target] });
    const { client } = await connected({ roots: {} });
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: 'file:///here' }] }));
    expect(textOf(await client.callTool({ name: 'ask' }))).toBe('file:///here');
    expect(await gateway.call()).toMatchObject({ tool: 'ask', class: 'ok' });
  });

  test('cancels a call, which is recorded as cancelled', async () => {
    const server = await started();
    gateway.route({ targets: [server.target] });
    const { client } = await connected();
    const abort = new AbortController();
    const call = client.callTool({ name: 'wait', arguments: { ms: 10_000 } }, undefined, { signal: abort.signal });
    await eventually(() => gateway.mcp.calls.inProgress('srv_1').length === 1);
    abort.abort();
    await expect(call).rejects.toThrow();
    expect(await gateway.call()).toMatchObject({ tool: 'wait', class: 'cancelled' });
    expect(gateway.mcp.calls.inProgress()).toEqual([]);
  });

  test('keeps its session after a promotion, and calls go to the new container', async () => {
    const old = await started({ name: 'old' });
    gateway.route({ targets: [old.target] });
    const { client, transport } = await connected();
    const session = transport.sessionId;
    expect(textOf(await client.callTool({ name: 'whoami' }))).toBe('old');
    const next = await started({ name: 'next' });
    gateway.route({
      deploymentId: 'dep_2',
      targets: [next.target],
      draining: [{ ...old.target, deploymentId: 'dep_1' }],
    });
    expect(textOf(await client.callTool({ name: 'whoami' }))).toBe('old');
    gateway.route({ draining: [] });
    await old.kill();
    expect(textOf(await client.callTool({ name: 'whoami' }))).toBe('next');
    expect(transport.sessionId).toBe(session);
    expect(next.seen.initialize).toBe(1);
    expect(await gateway.call(({ deploymentId }) => deploymentId === 'dep_2')).toMatchObject({
      tool: 'whoami',
      class: 'ok',
      clientName: 'a-client',
    });
  });

  test('takes the headers that its server takes to another container', async () => {
    const old = await started();
    gateway.route({ targets: [old.target], headers: ['x-tenant'] });
    const { client } = await connected({}, { 'X-Tenant': 'blue', 'X-Other': 'red' });
    const next = await started();
    await client.listTools();
    expect(old.lastHeaders).toMatchObject({ 'x-tenant': 'blue' });
    expect(old.lastHeaders).not.toHaveProperty('x-other');
    const seen: unknown[] = [];
    next.onRequest = ({ headers }) => seen.push(headers['x-tenant']);
    gateway.route({ deploymentId: 'dep_2', targets: [next.target] });
    await client.listTools();
    expect(next.seen.initialize).toBe(1);
    expect(new Set(seen)).toEqual(new Set(['blue']));
  });

  test('keeps its stream after its container was replaced, and is notified that tools may have changed', async () => {
    const old = await started({ name: 'old' });
    gateway.route({ targets: [old.target] });
    const { client } = await connected();
    let changes = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (changes += 1));
    await eventually(() => old.lastHeaders['accept'] === 'text/event-stream');
    const next = await started({ name: 'next', extraTool: 'brand_new' });
    gateway.route({ deploymentId: 'dep_2', targets: [next.target], draining: [] });
    await old.kill();
    await eventually(() => changes > 0);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('brand_new');
  });

  test('keeps its session when the container restarts without its sessions', async () => {
    const first = await started({ name: 'first' });
    gateway.route({ targets: [first.target] });
    const { client } = await connected();
    await client.callTool({ name: 'whoami' });
    await first.kill();
    const again = await started({ name: 'again', port: first.target.port });
    gateway.route({ targets: [{ ...again.target, replica: first.target.replica }] });
    expect(textOf(await client.callTool({ name: 'whoami' }))).toBe('again');
  });

  test('stays on its container while requests are spread over several replicas', async () => {
    const replicas = await Promise.all(['a', 'b', 'c'].map((name) => started({ name })));
    gateway.route({ targets: replicas.map(({ target }) => target) });
    const names = new Set<string>();
    for (let i = 0; i < 6; i += 1) {
      const { client } = await connected();
      const first = textOf(await client.callTool({ name: 'whoami' }));
      expect(textOf(await client.callTool({ name: 'whoami' }))).toBe(first);
      names.add(first);
    }
    expect([...names].sort()).toEqual(['a', 'b', 'c']);
  });

  test('gets an error at once when the server dies during its call, recorded as upstream_down', async () => {
    const server = await started();
    gateway.route({ targets: [server.target] });
    const { client } = await connected();
    const call = client.callTool({ name: 'wait', arguments: { ms: 60_000 } });
    await eventually(() => gateway.mcp.calls.inProgress().length === 1);
    await server.kill();
    await expect(call).rejects.toThrow(/lost|reached/);
    expect(await gateway.call()).toMatchObject({ tool: 'wait', class: 'upstream_down' });
  });

  test('is recorded by its name also when its server has no sessions', async () => {
    const server = await started({ stateless: true });
    gateway.route({ targets: [server.target] });
    const { client } = await connected();
    await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    expect(await gateway.call()).toMatchObject({ clientName: 'a-client', class: 'ok' });
  });

  test('resumes a broken stream, and the answer on it ends the recorded call', async () => {
    const server = await started({ resumable: true });
    gateway.route({ targets: [server.target] });
    const { transport } = await connected();
    const headers = {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': transport.sessionId!,
      'mcp-protocol-version': '2025-11-25',
    };
    const hangUp = new AbortController();
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 'late',
      method: 'tools/call',
      params: { name: 'wait', arguments: { ms: 300 } },
    });
    const response = await fetch(gateway.mcpUrl(), { method: 'POST', headers, body, signal: hangUp.signal });
    const reader = response.body!.getReader();
    const priming = new TextDecoder().decode((await reader.read()).value);
    const lastId = /^id: ?(.+)$/m.exec(priming)![1]!;
    hangUp.abort();
    await reader.cancel().catch(() => undefined);
    expect(gateway.mcp.calls.inProgress()).toHaveLength(1);
    const answer = await eventually(async () => {
      const resumed = await fetch(gateway.mcpUrl(), {
        headers: { ...headers, accept: 'text/event-stream', 'last-event-id': lastId },
        signal: AbortSignal.timeout(700),
      });
      let text = '';
      try {
        for await (const chunk of resumed.body!) text += Buffer.from(chunk).toString();
      } catch {
        // The stream stays open after the replay.
      }
      return text.includes('waited');
    });
    expect(answer).toBe(true);
    expect(await gateway.call()).toMatchObject({ tool: 'wait', class: 'ok' });
  });
});

describe('a session', () => {
  test('ends with DELETE, and is unknown afterwards', async () => {
    const server = await started();
    gateway.route({ targets: [server.target] });
    const { client, transport } = await connected();
    const id = transport.sessionId!;
    await transport.terminateSession();
    expect(server.seen.deleted).toBe(1);
    const response = await fetch(gateway.mcpUrl(), {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json', 'mcp-session-id': id },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: -32001 } });
    await client.close();
  });

  test('is unknown to another caller', async () => {
    const server = await started();
    gateway.route({ targets: [server.target], access: 'public' });
    const { transport } = await connected();
    const response = await fetch(gateway.mcpUrl(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'mcp-session-id': transport.sessionId! },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(response.status).toBe(404);
  });

  test('is ended when its caller has too many, the one unused for longest first', async () => {
    await gateway.stop();
    gateway = await runGateway({ quotas: { mcp_sessions_per_server: 2 } });
    const server = await started();
    gateway.route({ targets: [server.target] });
    const first = await connected();
    const second = await connected();
    await first.client.listTools();
    await connected();
    await expect(second.client.listTools()).rejects.toThrow(/Session not found/);
    await first.client.listTools();
    expect(gateway.mcp.sessions.size).toBe(2);
    await eventually(() => server.seen.deleted === 1);
  });
});
