import { describe, expect, test } from '@jest/globals';
import type { Actor, ApiKeyEvent, GroupEvent, InvitationEvent, UserEvent } from '@toolyard/contracts';
import { allKeys, projected, touchedBy } from '../access/access.view.js';
import { userPage } from '../accounts/users.view.js';
import { DirectoryView } from './directory.view.js';

const actor: Actor = { kind: 'system', id: 'test', name: 'Test' };
const at = '2026-11-20T10:00:00.000Z';

function folded(...events: (UserEvent | GroupEvent | ApiKeyEvent | InvitationEvent)[]): DirectoryView {
  const directory = new DirectoryView();
  for (const event of events) directory.apply({ stream: streamOf(event), ...event });
  return directory;
}

function streamOf({ data }: UserEvent | GroupEvent | ApiKeyEvent | InvitationEvent): string {
  if ('keyId' in data) return `apikey-${data.keyId}`;
  if ('invitationId' in data && !('provider' in data)) return `invitation-${data.invitationId}`;
  return 'userId' in data ? `user-${data.userId}` : `group-${data.groupId}`;
}

const user = (userId: string, about: { name?: string; groupIds?: string[] } = {}): UserEvent => ({
  type: 'UserRegistered',
  data: {
    userId,
    name: about.name ?? userId,
    email: `${userId}@Example.org`,
    role: 'member',
    groupIds: about.groupIds ?? [],
    provider: 'password',
    actor,
    at,
  },
});
const group = (groupId: string, defaultAccess: 'all' | 'none' = 'none'): GroupEvent => ({
  type: 'GroupCreated',
  data: { groupId, name: groupId, description: '', isDefault: false, defaultAccess, actor, at },
});
const key = (keyId: string, userId: string): ApiKeyEvent => ({
  type: 'ApiKeyCreated',
  data: {
    keyId,
    name: keyId,
    prefix: 'p',
    digest: `digest-${keyId}`,
    userId,
    rights: ['call'],
    servers: 'all',
    expiresAt: null,
    actor,
    at,
  },
});
const invitation = (invitationId: string, expiresAt: string): InvitationEvent => ({
  type: 'InvitationMade',
  data: {
    invitationId,
    email: 'new@example.org',
    role: 'member',
    groupIds: [],
    digest: `digest-${invitationId}`,
    expiresAt,
    actor,
    at,
  },
});

describe('the directory', () => {
  test('finds people by address in any spelling, until it changes or they go', () => {
    expect(folded(user('bob')).withEmail(' BOB@example.ORG ')?.id).toBe('bob');
    const moved = folded(user('bob'), {
      type: 'UserEdited',
      data: { userId: 'bob', email: 'rob@example.org', actor, at },
    });
    expect([moved.withEmail('bob@example.org'), moved.withEmail('rob@example.org')?.id]).toEqual([undefined, 'bob']);
    expect(
      folded(user('bob'), { type: 'UserDeleted', data: { userId: 'bob', actor, at } }).withEmail('bob@example.org'),
    ).toBeUndefined();
  });

  test('knows a key by its digest of now alone', () => {
    const directory = folded(user('bob'), key('k', 'bob'), {
      type: 'ApiKeyReplaced',
      data: { keyId: 'k', prefix: 'q', digest: 'next', actor, at },
    });
    expect([directory.keyWithDigest('digest-k'), directory.keyWithDigest('next')?.id]).toEqual([undefined, 'k']);
  });

  test('lets an account use what one of its groups allows, and nothing of a deleted group', () => {
    const events = [group('a'), group('b', 'all'), user('bob', { groupIds: ['a', 'b'] })];
    const usable = (directory: DirectoryView) => directory.usableBy(directory.accounts.get('bob')!);
    expect(usable(folded(...events))).toEqual({ default: true, servers: {} });
    expect(usable(folded(...events, { type: 'GroupDeleted', data: { groupId: 'b', actor, at } }))).toEqual({
      default: false,
      servers: {},
    });
  });

  test('lets accounts of the same groups use the same, and follows a changed rule', () => {
    const directory = folded(group('a'), user('bob', { groupIds: ['a'] }), user('eve', { groupIds: ['a'] }));
    const usable = (id: string) => directory.usableBy(directory.accounts.get(id)!);
    expect(usable('bob')).toEqual({ default: false, servers: {} });
    directory.apply({
      stream: 'group-a',
      type: 'GroupRuleSet',
      data: { groupId: 'a', serverId: 's', rule: { access: 'all' }, actor, at },
    });
    expect([usable('bob'), usable('eve')]).toEqual([
      { default: false, servers: { s: true } },
      { default: false, servers: { s: true } },
    ]);
    directory.apply({ stream: 'user-bob', type: 'GroupLeft', data: { userId: 'bob', groupId: 'a', actor, at } });
    expect(usable('bob')).toEqual({ default: false, servers: {} });
  });

  test('needs a set-up until a person is admin; a service account is none', () => {
    const service: UserEvent = {
      type: 'ServiceAccountCreated',
      data: { userId: 'admin', name: 'admin', role: 'admin', groupIds: [], actor, at },
    };
    expect(folded(service).needsSetUp).toBe(true);
    expect(
      folded(service, user('bob'), { type: 'UserEdited', data: { userId: 'bob', role: 'admin', actor, at } })
        .needsSetUp,
    ).toBe(false);
  });
});

