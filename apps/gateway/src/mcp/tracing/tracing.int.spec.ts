import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCollector, type CollectedSpan, type Collector } from '../../testing/collector.js';
import { bodyOf, serve, type Fixture } from '../../testing/fixtures.js';
import { adminToken, clientHeaders, runGateway, type RunningGateway } from '../../testing/running-gateway.js';
import { CallerCredentials } from '../credentials/caller-credentials.js';
import { openTelemetry } from './otlp.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const ofClient = `00-${trace}-00f067aa0ba902b7-01`;
const ofMessage = `00-${trace}-00f067aa0ba902b8-01`;
const [server, client] = [2, 3];
const failed = 2;

let collector: Collector;
let container: Fixture;
let gateway: RunningGateway;
let stopped = false;
let answer: (call: { id: number; method: string }) => object;
let bodies: string[];
/** The container does not know the session of the next call. */
let forgets: boolean;

async function start(change: { endpoint?: string; ratio?: number } = {}): Promise<void> {
  const tracing = openTelemetry({
    endpoint: change.endpoint ?? collector.url,
    headers: { 'x-collector-token': 'of-the-collector' },
    ratio: change.ratio ?? 1,
    publicUrl: 'https://tools.test/',
  });
  const delivered = { headers: ['x-credential-key', 'secret-of-ann'], secrets: ['secret-of-ann'] };
  const credentials = new CallerCredentials(
    async () => ({ status: 'complete', delivered, expiresAt: null }),
    'https://tools.test/',
  );
  gateway = await runGateway({ tracing, credentials });
  stopped = false;
  gateway.route({ targets: [container.target], auth: { method: 'credentials', fields: [] }, secretsVersion: '1' });
}

beforeEach(async () => {
  bodies = [];
  forgets = false;
  answer = ({ id }) => ({ jsonrpc: '2.0', id, result: { content: [] } });
  collector = await runCollector();
  container = await serve(async (req, res) => {
    const body = await bodyOf(req);
    bodies.push(body);
    if (forgets && body.includes('tools/call')) {
      forgets = false;
      return void res.writeHead(404).end();
    }
    const headers = { 'content-type': 'application/json', 'mcp-session-id': 'inner' };
    res.writeHead(200, headers).end(JSON.stringify(answer(JSON.parse(body) as never)));
  });
});

afterEach(async () => {
  if (!stopped) await gateway.stop();
  await container.kill();
  await collector.stop();
});

const call = (tool: string, more: object = {}, id = 7) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: tool, arguments: { text: 'an argument' }, ...more },
});

async function post(message: object, headers: Record<string, string> = {}, token = adminToken): Promise<Response> {
  const init = { method: 'POST', headers: { ...clientHeaders(token), ...headers }, body: JSON.stringify(message) };
  const response = await fetch(gateway.mcpUrl(), init);
  await response.text();
  return response;
}

/** @returns the id of a new session */
async function open(): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  const opened = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  return opened.headers.get('mcp-session-id')!;
}

/** What the collector has when the gateway has stopped, which sends everything. */
async function spans(): Promise<CollectedSpan[]> {
  await gateway.stop();
  stopped = true;
  return collector.spans;
}

const ofKind = (all: CollectedSpan[], kind: number): CollectedSpan => all.find((span) => span.kind === kind)!;

