import { describe, expect, test } from '@jest/globals';
import type { Actor, ApiKeyEvent } from '@toolyard/contracts';
import { apiKeyDecider } from './api-key.decider.js';
import { assertWithin } from './key-rights.js';
import { digestOf, newToken, prefixOf, sameDigest } from './token.js';

describe('a token', () => {
  test("has its key's id and 256 random bits, and shows only the id", () => {
    const { token, prefix, digest } = newToken('key_01a206dab2f47023ae40d117a6c934b8');
    expect(token).toMatch(/^ty_[0-9A-Za-z]{22}_[\w-]{43}$/);
    expect([prefix, digest]).toEqual([token.slice(0, 25), digestOf(token)]);
    expect(newToken('key_01a206dab2f47023ae40d117a6c934b8').token).not.toBe(token);
    expect(prefixOf('ty_some-token-of-the-environment')).toBe('ty_some-');
  });

  test('is compared as a digest, whole, so that a token that begins the same is as wrong as any', () => {
    expect(sameDigest(digestOf('a'), digestOf('a'))).toBe(true);
    expect(sameDigest(digestOf('a'), digestOf('b'))).toBe(false);
    expect(sameDigest(digestOf('a'), digestOf('a').slice(0, 62))).toBe(false);
    expect(sameDigest('', digestOf('a'))).toBe(false);
  });
});

describe('a key', () => {
  const actor: Actor = { kind: 'system', id: 'test', name: 'Test' };
  const at = '2026-11-20T10:00:00.000Z';
  const created: ApiKeyEvent = {
    type: 'ApiKeyCreated',
    data: {
      keyId: 'k',
      name: 'k',
      prefix: 'p',
      digest: 'one',
      userId: 'u',
      rights: ['call'],
      servers: 'all',
      expiresAt: null,
      actor,
      at,
    },
  };
  const revoked: ApiKeyEvent = { type: 'ApiKeyRevoked', data: { keyId: 'k', actor, at } };
  const replaced: ApiKeyEvent = { type: 'ApiKeyReplaced', data: { keyId: 'k', prefix: 'q', digest: 'two', actor, at } };
  const fold = (...events: ApiKeyEvent[]) => events.reduce(apiKeyDecider.evolve, apiKeyDecider.initial);
  const replace = (digest: string, ...given: ApiKeyEvent[]) =>
    apiKeyDecider.decide({ type: 'replace', prefix: 'q', digest, actor, at }, fold(...given));

  test('that was revoked or replaced does not come back with a token it had before', () => {
    expect(replace('one', created)).toEqual([]);
    expect(replace('one', created, revoked)).toEqual([]);
    expect(replace('one', created, replaced)).toEqual([]);
    expect(replace('two', created, revoked)).toEqual([replaced]);
    expect(fold(created, revoked, replaced)).toMatchObject({ digest: 'two', revoked: false });
  });

  test('is revoked once', () => {
    expect(apiKeyDecider.decide({ type: 'revoke', actor, at }, fold(created, revoked))).toEqual([]);
    expect(() => apiKeyDecider.decide({ type: 'revoke', actor, at }, null)).toThrow(/no API key/);
  });
});

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
