import { describe, expect, test } from '@jest/globals';
import type { Actor, UserEvent } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
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

const { given } = deciderSpec(accountDecider);

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
    expect(given().when(register)).toEqual([registered, withPassword]);
    expect(given(registered, withPassword).state).toMatchObject({
      kind: 'user',
      active: true,
      groups: { everyone: 'manual' },
      passwordHash: 'hash',
      tokensNotBefore: null,
    });
  });

  test('happens once, and never again under an id that is used up', () => {
    expect(() => given(registered).when(register)).toThrow(/exists already/);
    expect(() => given(registered, { type: 'UserDeleted', data: { userId: 'u', actor, at } }).when(register)).toThrow(
      /exists already/,
    );
    expect(() => given({ type: 'UserAbandoned', data: { userId: 'u', at } }).when(register)).toThrow(/exists already/);
  });
});

describe('changing', () => {
  test('stores what differs and nothing else', () => {
    expect(given(registered).when({ ...common, type: 'edit', edits: { name: 'Bob', role: 'admin' } })).toEqual([
      { type: 'UserEdited', data: { userId: 'u', role: 'admin', actor, at: later } },
    ]);
    expect(given(registered).when({ ...common, type: 'edit', edits: { name: 'Bob' } })).toEqual([]);
    expect(given(registered).when({ ...common, type: 'enable' })).toEqual([]);
    expect(given(registered).when({ ...common, type: 'leave', groupId: 'other' })).toEqual([]);
  });

  test('of an account that is gone is refused', () => {
    expect(() => given().when({ ...common, type: 'disable' })).toThrow(/no account/);
    expect(() =>
      given(registered, {
        type: 'UserDeleted',
        data: { userId: 'u', actor, at },
      }).when({ ...common, type: 'disable' }),
    ).toThrow(/no account/);
  });
});

describe('passwords', () => {
  test('end the sessions from before, and the link that set them', () => {
    expect(given(registered, linkMade('d', later), withPassword).state).toMatchObject({
      sessionsNotBefore: at,
      tokensNotBefore: null,
      passwordLink: null,
    });
  });

  test('are set with the last link, before it expires, and once', () => {
    const set = (link: string): AccountCommand => ({ type: 'setPassword', hash: 'new', link, actor, at: later });
    const tomorrow = '2026-11-21T10:00:00.000Z';
    expect(given(registered, linkMade('d', tomorrow)).when(set('d'))).toHaveLength(1);
    expect(() => given(registered, linkMade('d', later)).when(set('d'))).toThrow(/link does not work/);
    expect(() => given(registered, linkMade('d', tomorrow), linkMade('e', tomorrow)).when(set('d'))).toThrow(
      /link does not work/,
    );
    expect(() => given(registered, linkMade('d', tomorrow), withPassword).when(set('d'))).toThrow(/link does not work/);
    expect(() =>
      given(registered, linkMade('d', tomorrow), {
        type: 'UserDisabled',
        data: { userId: 'u', actor, at },
      }).when(set('d')),
    ).toThrow(/link does not work/);
    expect(() => given(registered).when(set('d'))).toThrow(/link does not work/);
  });

  test('are nothing that service accounts have', () => {
    expect(() => given(service).when({ ...common, type: 'setPassword', hash: 'new' })).toThrow(/no password/);
    expect(() => given(service).when({ ...common, type: 'makePasswordLink', digest: 'd', expiresAt: later })).toThrow(
      /no password/,
    );
  });
});

