import { describe, expect, test } from '@jest/globals';
import { mcpAddress, ownHostAddress, slugOfHost } from '../mcp-address.js';
import { ProtectedResources } from './protected-resource.js';
import { requestedOnOwnHost, requestedResource } from './well-known.js';

const name = '/.well-known/oauth-protected-resource';
const mcp = { slug: 'orders', endpoint: 'mcp' };
const sse = { slug: 'orders', endpoint: 'sse' };

describe('the metadata of a server', () => {
  test('is found in every form that clients ask for', () => {
    for (const path of [
      `${name}/s/orders/mcp`,
      `${name}/s/orders/mcp/`,
      `${name}/s/orders`,
      `/s/orders/mcp${name}`,
      `/s/orders${name}`,
    ])
      expect([path, requestedResource(path)]).toEqual([path, mcp]);
    for (const path of [`${name}/s/orders/sse`, `/s/orders/sse${name}`])
      expect([path, requestedResource(path)]).toEqual([path, sse]);
    for (const path of [name, `${name}/`]) expect(requestedResource(path)).toBe('any');
    for (const path of [
      `${name}/mcp`,
      `${name}/s/orders/mcp/more`,
      `${name}x`,
      '/.well-known/other',
      '/s/orders/mcp/.well-known/oauth-authorization-server',
    ])
      expect([path, requestedResource(path)]).toEqual([path, null]);
  });

  test('is found on its own host under shorter paths', () => {
    for (const path of [name, `${name}/mcp`, `/mcp${name}`, `${name}/s/orders/mcp`])
      expect([path, requestedOnOwnHost('orders', path)]).toEqual([path, mcp]);
    expect(requestedOnOwnHost('orders', `${name}/sse`)).toEqual(sse);
    expect(requestedOnOwnHost('orders', '/.well-known/other')).toBeNull();
  });

  test('names the address that the client connected to', () => {
    const resources = new ProtectedResources('https://tools.test', 'mcp.test');
    const route = { slug: 'orders', name: 'Orders', access: 'organisation' } as const;
    expect(resources.metadata(route, { endpoint: 'mcp', ownHost: false })).toMatchObject({
      resource: 'https://tools.test/s/orders/mcp',
      authorization_servers: ['https://tools.test'],
    });
    expect(resources.metadata(route, { endpoint: 'sse', ownHost: false }).resource).toBe(
      'https://tools.test/s/orders/sse',
    );
    expect(resources.metadata(route, { endpoint: 'mcp', ownHost: true }).resource).toBe('https://orders.mcp.test/mcp');
    const challenge = resources.challenge(
      { kind: 'unauthenticated', message: '' },
      route,
      ownHostAddress('orders', '/mcp')!,
    );
    expect(challenge).toContain('resource_metadata="https://orders.mcp.test/.well-known/oauth-protected-resource/mcp"');
    expect(
      resources.challenge({ kind: 'invalid', message: 'say "no"\r\nx: y\\' }, route, mcpAddress('/s/orders/mcp')!),
    ).toContain('error_description="say nox: y"');
  });
});

describe('the host of a server', () => {
  test('has one label before the server domain', () => {
    expect(slugOfHost('orders.mcp.test', 'mcp.test', 'tools.test')).toBe('orders');
    expect(slugOfHost('ORDERS.mcp.test:8443', 'mcp.test:8443', 'tools.test')).toBe('orders');
    for (const host of ['mcp.test', 'a.b.mcp.test', 'mcp.test.evil', 'evilmcp.test', '.mcp.test', undefined])
      expect([host, slugOfHost(host, 'mcp.test', 'tools.test')]).toEqual([host, null]);
    expect(slugOfHost('orders.mcp.test', undefined, 'tools.test')).toBeNull();
    expect(slugOfHost('tools.mcp.test', 'mcp.test', 'tools.mcp.test')).toBeNull();
  });

  test('has the endpoints at the root', () => {
    expect(ownHostAddress('orders', '/mcp')).toMatchObject({
      slug: 'orders',
      endpoint: 'mcp',
      inner: '',
      ownHost: true,
    });
    expect(ownHostAddress('orders', '/sse/messages?sessionId=1')).toMatchObject({
      endpoint: 'sse',
      inner: '/messages?sessionId=1',
    });
    expect(ownHostAddress('orders', '/s/orders/mcp')).toBeNull();
  });
});