describe('the list of users', () => {
  const directory = folded(
    user('3', { name: 'Émile' }),
    user('1', { name: 'ada' }),
    user('2', { name: 'Bob' }),
    invitation('i', '2026-11-27T10:00:00.000Z'),
    invitation('old', at),
  );

  test('is by name, with open invitations, and goes on where a page ended', () => {
    const first = userPage(directory, { limit: 2 }, at);
    expect(first.items.map((row) => row.name)).toEqual(['ada', 'Bob']);
    const rest = userPage(directory, { limit: 10, cursor: first.nextCursor! }, at);
    expect([rest.items.map((row) => [row.name, row.status]), rest.nextCursor]).toEqual([
      [
        ['new@example.org', 'invited'],
        ['Émile', 'active'],
      ],
      null,
    ]);
  });

  test('is searched in names and addresses, whatever the case', () => {
    expect(userPage(directory, { limit: 10, search: 'ADA' }, at).items.map((row) => row.id)).toEqual(['1']);
    expect(userPage(directory, { limit: 10, search: '2@EXAMPLE' }, at).items.map((row) => row.id)).toEqual(['2']);
    expect(userPage(directory, { limit: 10, status: 'invited' }, at).items.map((row) => row.id)).toEqual(['i']);
  });
});

describe('the entries that gateways read', () => {
  const events = [group('g'), user('bob', { groupIds: ['g'] }), key('k', 'bob')] as const;

  test('are users, groups and keys, and never a hash or an address', () => {
    const directory = folded(...events, { type: 'PasswordSet', data: { userId: 'bob', hash: 'argon', actor, at } });
    expect(Object.fromEntries(allKeys(directory).map((name) => [name, projected(name, directory)]))).toEqual({
      'user.bob': { id: 'bob', name: 'bob', role: 'member', active: true, groupIds: ['g'], tokensNotBefore: null },
      'group.g': { id: 'g', defaultAccess: 'none', servers: {} },
      'key.digest-k': { id: 'k', name: 'k', userId: 'bob', rights: ['call'], servers: 'all', expiresAt: null },
    });
  });

  test('is nothing about keys that are revoked or whose account is gone', () => {
    expect(
      projected('key.digest-k', folded(...events, { type: 'ApiKeyRevoked', data: { keyId: 'k', actor, at } })),
    ).toBeUndefined();
    const gone: UserEvent = { type: 'UserDeleted', data: { userId: 'bob', actor, at } };
    expect(projected('key.digest-k', folded(...events, gone))).toBeUndefined();
    expect(touchedBy({ stream: 'user-bob', type: 'UserDeleted' }, folded(...events, gone))).toEqual([
      'user.bob',
      'key.digest-k',
    ]);
  });

  test('takes back the digest from before when a key gets another', () => {
    const replaced: ApiKeyEvent = {
      type: 'ApiKeyReplaced',
      data: { keyId: 'k', prefix: 'q', digest: 'next', actor, at },
    };
    const directory = folded(...events, replaced);
    expect(touchedBy({ stream: 'apikey-k', type: 'ApiKeyReplaced' }, directory)).toEqual(['key.digest-k', 'key.next']);
    expect([projected('key.digest-k', directory), projected('key.next', directory)]).toEqual([
      undefined,
      expect.objectContaining({ id: 'k' }),
    ]);
  });
});
