import { describe, expect, test } from '@jest/globals';
import type { Route, RouteTarget } from '@toolyard/contracts';
import { mergeOpenApi } from '../../health/openapi-merge.js';
import { ownerOf } from '../../front/owner-of.js';
import { Origins } from '../endpoint/cors.js';
import { requestHeaders, responseHeaders } from '../endpoint/headers.js';
import { mcpAddress } from '../mcp-address.js';
import { cutToBytes, storedPayload } from '../recording/payload.js';
import { remembered } from '../sessions/session-recovery.js';
import { ContainerNetworks } from '../forwarding/container-networks.js';
import { Upstreams } from '../forwarding/upstreams.js';

const noPage = [
  'content-security-policy',
  "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
];
const masking = { mask: (text: string) => text.replaceAll('s3cret', '***') };

describe('stored payloads', () => {
  test('are whole and masked when they fit', () => {
    expect(storedPayload('{"a":"s3cret"}', 1_000, masking)).toBe('{"a":"***"}');
    expect(storedPayload('', 1_000, masking)).toBe('');
  });

  test('that are too long become JSON that says so, without half a character or half a secret', () => {
    const long = JSON.stringify({ text: `${'ü'.repeat(300)}s3cret${'x'.repeat(500)}` });
    for (let limit = 256; limit < 700; limit += 1) {
      const stored = JSON.parse(storedPayload(long, limit, masking)) as {
        truncated: boolean;
        originalLength: number;
        beginning: string;
      };
      expect(stored).toMatchObject({ truncated: true, originalLength: long.length });
      expect(Buffer.byteLength(stored.beginning)).toBeLessThanOrEqual(limit);
      expect(stored.beginning).not.toMatch(/�|s3c/);
    }
  });

  test('cutting counts bytes', () => {
    expect(cutToBytes('aüb', 3)).toBe('aü');
    expect(cutToBytes('aüb', 2)).toBe('a');
    expect(cutToBytes('😀', 3)).toBe('');
    expect(cutToBytes('abc', 3)).toBe('abc');
  });
});

describe('headers', () => {
  test('of a request pass by name, everything that could claim an identity stays outside', () => {
    const raw = [
      'Authorization',
      'Bearer x',
      'Cookie',
      'a',
      'Accept',
      'text/event-stream',
      'Accept-Encoding',
      'gzip',
      'X-Forwarded-For',
      '1',
      'Forwarded',
      'for=1',
      'X-User',
      'root',
      'Mcp-Param-Region',
      'eu',
      'MCP-Protocol-Version',
      '2025-11-25',
      'Mcp-Session-Id',
      'outer',
      'Origin',
      'https://a',
      'Connection',
      'close',
      'Host',
      'evil',
      'traceparent',
      't',
    ];
    const headers = requestHeaders(raw, {
      port: 8080,
      sessionId: 'inner',
      userId: 'admin',
      correlationId: 'c',
      credentials: ['x-credential-key', 'k'],
    });
    expect(headers).toEqual([
      'host',
      'localhost:8080',
      'accept',
      'text/event-stream',
      'mcp-param-region',
      'eu',
      'mcp-protocol-version',
      '2025-11-25',
      'traceparent',
      't',
      'mcp-session-id',
      'inner',
      'x-toolyard-user',
      'admin',
      'x-correlation-id',
      'c',
      'x-credential-key',
      'k',
    ]);
  });

  test('the revision is the one that the container agreed to', () => {
    const headers = requestHeaders(['mcp-protocol-version', '2025-11-25'], {
      port: 1,
      sessionId: null,
      protocolVersion: '2025-03-26',
      userId: '',
      correlationId: '',
      credentials: [],
    });
    expect(headers.filter((each) => each.startsWith('2025'))).toEqual(['2025-03-26']);
  });

  test('of an answer pass except connection, cookies and foreign CORS; a stream has no length and is not buffered on the way', () => {
    const upstream = {
      'content-type': 'text/event-stream',
      'content-length': '5',
      'cache-control': 'no-cache',
      'retry-after': '3',
      'set-cookie': ['a', 'b'],
      connection: 'keep-alive',
      'access-control-allow-origin': '*',
      'mcp-session-id': 'inner',
      'x-own': 'yes',
    };
    expect(responseHeaders(upstream, { stream: true })).toEqual([
      'content-type',
      'text/event-stream',
      'cache-control',
      'no-cache',
      'retry-after',
      '3',
      'x-own',
      'yes',
      'x-accel-buffering',
      'no',
      ...noPage,
    ]);
    expect(responseHeaders(upstream, { stream: false })).toContain('content-length');
  });

  test('of an answer that a browser would act upon for the whole platform stay inside', () => {
    const upstream = {
      location: 'https://evil.test',
      refresh: '0; url=https://evil.test',
      'service-worker-allowed': '/',
      'clear-site-data': '"cookies"',
      'content-security-policy': 'sandbox allow-scripts allow-same-origin',
      'x-content-type-options': 'x',
    };
    expect(responseHeaders(upstream, { stream: false })).toEqual(noPage);
  });

  test("origins: the platform's own, the configured ones, and none at all", () => {
    const origins = new Origins('https://toolyard.test/base', ['http://localhost:6274']);
    expect(
      ['https://toolyard.test', 'http://localhost:6274', undefined].map((origin) => origins.allows(origin)),
    ).toEqual([true, true, true]);
    expect(
      ['https://toolyard.test.evil', 'null', 'http://localhost:6275', ''].map((origin) => origins.allows(origin)),
    ).toEqual([false, false, false, false]);
    expect(new Origins('http://localhost:8080', []).allows('http://127.0.0.1:8080')).toBe(true);
    expect(new Origins('http://localhost:8080', []).allows('http://127.0.0.1:9090')).toBe(false);
    expect(new Origins('https://a', ['*']).allows('https://b')).toBe(true);
  });
});

