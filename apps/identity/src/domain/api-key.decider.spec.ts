import { describe, expect, test } from '@jest/globals';
import type { Actor, ApiKeyEvent } from '@toolyard/contracts';
import { apiKeyDecider } from './api-key.decider.js';

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
