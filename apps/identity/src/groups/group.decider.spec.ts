import { describe, expect, test } from '@jest/globals';
import type { Actor, GroupEvent } from '@toolyard/contracts';
import { type GroupCommand, groupDecider } from './group.decider.js';

const actor: Actor = { kind: 'system', id: 'test', name: 'Test' };
const at = '2026-11-20T10:00:00.000Z';
const created = (isDefault = false): GroupEvent => ({
  type: 'GroupCreated',
  data: { groupId: 'g', name: 'G', description: '', isDefault, defaultAccess: 'none', actor, at },
});
const rule = { access: 'only', tools: ['a', 'b'] } as const;
const ruleSet: GroupEvent = {
  type: 'GroupRuleSet',
  data: { groupId: 'g', serverId: 's', rule: { ...rule, tools: [...rule.tools] }, actor, at },
};
const fold = (...events: GroupEvent[]) => events.reduce(groupDecider.evolve, groupDecider.initial);
const when = (command: Omit<GroupCommand, 'actor' | 'at'>, ...given: GroupEvent[]) =>
  groupDecider.decide({ ...command, actor, at } as GroupCommand, fold(...given));
const set = (given: object) => ({ type: 'setRule', serverId: 's', rule: given }) as never;

describe('a group', () => {
  test('takes a rule for a server, once, and falls back to its default without it', () => {
    expect(when(set(rule), created())).toEqual([ruleSet]);
    expect(when(set(rule), created(), ruleSet)).toEqual([]);
    expect(when(set({ access: 'only', tools: ['a'] }), created(), ruleSet)).toHaveLength(1);
    expect(when(set({ access: 'except', tools: ['a', 'b'] }), created(), ruleSet)).toHaveLength(1);
    const removed = when({ type: 'removeRule', serverId: 's' } as never, created(), ruleSet);
    expect(fold(created(), ruleSet, ...removed)).toMatchObject({ servers: {}, defaultAccess: 'none' });
    expect(when({ type: 'removeRule', serverId: 's' } as never, created())).toEqual([]);
  });

  test('can be deleted, the default one cannot', () => {
    expect(when({ type: 'delete' } as never, created())).toHaveLength(1);
    expect(() => when({ type: 'delete' } as never, created(true))).toThrow(/default group/);
  });

  test('that is gone takes no change', () => {
    expect(() => when(set(rule), created(), { type: 'GroupDeleted', data: { groupId: 'g', actor, at } })).toThrow(
      /no group/,
    );
  });
});
