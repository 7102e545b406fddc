import { describe, expect, test } from '@jest/globals';
import type { Actor, GroupEvent, Rule } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { type GroupCommand, groupDecider } from './group.decider.js';

const actor: Actor = { kind: 'system', id: 'test', name: 'Test' };
const at = '2026-11-20T10:00:00.000Z';
const created = (isDefault = false): GroupEvent => ({
  type: 'GroupCreated',
  data: { groupId: 'g', name: 'G', description: '', isDefault, defaultAccess: 'none', actor, at },
});
const rule: Rule = { access: 'only', tools: ['a', 'b'] };
const ruleSet: GroupEvent = {
  type: 'GroupRuleSet',
  data: { groupId: 'g', serverId: 's', rule, actor, at },
};
const set = (change: Rule): GroupCommand => ({ type: 'setRule', serverId: 's', rule: change, actor, at });

const { given } = deciderSpec(groupDecider);

describe('a group', () => {
  test('takes a rule for a server, once, and falls back to its default without it', () => {
    expect(given(created()).when(set(rule))).toEqual([ruleSet]);
    expect(given(created(), ruleSet).when(set(rule))).toEqual([]);
    expect(given(created(), ruleSet).when(set({ access: 'only', tools: ['a'] }))).toHaveLength(1);
    expect(given(created(), ruleSet).when(set({ access: 'except', tools: ['a', 'b'] }))).toHaveLength(1);
    const removed = given(created(), ruleSet).when({ type: 'removeRule', serverId: 's', actor, at });
    expect(given(created(), ruleSet, ...removed).state).toMatchObject({ servers: {}, defaultAccess: 'none' });
    expect(given(created()).when({ type: 'removeRule', serverId: 's', actor, at })).toEqual([]);
  });

  test('can be deleted, the default one cannot', () => {
    expect(given(created()).when({ type: 'delete', actor, at })).toHaveLength(1);
    expect(() => given(created(true)).when({ type: 'delete', actor, at })).toThrow(/default group/);
  });

  test('that is gone takes no change', () => {
    expect(() => given(created(), { type: 'GroupDeleted', data: { groupId: 'g', actor, at } }).when(set(rule))).toThrow(
      /no group/,
    );
  });
});