describe('groups', () => {
  test('that a provider claims are followed; those set by hand stay', () => {
    const events = given(registered, joined('a', 'oidc'), joined('hand', 'manual')).when({
      ...common,
      type: 'followGroups',
      groupIds: ['b', 'hand'],
      source: 'oidc',
    });
    expect(events).toEqual([
      { type: 'GroupJoined', data: { userId: 'u', groupId: 'b', source: 'oidc', actor, at: later } },
      { type: 'GroupLeft', data: { userId: 'u', groupId: 'a', actor, at: later } },
    ]);
    expect(given(registered, joined('a', 'oidc'), joined('hand', 'manual'), ...events).state).toMatchObject({
      groups: { everyone: 'manual', hand: 'manual', b: 'oidc' },
    });
  });

  test('that an admin sets are all there are', () => {
    const events = given(registered, joined('a', 'oidc')).when({ ...common, type: 'setGroups', groupIds: ['b'] });
    expect(given(registered, joined('a', 'oidc'), ...events).state).toMatchObject({ groups: { b: 'manual' } });
  });
});

describe('an identity at a provider', () => {
  const linked: UserEvent = {
    type: 'OutsideIdentityLinked',
    data: { userId: 'u', issuer: 'i', subject: 's', actor, at },
  };

  test('is linked once, and no second one of the same provider', () => {
    expect(given(registered, linked).when({ ...common, type: 'linkIdentity', issuer: 'i', subject: 's' })).toEqual([]);
    expect(() =>
      given(registered, linked).when({ ...common, type: 'linkIdentity', issuer: 'i', subject: 'other' }),
    ).toThrow(/another person/);
  });
});

test('signing out everywhere ends sessions and tokens from before', () => {
  expect(given(registered, { type: 'SessionsEnded', data: { userId: 'u', actor, at: later } }).state).toMatchObject({
    sessionsNotBefore: later,
    tokensNotBefore: later,
  });
});

describe('a second factor', () => {
  const set: UserEvent = {
    type: 'SecondFactorSet',
    data: { userId: 'u', method: 'totp', secret: 'sealed', step: 10, digests: ['a', 'b'], actor, at },
  };
  const used = (step: number): UserEvent => ({
    type: 'SecondFactorUsed',
    data: { userId: 'u', method: 'totp', step, ...common, at: later },
  });

  test('takes the code of each time step once, and none from before', () => {
    const useCode = (step: number): AccountCommand => ({ type: 'useCode', step, ...common });
    const wrong = /code does not work/;
    expect(() => given(registered, set).when(useCode(10))).toThrow(wrong);
    expect(given(registered, set).when(useCode(11))).toEqual([used(11)]);
    expect(() => given(registered, set, used(11)).when(useCode(11))).toThrow(wrong);
    expect(() => given(registered, set, used(12)).when(useCode(11))).toThrow(wrong);
  });

  test('takes each recovery code once', () => {
    const useB: AccountCommand = { type: 'useRecoveryCode', digest: 'b', ...common };
    const event: UserEvent = { type: 'RecoveryCodeUsed', data: { userId: 'u', digest: 'b', left: 1, ...common } };
    expect(given(registered, set).when(useB)).toEqual([event]);
    expect(() => given(registered, set, event).when(useB)).toThrow(/code does not work/);
  });

  test('is set once, for a person, until it is removed', () => {
    const again: AccountCommand = { type: 'setSecondFactor', secret: 's', step: 1, digests: [], ...common };
    expect(() => given(registered, set).when(again)).toThrow(/authenticator app already/);
    expect(() => given(service).when(again)).toThrow(/service account/);
    const removed: UserEvent = { type: 'SecondFactorRemoved', data: { userId: 'u', actor, at } };
    expect(given(registered, set, removed).when({ type: 'removeSecondFactor', ...common })).toEqual([]);
    expect(given(registered, set, removed).state).toMatchObject({ secondFactor: null });
  });
});

