import { describe, expect, test } from '@jest/globals';
import type { Actor, UserEvent } from '@toolyard/contracts';
import { type AccountCommand, accountDecider } from './account.decider.js';

const actor: Actor = { kind: 'user', id: 'ada', name: 'Ada' };
const at = '2026-11-20T10:00:00.000Z';
const later = '2026-11-20T11:00:00.000Z';
const common = { actor, at: later };

const registered: UserEvent = {
  type: 'UserRegistered',
  data: {
    userId: 'u',
    name: 'Bob',
    email: 'bob@example.org',
    role: 'member',
    groupIds: ['everyone'],
    provider: 'password',
    actor,
    at,
  },
};
const withPassword: UserEvent = { type: 'PasswordSet', data: { userId: 'u', hash: 'hash', actor, at } };
const linkMade = (digest: string, expiresAt: string): UserEvent => ({
  type: 'PasswordLinkMade',
  data: { userId: 'u', digest, expiresAt, actor, at },
});
const joined = (groupId: string, source: 'manual' | 'oidc'): UserEvent => ({
  type: 'GroupJoined',
  data: { userId: 'u', groupId, source, actor, at },
});
const service: UserEvent = {
  type: 'ServiceAccountCreated',
  data: { userId: 'u', name: 'CI', role: 'developer', groupIds: [], actor, at },
};

const fold = (...events: UserEvent[]) => events.reduce(accountDecider.evolve, accountDecider.initial);
const when = (command: AccountCommand, ...given: UserEvent[]) => accountDecider.decide(command, fold(...given));
const refused = (command: AccountCommand, ...given: UserEvent[]) => expect(() => when(command, ...given));

describe('registering', () => {
  const register: AccountCommand = {
    type: 'register',
    userId: 'u',
    name: 'Bob',
    email: 'bob@example.org',
    role: 'member',
    groupIds: ['everyone'],
    provider: 'password',
    passwordHash: 'hash',
    actor,
    at,
  };

  test('keeps the person and the hash of their password', () => {
    expect(when(register)).toEqual([registered, withPassword]);
    expect(fold(registered, withPassword)).toMatchObject({
      kind: 'user',
      active: true,
      groups: { everyone: 'manual' },
      passwordHash: 'hash',
      tokensNotBefore: null,
    });
  });

  test('happens once, and never again under an id that is used up', () => {
    refused(register, registered).toThrow(/exists already/);
    refused(register, registered, { type: 'UserDeleted', data: { userId: 'u', actor, at } }).toThrow(/exists already/);
    refused(register, { type: 'UserAbandoned', data: { userId: 'u', at } }).toThrow(/exists already/);
  });
});

describe('changing', () => {
  test('stores what differs and nothing else', () => {
    expect(when({ ...common, type: 'edit', edits: { name: 'Bob', role: 'admin' } }, registered)).toEqual([
      { type: 'UserEdited', data: { userId: 'u', role: 'admin', actor, at: later } },
    ]);
    expect(when({ ...common, type: 'edit', edits: { name: 'Bob' } }, registered)).toEqual([]);
    expect(when({ ...common, type: 'enable' }, registered)).toEqual([]);
    expect(when({ ...common, type: 'leave', groupId: 'other' }, registered)).toEqual([]);
  });

  test('of an account that is gone is refused', () => {
    refused({ ...common, type: 'disable' }).toThrow(/no account/);
    refused({ ...common, type: 'disable' }, registered, {
      type: 'UserDeleted',
      data: { userId: 'u', actor, at },
    }).toThrow(/no account/);
  });
});

describe('passwords', () => {
  test('end the sessions from before, and the link that set them', () => {
    expect(fold(registered, linkMade('d', later), withPassword)).toMatchObject({
      sessionsNotBefore: at,
      tokensNotBefore: null,
      passwordLink: null,
    });
  });

  test('are set with the last link, before it expires, and once', () => {
    const set = (link: string): AccountCommand => ({ type: 'setPassword', hash: 'new', link, actor, at: later });
    const tomorrow = '2026-11-21T10:00:00.000Z';
    expect(when(set('d'), registered, linkMade('d', tomorrow))).toHaveLength(1);
    refused(set('d'), registered, linkMade('d', later)).toThrow(/link does not work/);
    refused(set('d'), registered, linkMade('d', tomorrow), linkMade('e', tomorrow)).toThrow(/link does not work/);
    refused(set('d'), registered, linkMade('d', tomorrow), withPassword).toThrow(/link does not work/);
    refused(set('d'), registered, linkMade('d', tomorrow), {
      type: 'UserDisabled',
      data: { userId: 'u', actor, at },
    }).toThrow(/link does not work/);
    refused(set('d'), registered).toThrow(/link does not work/);
  });

  test('are nothing that service accounts have', () => {
    refused({ ...common, type: 'setPassword', hash: 'new' }, service).toThrow(/no password/);
    refused({ ...common, type: 'makePasswordLink', digest: 'd', expiresAt: later }, service).toThrow(/no password/);
  });
});

describe('groups', () => {
  test('that a provider claims are followed; those set by hand stay', () => {
    const events = when(
      { ...common, type: 'followGroups', groupIds: ['b', 'hand'], source: 'oidc' },
      registered,
      joined('a', 'oidc'),
      joined('hand', 'manual'),
    );
    expect(events).toEqual([
      { type: 'GroupJoined', data: { userId: 'u', groupId: 'b', source: 'oidc', actor, at: later } },
      { type: 'GroupLeft', data: { userId: 'u', groupId: 'a', actor, at: later } },
    ]);
    expect(fold(registered, joined('a', 'oidc'), joined('hand', 'manual'), ...events)).toMatchObject({
      groups: { everyone: 'manual', hand: 'manual', b: 'oidc' },
    });
  });

  test('that an admin sets are all there are', () => {
    const events = when({ ...common, type: 'setGroups', groupIds: ['b'] }, registered, joined('a', 'oidc'));
    expect(fold(registered, joined('a', 'oidc'), ...events)).toMatchObject({ groups: { b: 'manual' } });
  });
});

describe('an identity at a provider', () => {
  const linked: UserEvent = {
    type: 'OutsideIdentityLinked',
    data: { userId: 'u', issuer: 'i', subject: 's', actor, at },
  };

  test('is linked once, and no second one of the same provider', () => {
    expect(when({ ...common, type: 'linkIdentity', issuer: 'i', subject: 's' }, registered, linked)).toEqual([]);
    refused({ ...common, type: 'linkIdentity', issuer: 'i', subject: 'other' }, registered, linked).toThrow(
      /another person/,
    );
  });
});

test('signing out everywhere ends sessions and tokens from before', () => {
  expect(fold(registered, { type: 'SessionsEnded', data: { userId: 'u', actor, at: later } })).toMatchObject({
    sessionsNotBefore: later,
    tokensNotBefore: later,
  });
});
