import {
  type Actor,
  type DataOf,
  type DefaultAccess,
  type GroupEvent,
  type GroupRules,
  Rejected,
  type Rule,
} from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';
import { changedFields, givenFields } from './edits.js';

export interface Group extends GroupRules {
  id: string;
  name: string;
  description: string;
  isDefault: boolean;
  externalId: string | null;
  createdAt: string;
}

export interface GroupEdits {
  name?: string;
  description?: string;
  defaultAccess?: DefaultAccess;
  externalId?: string;
}

export type GroupCommand = { actor: Actor; at: string } & (
  | ({ type: 'create' } & Omit<DataOf<GroupEvent, 'GroupCreated'>, 'actor' | 'at'>)
  | { type: 'edit'; edits: GroupEdits }
  | { type: 'setRule'; serverId: string; rule: Rule }
  | { type: 'removeRule'; serverId: string }
  | { type: 'delete' }
);

export type GroupState = Group | 'missing' | 'gone';

const editable = ['name', 'description', 'defaultAccess', 'externalId'] as const;

export const groupDecider: Decider<GroupState, GroupCommand, GroupEvent> = {
  initial: 'missing',

  decide(command, state) {
    const { actor, at } = command;
    if (command.type === 'create') {
      if (state !== 'missing') return [];
      const { groupId, name, description, isDefault, defaultAccess, externalId } = command;
      const given = externalId === undefined ? {} : { externalId };
      return [
        { type: 'GroupCreated', data: { groupId, name, description, isDefault, defaultAccess, ...given, actor, at } },
      ];
    }
    if (typeof state === 'string') throw noSuchGroup();
    const groupId = state.id;
    switch (command.type) {
      case 'edit': {
        const changed = changedFields(editable, command.edits, state);
        return changed ? [{ type: 'GroupEdited', data: { groupId, ...changed, actor, at } }] : [];
      }
      case 'setRule':
        if (Object.hasOwn(state.servers, command.serverId) && sameRule(state.servers[command.serverId]!, command.rule))
          return [];
        return [{ type: 'GroupRuleSet', data: { groupId, serverId: command.serverId, rule: command.rule, actor, at } }];
      case 'removeRule':
        return Object.hasOwn(state.servers, command.serverId)
          ? [{ type: 'GroupRuleRemoved', data: { groupId, serverId: command.serverId, actor, at } }]
          : [];
      case 'delete':
        if (state.isDefault)
          throw new Rejected(
            'default_group',
            'Every account joins the default group, so it cannot be deleted. Nothing was changed; ' +
              'change what it allows instead.',
          );
        return [{ type: 'GroupDeleted', data: { groupId, actor, at } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'GroupCreated': {
        const { groupId: id, externalId = null, at: createdAt, actor: _, ...created } = event.data;
        return { id, ...created, externalId, servers: {}, createdAt };
      }
      case 'GroupEdited':
        return onGroup(state, givenFields(editable, event.data));
      case 'GroupRuleSet':
        return typeof state === 'string'
          ? state
          : { ...state, servers: { ...state.servers, [event.data.serverId]: event.data.rule } };
      case 'GroupRuleRemoved': {
        if (typeof state === 'string') return state;
        const { [event.data.serverId]: _, ...servers } = state.servers;
        return { ...state, servers };
      }
      case 'GroupDeleted':
        return 'gone';
      default:
        return unknownEvent(event, 'group');
    }
  },
};

export const noSuchGroup = (): Rejected =>
  new Rejected(
    'not_found',
    'There is no group with this id. It may have been deleted; list the groups to see what there is.',
  );

function sameRule(a: Rule, b: Rule): boolean {
  if (a.access !== b.access) return false;
  return (
    !('tools' in a && 'tools' in b) ||
    (a.tools.length === b.tools.length && a.tools.every((tool, index) => tool === b.tools[index]))
  );
}

function onGroup(state: GroupState, change: Partial<Group>): GroupState {
  return typeof state === 'string' ? state : { ...state, ...change };
}