describe('paths', () => {
  test('of MCP endpoints have a slug and a door', () => {
    expect(mcpAddress('/s/tools/mcp')).toEqual({ slug: 'tools', door: 'mcp', inner: '', ownHost: false });
    expect(mcpAddress('/s/tools/mcp/?x=1')).toMatchObject({ door: 'mcp' });
    expect(mcpAddress('/s/tools/sse')).toMatchObject({ door: 'sse', inner: '' });
    expect(mcpAddress('/s/tools/sse/messages?sessionId=1')).toMatchObject({
      door: 'sse',
      inner: '/messages?sessionId=1',
    });
    for (const path of ['/s/tools', '/s/tools/other', '/s//mcp', '/s/tools/mcp/more', '/x/tools/mcp'])
      expect(mcpAddress(path)).toBeNull();
  });

  test('of the API have one owner each', () => {
    const expected: Record<string, string | null> = {
      '/api/v1/servers': 'registry',
      '/api/v1/servers?mine=true': 'registry',
      '/api/v1/servers/srv_1': 'registry',
      '/api/v1/servers/srv_1/disable': 'registry',
      '/api/v1/servers/srv_1/tools': 'builds',
      '/api/v1/servers/srv_1/commits?search=a': 'builds',
      '/api/v1/servers/srv_1/deployments': 'builds',
      '/api/v1/deployments/dep_1': 'builds',
      '/api/v1/deployments/dep_1/rollback': 'builds',
      '/api/v1/deployments/dep_1/logs?after=3': 'analytics',
      '/api/v1/servers/srv_1/logs': 'analytics',
      '/api/v1/servers/srv_1/overview': 'analytics',
      '/api/v1/servers/srv_1/variables/NAME': 'secrets',
      '/api/v1/activity': 'analytics',
      '/api/v1/activity/export.csv': 'analytics',
      '/git/tools.git/info/refs?service=git-upload-pack': 'builds',
      '/api/v1/other': null,
      '/api/v2/servers': null,
      '/gitx': null,
    };
    for (const [path, owner] of Object.entries(expected)) expect([path, ownerOf(path)]).toEqual([path, owner]);
  });
});

describe('the API description', () => {
  test('is one document; schemas of one name and different forms are kept apart', () => {
    const schema = (type: string) => ({ components: { schemas: { Page: { type } } } });
    const path = (url: string) => ({ paths: { [url]: { get: { schema: { $ref: '#/components/schemas/Page' } } } } });
    const merged = mergeOpenApi(
      {
        a: { ...path('/a'), ...schema('x') },
        b: { ...path('/b'), ...schema('y') },
        c: { ...path('/c'), ...schema('x') },
      },
      'http://here',
    );
    expect(Object.keys(merged.paths!)).toEqual(['/a', '/b', '/c']);
    expect(merged.components!['schemas']).toEqual({ Page: { type: 'x' }, b_Page: { type: 'y' } });
    expect(JSON.stringify(merged.paths!['/b'])).toContain('schemas/b_Page');
  });
});

describe('what is said again to a new container', () => {
  test('the latest log level and the subscriptions that still hold', () => {
    let replay: NonNullable<ReturnType<typeof remembered>> = [];
    const say = (method: string, params: object) => (replay = remembered(replay, { method, params }) ?? replay);
    say('logging/setLevel', { level: 'info' });
    say('resources/subscribe', { uri: 'a' });
    say('resources/subscribe', { uri: 'b' });
    say('resources/subscribe', { uri: 'a' });
    say('logging/setLevel', { level: 'debug' });
    say('resources/unsubscribe', { uri: 'b' });
    say('tools/list', {});
    expect(replay).toEqual([
      { method: 'resources/subscribe', params: { uri: 'a' } },
      { method: 'logging/setLevel', params: { level: 'debug' } },
    ]);
  });
});

describe('the choice between containers', () => {
  const target = (n: number): RouteTarget => ({ replica: `r${n}`, host: '127.0.0.1', port: n });
  const route = (...targets: RouteTarget[]) => ({ targets, draining: [], deploymentId: 'd' }) as unknown as Route;

  test('takes turns without affinity, and is stable with it', () => {
    const upstreams = new Upstreams(new ContainerNetworks('127.0.0.0/8'));
    const three = route(target(1), target(2), target(3));
    expect(new Set(Array.from({ length: 9 }, () => upstreams.pick(three)!.replica)).size).toBe(3);
    const callers = Array.from({ length: 40 }, (_, i) => `caller ${i}`);
    const before = callers.map((caller) => upstreams.pick(three, caller)!.replica);
    expect(callers.map((caller) => upstreams.pick(three, caller)!.replica)).toEqual(before);
    const two = route(target(1), target(3));
    const after = callers.map((caller) => upstreams.pick(two, caller)!.replica);
    for (const [i, replica] of before.entries()) if (replica !== 'r2') expect(after[i]).toBe(replica);
    expect(new Set(before).size).toBe(3);
  });

  test('avoids one that could not be reached while there is another', () => {
    const upstreams = new Upstreams(new ContainerNetworks('127.0.0.0/8'));
    upstreams.suspect({ ...target(1), deploymentId: 'd' });
    expect(Array.from({ length: 5 }, () => upstreams.pick(route(target(1), target(2)))!.replica)).toEqual([
      'r2',
      'r2',
      'r2',
      'r2',
      'r2',
    ]);
    expect(upstreams.pick(route(target(1)))!.replica).toBe('r1');
    expect(upstreams.pick(route())).toBeNull();
  });
});
