import { describe, expect, test } from '@jest/globals';
import {
  type GroupRules,
  groupsAllow,
  mayUse,
  type Principal,
  resourceOf,
  slugOfResource,
  usableServers,
} from './access.js';

const everyone: GroupRules = {
  defaultAccess: 'none',
  servers: { a: { access: 'only', tools: ['read'] }, d: { access: 'only', tools: [] } },
};
const writers: GroupRules = {
  defaultAccess: 'all',
  servers: { a: { access: 'except', tools: ['drop'] }, b: { access: 'none' } },
};

describe('permission groups', () => {
  test('the least restrictive of several wins', () => {
    expect(groupsAllow([everyone], 'a', 'write')).toBe(false);
    expect(groupsAllow([everyone, writers], 'a', 'write')).toBe(true);
    expect(groupsAllow([everyone, writers], 'a', 'drop')).toBe(false);
  });

  test('a tool that appears later is refused by a list of allowed tools, and allowed by a list of refused ones', () => {
    expect(groupsAllow([everyone], 'a', 'brand-new')).toBe(false);
    expect(groupsAllow([writers], 'a', 'brand-new')).toBe(true);
  });

  test('a server without a rule of its own follows the default, whatever it is called', () => {
    expect(groupsAllow([writers], 'constructor', 'x')).toBe(true);
    expect(groupsAllow([everyone], '__proto__', 'x')).toBe(false);
  });

  test('someone in no group may call nothing', () => {
    expect(groupsAllow([], 'a', 'read')).toBe(false);
    expect(usableServers([])).toEqual({ default: false, servers: {} });
  });

  test('usable is a server of which any tool may be called', () => {
    expect(usableServers([everyone])).toEqual({ default: false, servers: { a: true } });
    expect(usableServers([writers])).toEqual({ default: true, servers: { b: false } });
    expect(usableServers([everyone, writers])).toEqual({ default: true, servers: { b: false } });
  });
});

test("an API key that is limited to servers uses no other, not even an admin's", () => {
  const principal: Principal = {
    kind: 'apikey',
    via: 'apikey',
    id: 'k',
    userId: 'u',
    name: 'n',
    role: 'admin',
    rights: ['call'],
    servers: ['a'],
    usable: usableServers([writers]),
  };
  expect([mayUse(principal, 'a'), mayUse(principal, 'c')]).toEqual([true, false]);
});

describe('the resource of a token', () => {
  test('is the MCP endpoint of one server, whichever of its addresses the client connects to', () => {
    expect(resourceOf('https://tools.test/', 'orders')).toBe('https://tools.test/s/orders/mcp');
    expect(slugOfResource('https://tools.test/s/orders/mcp', 'https://tools.test')).toBe('orders');
    expect(slugOfResource('https://tools.test/s/orders/sse', 'https://tools.test')).toBe('orders');
    expect(slugOfResource('https://orders.mcp.test/mcp', 'https://tools.test', 'mcp.test')).toBe('orders');
    expect(slugOfResource('http://orders.localhost:8080/mcp', 'http://localhost:8080', 'localhost')).toBe('orders');
  });

  test('is nothing else that looks like it', () => {
    const others = [
      'https://tools.test',
      'https://tools.test/s/orders',
      'https://tools.test/s/a/b/mcp',
      'https://evil.test/s/orders/mcp',
      'https://tools.test.evil/s/orders/mcp',
      'https://orders.mcp.test.evil/mcp',
      'http://orders.mcp.test/mcp',
    ];
    for (const resource of others)
      expect([resource, slugOfResource(resource, 'https://tools.test', 'mcp.test')]).toEqual([resource, null]);
  });
});
