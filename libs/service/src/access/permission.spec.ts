import { describe, expect, test } from '@jest/globals';
import { isSameOrigin, sessionCookie, sessionCookieName } from './browser.js';
import { testPrincipal as principalOf } from '../testing/principal.js';
import { isDangerous, refusalOf } from './permission.js';

const own = { id: 's1', createdBy: { kind: 'apikey', id: 'k1', name: 'key', userId: 'u1' } } as const;
const other = { id: 's2', createdBy: { kind: 'user', id: 'u2', name: 'V' } } as const;

describe('what a route allows', () => {
  test('a developer manages the servers of their account, made with a key or not, and no others', () => {
    expect(refusalOf(principalOf('developer'), ['admin', 'own'], 'write', own)).toBeUndefined();
    expect(refusalOf(principalOf('developer'), ['admin', 'own'], 'write', other)).toMatchObject({
      reason: 'role',
      sentence: expect.stringMatching(/developer whose server/),
    });
  });

  test('a developer who became a member does not own the servers that they made', () => {
    expect(refusalOf(principalOf('member'), ['admin', 'own'], 'write', own)).toBeDefined();
  });

  test('a server with a tool that may be called is open where "usable" is enough', () => {
    expect(refusalOf(principalOf('member'), ['usable'], 'read', other)).toBeUndefined();
    expect(refusalOf(principalOf('member'), ['usable'], 'read', { ...other, id: 's3' })).toBeDefined();
  });

  test('an API key never does more than its rights and servers say, whatever the role', () => {
    expect(refusalOf(principalOf('admin', { rights: ['read'] }), ['anyone'], 'write')).toMatchObject({
      reason: 'right',
      sentence: expect.stringMatching(/"write"/),
    });
    expect(refusalOf(principalOf('admin', { servers: ['s2'] }), ['admin'], 'write', own)).toMatchObject({
      reason: 'server',
      sentence: expect.stringMatching(/other servers/),
    });
  });
});

describe('a dangerous action', () => {
  test('is the route itself, or the route with a value in its body', () => {
    expect(isDangerous({ audiences: [], stepUp: true }, undefined)).toBe(true);
    expect(isDangerous({ audiences: [] }, { access: 'public' })).toBe(false);
    const publishing = { audiences: [], stepUp: { access: 'public' } };
    expect(isDangerous(publishing, { name: 'x', access: 'public' })).toBe(true);
    for (const body of [undefined, null, 'public', [], {}, { access: 'organisation' }])
      expect(isDangerous(publishing, body)).toBe(false);
  });
});

describe('the cookie of a login session', () => {
  test('has a name behind https that a server on a host below the platform cannot set', () => {
    const url = 'https://tools.example.org';
    expect(sessionCookieName(url)).toBe('__Host-toolyard_session');
    expect(sessionCookie('toolyard_session=planted', url)).toBeUndefined();
    expect(sessionCookie('toolyard_session=planted; __Host-toolyard_session=own', url)).toBe('own');
    expect(sessionCookie('toolyard_session=own', 'http://127.0.0.1:8080')).toBe('own');
  });
});

describe('a change asked for with a cookie', () => {
  const url = 'https://tools.example.org';
  test('counts only from a page of the platform itself', () => {
    expect(isSameOrigin({ origin: url, host: 'tools.example.org' }, url)).toBe(true);
    expect(isSameOrigin({ 'sec-fetch-site': 'same-origin' }, url)).toBe(true);
    expect(isSameOrigin({ origin: 'https://evil.example', host: 'tools.example.org' }, url)).toBe(false);
    expect(isSameOrigin({ origin: url, 'sec-fetch-site': 'same-site' }, url)).toBe(false);
    expect(isSameOrigin({ origin: 'null', host: 'tools.example.org' }, url)).toBe(false);
    expect(isSameOrigin({}, url)).toBe(false);
  });
});
