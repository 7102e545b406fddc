import { describe, expect, test } from '@jest/globals';
import { requestHeaders, responseHeaders } from './headers.js';

const noPage = [
  'content-security-policy',
  "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
];

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
});
