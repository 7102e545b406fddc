import { describe, expect, test } from '@jest/globals';
import type { OrganisationEvent } from '@toolyard/contracts';
import { type OrganisationCommand, organisationDecider } from './organisation.decider.js';

const at = '2026-11-20T10:00:00.000Z';
const appointed = (userId: string): OrganisationEvent => ({ type: 'AdminAppointed', data: { userId, at } });
const setUp: OrganisationEvent = { type: 'OrganisationSetUp', data: { userId: 'a', digest: 'd', at } };
const fold = (...events: OrganisationEvent[]) => events.reduce(organisationDecider.evolve, organisationDecider.initial);
const when = (command: OrganisationCommand, ...given: OrganisationEvent[]) =>
  organisationDecider.decide(command, fold(...given));

describe('the set-up link', () => {
  test('works once, and not while there is an admin', () => {
    expect(when({ type: 'setUp', userId: 'a', digest: 'd', at })).toEqual([setUp]);
    expect(() => when({ type: 'setUp', userId: 'b', digest: 'd', at }, setUp)).toThrow(/set up already/);
    expect(() => when({ type: 'setUp', userId: 'b', digest: 'e', at }, setUp, appointed('a'))).toThrow(
      /set up already/,
    );
  });

  test('of the next start works when the first admin was never made', () => {
    expect(when({ type: 'setUp', userId: 'b', digest: 'e', at }, setUp)).toHaveLength(1);
  });
});

describe('admins', () => {
  test('go, all but the last', () => {
    expect(when({ type: 'dismiss', userId: 'a', at }, appointed('a'), appointed('b'))).toEqual([
      { type: 'AdminDismissed', data: { userId: 'a', at } },
    ]);
    expect(() => when({ type: 'dismiss', userId: 'a', at }, appointed('a'))).toThrow(/last active admin/);
  });

  test('are named once, and an account that is no admin cannot be dismissed', () => {
    expect(when({ type: 'appoint', userId: 'a', at }, appointed('a'))).toEqual([]);
    expect(when({ type: 'dismiss', userId: 'x', at }, appointed('a'))).toEqual([]);
  });
});
