import { describe, expect, test } from '@jest/globals';
import type { OrganisationEvent } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { organisationDecider } from './organisation.decider.js';

const at = '2026-11-20T10:00:00.000Z';
const appointed = (userId: string): OrganisationEvent => ({ type: 'AdminAppointed', data: { userId, at } });
const setUp: OrganisationEvent = { type: 'OrganisationSetUp', data: { userId: 'a', digest: 'd', at } };

const { given } = deciderSpec(organisationDecider);

describe('the set-up link', () => {
  test('works once, and not while there is an admin', () => {
    expect(given().when({ type: 'setUp', userId: 'a', digest: 'd', at })).toEqual([setUp]);
    expect(() => given(setUp).when({ type: 'setUp', userId: 'b', digest: 'd', at })).toThrow(/set up already/);
    expect(() => given(setUp, appointed('a')).when({ type: 'setUp', userId: 'b', digest: 'e', at })).toThrow(
      /set up already/,
    );
  });

  test('of the next start works when the first admin was never made', () => {
    expect(given(setUp).when({ type: 'setUp', userId: 'b', digest: 'e', at })).toHaveLength(1);
  });
});

describe('quotas', () => {
  const actor = { kind: 'user', id: 'a', name: 'Ada' } as const;
  const quota = { quota: 'servers_per_account', subjectId: null, limit: 5 } as const;
  const event: OrganisationEvent = { type: 'QuotaSet', data: { ...quota, actor, at } };

  test('are set once, for each account apart, and taken back', () => {
    expect(given().when({ type: 'setQuota', ...quota, actor, at })).toEqual([event]);
    expect(given(event).when({ type: 'setQuota', ...quota, actor, at })).toEqual([]);
    expect(given(event).when({ type: 'setQuota', ...quota, subjectId: 'bob', actor, at })).toHaveLength(1);
    expect(given(event).when({ type: 'setQuota', ...quota, limit: null, actor, at })).toHaveLength(1);
    expect(given().when({ type: 'setQuota', ...quota, limit: null, actor, at })).toEqual([]);
  });
});

describe('admins', () => {
  test('go, all but the last', () => {
    expect(given(appointed('a'), appointed('b')).when({ type: 'dismiss', userId: 'a', at })).toEqual([
      { type: 'AdminDismissed', data: { userId: 'a', at } },
    ]);
    expect(() => given(appointed('a')).when({ type: 'dismiss', userId: 'a', at })).toThrow(/last active admin/);
  });

  test('are named once, and an account that is no admin cannot be dismissed', () => {
    expect(given(appointed('a')).when({ type: 'appoint', userId: 'a', at })).toEqual([]);
    expect(given(appointed('a')).when({ type: 'dismiss', userId: 'x', at })).toEqual([]);
  });
});