describe('a passkey', () => {
  const key = { publicKey: 'key', counter: 5, transports: ['usb'] };
  const registeredKey = (passkeyId: string, digests?: string[]): UserEvent => ({
    type: 'PasskeyRegistered',
    data: { userId: 'u', passkeyId, name: passkeyId, ...key, ...(digests ? { digests } : {}), actor, at },
  });
  const register = (id: string, digests?: string[]): AccountCommand => ({
    ...{ type: 'registerPasskey', id, name: id, ...key, ...common },
    ...(digests ? { digests } : {}),
  });
  const use = (id: string, counter: number): AccountCommand => ({ type: 'usePasskey', id, counter, ...common });
  const used = (counter: number): UserEvent => ({
    type: 'PasskeyUsed',
    data: { userId: 'u', passkeyId: 'a', counter, ...common },
  });
  const first = registeredKey('a', ['x']);

  test('brings recovery codes when it is the first second factor, and none when it is another one', () => {
    expect(given(registered).when(register('a', ['x']))).toMatchObject([{ data: { digests: ['x'] } }]);
    expect(given(registered, first).when(register('b'))).toMatchObject([{ type: 'PasskeyRegistered' }]);
    expect(() => given(registered).when(register('a'))).toThrow(/at the same time/);
    expect(() => given(registered, first).when(register('b', ['y']))).toThrow(/at the same time/);
  });

  test('is registered once, for a person, and an account has ten at most', () => {
    expect(() => given(registered, first).when(register('a'))).toThrow(/registered already/);
    expect(() => given(service).when(register('a', ['x']))).toThrow(/service account/);
    const ten = Array.from({ length: 10 }, (_, index) => registeredKey(`k${index}`, index === 0 ? ['x'] : undefined));
    expect(() => given(registered, ...ten).when(register('b'))).toThrow(/at most 10/);
  });

  test('works while its counter grows, and not when a copy falls behind', () => {
    const wrong = /passkey does not work/;
    expect(given(registered, first).when(use('a', 6))).toEqual([used(6)]);
    for (const counter of [0, 4, 5]) expect(() => given(registered, first).when(use('a', counter))).toThrow(wrong);
    expect(() => given(registered, first, used(9)).when(use('a', 9))).toThrow(wrong);
    expect(() => given(registered, first).when(use('b', 6))).toThrow(wrong);
  });

  test('works when it never counts', () => {
    const silent = structuredClone(first);
    (silent.data as { counter: number }).counter = 0;
    expect(given(registered, silent).when(use('a', 0))).toEqual([used(0)]);
    expect(given(registered, silent, used(0)).when(use('a', 0))).toEqual([used(0)]);
    expect(given(registered, silent, used(0)).when(use('a', 1))).toEqual([used(1)]);
  });

  test('is removed alone, and the password is enough after the last one', () => {
    const removed = (passkeyId: string): UserEvent => ({
      type: 'PasskeyRemoved',
      data: { userId: 'u', passkeyId, name: passkeyId, ...common },
    });
    const two = [registered, first, registeredKey('b')];
    expect(given(...two).when({ type: 'removePasskey', id: 'a', ...common })).toEqual([removed('a')]);
    expect(given(...two, removed('a')).state).toMatchObject({ secondFactor: { passkeys: [{ id: 'b' }] } });
    expect(given(...two, removed('a'), removed('b')).state).toMatchObject({ secondFactor: null });
    expect(() => given(...two, removed('a')).when({ type: 'removePasskey', id: 'a', ...common })).toThrow(/no such/);
    expect(given(...two).when({ type: 'removeSecondFactor', ...common })).toMatchObject([
      { type: 'SecondFactorRemoved' },
    ]);
  });

  test('stays beside an authenticator app, whose codes work as well', () => {
    const app: UserEvent = {
      type: 'SecondFactorSet',
      data: { userId: 'u', method: 'totp', secret: 'sealed', step: 1, digests: ['y'], actor, at: later },
    };
    expect(given(registered, first, app).state).toMatchObject({
      secondFactor: { totp: { step: 1 }, passkeys: [{ id: 'a' }], recovery: ['y'], since: at },
    });
    expect(given(registered, first, app).when({ type: 'useCode', step: 2, ...common })).toHaveLength(1);
    expect(() => given(registered, first).when({ type: 'useCode', step: 2, ...common })).toThrow(/code does not work/);
  });
});
