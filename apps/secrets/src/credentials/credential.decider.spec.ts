import { describe, expect, test } from '@jest/globals';
import type { Actor, Sealed, ServerAuth } from '@toolyard/contracts';
import { StaleSeal } from '../store/fresh-seal.js';
import {
  type CredentialCommand,
  credentialDecider,
  type CredentialState,
  foldCredential,
  statusOf,
  type StoredTokens,
} from './credential.decider.js';

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

const after = (...commands: CredentialCommand[]): CredentialState =>
  commands.reduce(
    (state, command) => foldCredential(credentialDecider.decide(command, state), state),
    credentialDecider.initial,
  );
const events = (command: CredentialCommand, state: CredentialState) =>
  credentialDecider.decide(command, state).map(({ type }) => type);

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

describe('values', () => {
  test('are complete when every field has one, given together or one by one', () => {
    expect(statusOf(fields, after())).toBe('missing');
    expect(statusOf(fields, after(set(['A'], 1)))).toBe('missing');
    expect(statusOf(fields, after(set(['A'], 1), set(['B'], 2)))).toBe('complete');
    expect(statusOf(fields, after(set(['A', 'B'], 1)))).toBe('complete');
  });

  test('sealed for a place that was taken meanwhile, or under a key that is out of use, are refused', () => {
    expect(() => after(set(['A'], 1), set(['B'], 1))).toThrow(StaleSeal);
    expect(() => after(set(['A'], 1), set(['B'], 2, 'k2'))).toThrow(StaleSeal);
    expect(() => after(set(['A'], 1), remove, set(['A'], 2, 'k1'))).toThrow(StaleSeal);
    expect(after(set(['A'], 1), remove, set(['A'], 2, 'k2')).dataKeyId).toBe('k2');
  });

  test('leave their key behind when they are removed, to be destroyed', () => {
    expect(after(set(['A'], 1), remove)).toMatchObject({
      dataKeyId: null,
      retired: [{ dataKeyId: 'k1', tokens: null }],
    });
    expect(() => after(remove)).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(events({ ...remove, reason: 'server_deleted' }, after())).toEqual([]);
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
    expect(events(refresh(1), after(connect(1)))).toEqual(['CredentialRefreshed']);
    expect(events(refresh(1), after(connect(1), remove))).toEqual([]);
    expect(events(refresh(1), after(connect(1), connect(2)))).toEqual([]);
  });

  test('that ended stays so until its user connects again', () => {
    const ended = after(connect(1), fail(1));
    expect(statusOf(oauth2, ended)).toBe('expired');
    expect(events(fail(1), ended)).toEqual([]);
    expect(statusOf(oauth2, after(connect(1), fail(1), connect(2)))).toBe('connected');
  });

  test('that works is not spoilt by another one that did not come about, nor by a failure of tokens from before', () => {
    expect(events(fail(null, 'failed'), after(connect(1)))).toEqual([]);
    expect(events(fail(1), after(connect(1), refresh(1)))).toEqual([]);
    expect(statusOf(oauth2, after(fail(null, 'failed')))).toBe('failed');
  });

  test('keeps its tokens beside their key when it is removed, to be revoked', () => {
    expect(after(connect(1), remove).retired).toEqual([{ dataKeyId: 'k1', tokens: tokens(1) }]);
  });
});
