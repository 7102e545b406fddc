import { describe, expect, test } from '@jest/globals';
import type { Principal } from '@toolyard/contracts';
import { matchesInProgress } from './call-filter.js';
import { figuresFor, visibleTo } from './call-visibility.js';

const ann = (about: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  via: 'session',
  id: 'usr_ann',
  userId: 'usr_ann',
  name: 'Ann',
  role: 'member',
  rights: ['call', 'read', 'write', 'deploy'],
  servers: 'all',
  usable: { default: true, servers: {} },
  ...about,
});

describe('calls', () => {
  test.each([['admin'], ['auditor']] as const)('of all users are visible to an %s', (role) => {
    expect(visibleTo(ann({ role }), { tool: 'search' })).toEqual({ tool: 'search' });
  });

  test.each([['developer'], ['member']] as const)(
    'of others are not visible to a %s, whatever they filter by',
    (role) => {
      expect(visibleTo(ann({ role }), { userId: 'usr_bob' })).toEqual({
        userId: 'usr_bob',
        visible: { userId: 'usr_ann' },
      });
    },
  );

  test('of other servers are not visible to a limited API key, not even of an admin', () => {
    const key = ann({ role: 'admin', servers: ['srv_1'] });
    expect(visibleTo(key, {})).toEqual({ visible: { serverIds: ['srv_1'] } });
    expect(visibleTo(key, { serverId: 'srv_1' })).toEqual({ serverId: 'srv_1' });
    expect(() => visibleTo(key, { serverId: 'srv_2' })).toThrow('limited to other servers');
  });

  test('in progress follow the same rule', () => {
    const call = {
      id: 'call_1',
      serverId: 'srv_1',
      deploymentId: 'dep_1',
      tool: 'search',
      userId: 'usr_bob',
      userName: 'Bob',
      clientName: '',
      clientVersion: '',
      startedAt: '2026-11-23T00:00:00.000Z',
      input: '',
      correlationId: '',
    };
    expect(matchesInProgress(call, visibleTo(ann(), {}))).toBe(false);
    expect(matchesInProgress({ ...call, userId: 'usr_ann' }, visibleTo(ann(), {}))).toBe(true);
    expect(matchesInProgress(call, visibleTo(ann({ role: 'auditor', servers: ['srv_2'] }), {}))).toBe(false);
  });
});

describe('figures', () => {
  const owned = ['srv_1', 'srv_2'];

  test('of their own server count all callers for a developer', () => {
    expect(figuresFor(ann({ role: 'developer' }), { serverId: 'srv_1' }, { owned })).toEqual({ serverId: 'srv_1' });
  });

  test.each([
    ['of the server of another developer', { serverId: 'srv_3' }],
    ['over all servers', {}],
    ['that single out a caller', { serverId: 'srv_1', userId: 'usr_bob' }],
    ['that single out a client', { serverId: 'srv_1', source: 'inspector' }],
    ['that single out the version of a client', { serverId: 'srv_1', sourceVersion: '1.0' }],
    ['that search for a name', { serverId: 'srv_1', search: 'bob' }],
  ])('%s count only own calls for a developer', (_, filter) => {
    expect(figuresFor(ann({ role: 'developer' }), filter, { owned })).toMatchObject({ visible: { userId: 'usr_ann' } });
  });

  test('of all own servers together count all callers for a developer, and own calls for a member', () => {
    const mine = { owned, mine: true };
    expect(figuresFor(ann({ role: 'developer' }), {}, mine)).toEqual({ visible: { serverIds: owned } });
    expect(figuresFor(ann({ role: 'developer', servers: ['srv_2', 'srv_3'] }), {}, mine)).toEqual({
      visible: { serverIds: ['srv_2'] },
    });
    expect(figuresFor(ann({ role: 'member' }), {}, mine)).toEqual({
      visible: { userId: 'usr_ann', serverIds: owned },
    });
    expect(figuresFor(ann({ role: 'member' }), { serverId: 'srv_1' }, { owned })).toMatchObject({
      visible: { userId: 'usr_ann' },
    });
  });
});
