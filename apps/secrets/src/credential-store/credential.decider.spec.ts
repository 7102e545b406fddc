import { describe, expect, test } from '@jest/globals';
import type { Actor, Sealed, ServerAuth } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { StaleSeal } from '../store/fresh-seal.js';
import { type CredentialCommand, credentialDecider, statusOf, type StoredTokens } from './credential.decider.js';

const actor: Actor = { kind: 'user', id: 'usr_ada', name: 'Ada' };
const at = '2026-11-23T06:00:00.000Z';
const of = { serverId: 'srv_1', userId: 'usr_ada', at };
const sealed = (dataKeyId: string): Sealed => ({ dataKeyId, nonce: 'n', ciphertext: 'c', tag: 't' });
const tokens = (version: number, dataKeyId = 'k1', expiresAt: string | null = null): StoredTokens => ({
  value: sealed(dataKeyId),
  version,
  scopes: ['mail'],
  expiresAt,
});
const set = (names: string[], version: number, dataKeyId = 'k1'): CredentialCommand => ({
  type: 'set',
  ...of,
  values: Object.fromEntries(names.map((name) => [name, sealed(dataKeyId)])),
  version,
  actor,
});
const connect = (version: number, dataKeyId = 'k1'): CredentialCommand => ({
  type: 'connect',
  ...of,
  tokens: tokens(version, dataKeyId),
  actor,
});
const remove: CredentialCommand = { type: 'remove', ...of, reason: 'asked', actor };

const fields: ServerAuth = {
  method: 'credentials',
  fields: ['A', 'B'].map((name) => ({ name, label: name, secret: true })),
};
const oauth2: ServerAuth = {
  method: 'oauth2',
  authorizationUrl: 'https://p.test/a',
  tokenUrl: 'https://p.test/t',
  clientId: 'c',
  scopes: [],
};

const { after } = deciderSpec(credentialDecider);

describe('values', () => {
  test('are complete when every field has one, given together or one by one', () => {
    expect(statusOf(fields, after().state)).toBe('missing');
    expect(statusOf(fields, after(set(['A'], 1)).state)).toBe('missing');
    expect(statusOf(fields, after(set(['A'], 1), set(['B'], 2)).state)).toBe('complete');
    expect(statusOf(fields, after(set(['A', 'B'], 1)).state)).toBe('complete');
  });

  test('sealed for a place that was taken meanwhile, or under a key that is out of use, are refused', () => {
    expect(() => after(set(['A'], 1), set(['B'], 1)).state).toThrow(StaleSeal);
    expect(() => after(set(['A'], 1), set(['B'], 2, 'k2')).state).toThrow(StaleSeal);
    expect(() => after(set(['A'], 1), remove, set(['A'], 2, 'k1')).state).toThrow(StaleSeal);
    expect(after(set(['A'], 1), remove, set(['A'], 2, 'k2')).state.dataKeyId).toBe('k2');
  });

  test('leave their key behind when they are removed, to be destroyed', () => {
    expect(after(set(['A'], 1), remove).state).toMatchObject({
      dataKeyId: null,
      retired: [{ dataKeyId: 'k1', tokens: null }],
    });
    expect(() => after(remove).state).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(after().typesWhen({ ...remove, reason: 'server_deleted' })).toEqual([]);
  });
});

describe('a connection', () => {
  const refresh = (from: number): CredentialCommand => ({ type: 'refresh', ...of, from, tokens: tokens(from + 1) });
  const fail = (from: number | null, reason: 'expired' | 'failed' = 'expired'): CredentialCommand => ({
    type: 'fail',
    ...of,
    from,
    reason,
    error: 'no',
  });

  test('is renewed from its present tokens alone', () => {
    expect(after(connect(1)).typesWhen(refresh(1))).toEqual(['CredentialRefreshed']);
    expect(after(connect(1), remove).typesWhen(refresh(1))).toEqual([]);
    expect(after(connect(1), connect(2)).typesWhen(refresh(1))).toEqual([]);
  });

  test('that ended stays so until its user connects again', () => {
    const ended = after(connect(1), fail(1));
    expect(statusOf(oauth2, ended.state)).toBe('expired');
    expect(ended.typesWhen(fail(1))).toEqual([]);
    expect(statusOf(oauth2, after(connect(1), fail(1), connect(2)).state)).toBe('connected');
  });

  test('that works is not spoilt by a failed attempt, nor by a failure of tokens from before', () => {
    expect(after(connect(1)).typesWhen(fail(null, 'failed'))).toEqual([]);
    expect(after(connect(1), refresh(1)).typesWhen(fail(1))).toEqual([]);
    expect(statusOf(oauth2, after(fail(null, 'failed')).state)).toBe('failed');
  });

  test('keeps its tokens beside their key when it is removed, to be revoked', () => {
    expect(after(connect(1), remove).state.retired).toEqual([{ dataKeyId: 'k1', tokens: tokens(1) }]);
  });
});
