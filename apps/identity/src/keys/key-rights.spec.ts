import { describe, expect, test } from '@jest/globals';
import { assertWithin } from './key-rights.js';

describe('what a new key may be good for', () => {
  const session = {
    via: 'session',
    rights: ['call', 'read', 'write', 'deploy'],
    servers: 'all',
    expiresAt: null,
  } as const;
  const all = { rights: ['call' as const], servers: 'all' as const, expiresAt: null };

  test('is bounded by the role', () => {
    expect(() =>
      assertWithin({ ...all, rights: ['deploy'] }, 'member', { ...session, rights: [...session.rights] }),
    ).toThrow(/no use for the right "deploy"/);
    expect(() =>
      assertWithin({ ...all, rights: ['deploy'] }, 'developer', { ...session, rights: [...session.rights] }),
    ).not.toThrow();
    const signedIn = { ...session, rights: [...session.rights, 'scim' as const] };
    expect(() => assertWithin({ ...all, rights: ['scim'] }, 'developer', signedIn)).toThrow(
      /no use for the right "scim"/,
    );
    expect(() => assertWithin({ ...all, rights: ['scim'] }, 'admin', signedIn)).not.toThrow();
  });

  test('is bounded by the key that makes it, in rights and in servers', () => {
    const narrow = {
      via: 'apikey',
      rights: ['call' as const, 'write' as const],
      servers: ['a', 'b'],
      expiresAt: null,
    } as const;
    const maker = { ...narrow, rights: [...narrow.rights], servers: [...narrow.servers] };
    expect(() => assertWithin({ rights: ['call'], servers: ['a'], expiresAt: null }, 'admin', maker)).not.toThrow();
    expect(() => assertWithin({ rights: ['read'], servers: ['a'], expiresAt: null }, 'admin', maker)).toThrow(
      /does not have the right "read"/,
    );
    expect(() => assertWithin({ rights: ['call'], servers: ['a', 'c'], expiresAt: null }, 'admin', maker)).toThrow(
      /limited to some servers/,
    );
    expect(() => assertWithin(all, 'admin', maker)).toThrow(/limited to some servers/);
  });

  test('is bounded by the time of the key that makes it', () => {
    const maker = {
      ...session,
      via: 'apikey' as const,
      rights: [...session.rights],
      expiresAt: '2027-01-01T00:00:00.000Z',
    };
    expect(() => assertWithin(all, 'admin', maker)).toThrow(/ends later or never/);
    expect(() => assertWithin({ ...all, expiresAt: '2027-01-01T00:00:00.001Z' }, 'admin', maker)).toThrow(
      /ends later or never/,
    );
    expect(() => assertWithin({ ...all, expiresAt: '2027-01-01T00:00:00.000Z' }, 'admin', maker)).not.toThrow();
    expect(() => assertWithin(all, 'admin', { ...maker, expiresAt: null })).not.toThrow();
  });
});
