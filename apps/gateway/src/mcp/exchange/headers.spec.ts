import { describe, expect, test } from '@jest/globals';
import { requestHeaders, responseHeaders } from './headers.js';

const noPage = [
  'content-security-policy',
  "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
];

describe('headers', () => {
  test('of a request are forwarded by an allow-list, without any that claim an identity', () => {
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
      serverHeaders: ['x-credential-key', 'k'],
    });
    expect(headers).toEqual([
      'host',
      'localhost:8080',
      'accept',
      'application/json, text/event-stream',
      'accept-encoding',
      'identity',
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

  test('of a request have the protocol revision of the container', () => {
    const headers = requestHeaders(['mcp-protocol-version', '2025-11-25'], {
      port: 1,
      sessionId: null,
      protocolVersion: '2025-03-26',
      userId: '',
      correlationId: '',
      serverHeaders: [],
    });
    expect(headers.filter((each) => each.startsWith('2025'))).toEqual(['2025-03-26']);
  });

  test('of an answer are forwarded by an allow-list; a stream has no length and is not buffered', () => {
    const upstream = {
      'content-type': 'text/event-stream',
      'content-length': '5',
      'cache-control': 'no-cache',
      'retry-after': '3',
      'set-cookie': ['a', 'b'],
      connection: 'keep-alive',
      'access-control-allow-origin': '*',
      'mcp-session-id': 'inner',
      'mcp-protocol-version': '2025-11-25',
      'x-own': 'yes',
    };
    expect(responseHeaders(upstream, { stream: true })).toEqual([
      'content-type',
      'text/event-stream',
      'cache-control',
      'no-cache',
      'retry-after',
      '3',
      'mcp-protocol-version',
      '2025-11-25',
      'x-accel-buffering',
      'no',
      ...noPage,
    ]);
    expect(responseHeaders(upstream, { stream: false })).toContain('content-length');
  });

  test('of an answer that a browser would apply to the whole platform are removed', () => {
    const upstream = {
      location: 'https://evil.test',
      refresh: '0; url=https://evil.test',
      'service-worker-allowed': '/',
      'clear-site-data': '"cookies"',
      'content-security-policy': 'sandbox allow-scripts allow-same-origin',
      'x-content-type-options': 'x',
      nel: '{"report_to":"all"}',
      'report-to': '{"group":"all"}',
      'reporting-endpoints': 'all="https://evil.test"',
      link: '<https://evil.test>; rel=preload',
      'www-authenticate': 'Bearer resource_metadata="https://evil.test"',
      'set-cookie': ['toolyard_session=x'],
    };
    expect(responseHeaders(upstream, { stream: false })).toEqual(noPage);
  });

  test.each([
    ['text/javascript', 'text/plain'],
    ['text/html; charset=utf-8', 'text/plain'],
    ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
    ['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
  ])('of an answer of the type %s say %s, so that a browser runs none', (given, shown) => {
    expect(responseHeaders({ 'content-type': given }, { stream: false }).slice(0, 2)).toEqual(['content-type', shown]);
  });
});