describe('a tool call', () => {
  test('is a span by the conventions for MCP, with a child for each phase', async () => {
    await start();
    const session = await open();
    await post(call('echo'), { 'mcp-session-id': session });
    const all = await spans();
    const root = all.find(({ name, kind }) => name === 'tools/call echo' && kind === server)!;
    expect(root.parentSpanId).toBeUndefined();
    expect(root.attributes).toMatchObject({
      'mcp.method.name': 'tools/call',
      'mcp.session.id': session,
      'mcp.protocol.version': '2025-11-25',
      'gen_ai.tool.name': 'echo',
      'gen_ai.operation.name': 'execute_tool',
      'jsonrpc.request.id': '7',
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
      'server.address': 'tools.test',
      'server.port': 443,
      'toolyard.server.slug': 'tools',
    });
    expect(root.attributes).not.toHaveProperty('error.type');
    const children = all.filter(({ parentSpanId }) => parentSpanId === root.spanId);
    expect(children.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['authentication', 'body', 'rights', 'credential', 'container.wait', 'tools/call echo']),
    );
    expect(ofKind(children, client).attributes).toMatchObject({
      'server.address': '127.0.0.1',
      'server.port': container.target.port,
      'gen_ai.tool.name': 'echo',
    });
    for (const child of children) {
      expect(BigInt(child.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
      expect(BigInt(child.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root.endTimeUnixNano));
    }
    expect(all.find(({ name }) => name === 'initialize')!.attributes).toMatchObject({ 'mcp.session.id': session });
    expect(collector.headers['x-collector-token']).toBe('of-the-collector');
    expect(collector.received.join('')).not.toContain('an argument');
  });

  test('is measured by the conventions for MCP', async () => {
    await start();
    await post(call('echo'));
    await spans();
    const [point] = collector.metrics['mcp.server.operation.duration']!;
    expect(point).toMatchObject({
      count: 1,
      attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'echo', 'network.transport': 'tcp' },
    });
    expect(point!.explicitBounds).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]);
  });

  test('continues the trace of the client, and the container continues that of the gateway', async () => {
    await start();
    await post(call('echo'), { traceparent: ofClient, tracestate: 'vendor=1' });
    const { traceparent, tracestate } = container.lastHeaders;
    const all = await spans();
    const root = ofKind(all, server);
    expect(root).toMatchObject({ traceId: trace, parentSpanId: '00f067aa0ba902b7', traceState: 'vendor=1' });
    expect(traceparent).toBe(`00-${trace}-${ofKind(all, client).spanId}-01`);
    expect(tracestate).toBe('vendor=1');
  });

  test('continues the trace of its _meta first, which reaches the container untouched', async () => {
    await start();
    const message = call('echo', { _meta: { traceparent: ofMessage } });
    await post(message, { traceparent: ofClient });
    expect(bodies).toEqual([JSON.stringify(message)]);
    const root = ofKind(await spans(), server);
    expect(root.parentSpanId).toBe('00f067aa0ba902b8');
    expect(root.links).toMatchObject([{ spanId: '00f067aa0ba902b7' }]);
  });

  test.each([
    ['tool_error', { result: { isError: true, content: [{ type: 'text', text: 'a text of the server' }] } }],
    ['-32602', { error: { code: -32602, message: 'a text of the server' } }],
  ])('that fails is a span with the error %p and no text of the server', async (type, body) => {
    answer = ({ id }) => ({ jsonrpc: '2.0', id, ...body });
    await start();
    await post(call('echo'));
    const all = await spans();
    expect(ofKind(all, server)).toMatchObject({ status: { code: failed }, attributes: { 'error.type': type } });
    expect(ofKind(all, client)).toMatchObject({ status: { code: failed }, attributes: { 'error.type': type } });
    expect(collector.received.join('')).not.toContain('a text of the server');
  });

  test('that is sent again, because the container lost the session, has a span for each time', async () => {
    answer = ({ id, method }) =>
      method === 'initialize'
        ? { jsonrpc: '2.0', id, result: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} } }
        : { jsonrpc: '2.0', id, result: { content: [] } };
    await start();
    const session = await open();
    forgets = true;
    await post(call('echo'), { 'mcp-session-id': session });
    const calls = (await spans()).filter(({ name }) => name === 'tools/call echo');
    expect(calls.filter(({ kind }) => kind === client).map(({ attributes }) => attributes['error.type'])).toEqual([
      '_OTHER',
      undefined,
    ]);
    expect(ofKind(calls, server).attributes).not.toHaveProperty('error.type');
  });

  test('that is denied is a span with an error and none of a container', async () => {
    await start();
    gateway.user({ id: 'ann', groupIds: ['some'] });
    gateway.group({ id: 'some', servers: { srv_1: { allow: ['other'] } } as never });
    await post(call('echo'), {}, gateway.key('ann'));
    const all = await spans();
    expect(ofKind(all, server).attributes).toMatchObject({ 'error.type': 'denied', 'gen_ai.tool.name': 'echo' });
    expect(ofKind(all, client)).toBeUndefined();
    expect(all.map(({ name }) => name)).toContain('rights');
  });

  test('has no secret in any span or metric: not the server’s, the caller’s or a token', async () => {
    await start();
    gateway.secrets['PASSWORD'] = 'secret-of-server';
    gateway.route({ secretsVersion: '2' });
    await post({ ...call('tool-secret-of-server-secret-of-ann'), id: 'id-secret-of-server' });
    await post({ jsonrpc: '2.0', id: 2, method: 'made/up-secret-of-server' });
    const all = await spans();
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['tools/call tool-***-***', 'made/up-***']));
    const everything = collector.received.join('');
    for (const secret of ['secret-of-server', 'secret-of-ann', adminToken]) expect(everything).not.toContain(secret);
  });
});

test('a request that is no call ends with its answer, and with the code of its error', async () => {
  answer = ({ id, method }) =>
    method === 'prompts/get'
      ? { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } }
      : { jsonrpc: '2.0', id, result: {} };
  await start();
  await post({ jsonrpc: '2.0', id: 1, method: 'resources/list' });
  await post({ jsonrpc: '2.0', id: 2, method: 'prompts/get', params: { name: 'greet' } });
  const roots = (await spans()).filter(({ kind }) => kind === server);
  expect(roots.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['resources/list', undefined],
    ['prompts/get greet', '-32601'],
  ]);
});

test('a trace that the client does not sample, or that falls outside the ratio, is not exported', async () => {
  await start({ ratio: 0 });
  await post(call('echo'));
  await post(call('echo'), { traceparent: ofClient.replace(/01$/, '00') });
  expect(container.lastHeaders['traceparent']).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
  expect(await spans()).toEqual([]);
  expect(collector.metrics['mcp.server.operation.duration']).toMatchObject([{ count: 2 }]);
});

test('without a collector every call is answered and recorded', async () => {
  const gone = await serve(() => undefined);
  await gone.kill();
  await start({ endpoint: `http://127.0.0.1:${gone.target.port}` });
  const statuses = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => (await post(call('echo', {}, i))).status),
  );
  expect(statuses).toEqual(Array(30).fill(200));
  await gateway.call(() => gateway.calls.length === 30);
});

test('without tracing the headers of a trace pass as they are', async () => {
  gateway = await runGateway();
  stopped = false;
  gateway.route({ targets: [container.target] });
  await post(call('echo'), { traceparent: ofClient, tracestate: 'vendor=1' });
  expect(container.lastHeaders).toMatchObject({ traceparent: ofClient, tracestate: 'vendor=1' });
});
