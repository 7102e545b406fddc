import { describe, expect, test } from '@jest/globals';
import type { Actor } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { type AlertChannelCommand, alertChannelDecider } from './alert-channel.decider.js';

const { after, given } = deciderSpec(alertChannelDecider);
const actor: Actor = { kind: 'user', id: 'usr_ann', name: 'Ann' };
const at = '2026-11-27T12:00:00.000Z';
const channelId = 'chn_1';
const create: AlertChannelCommand = {
  type: 'create',
  channelId,
  kind: 'webhook',
  name: 'Team',
  shown: 'https://hooks.test/…',
  sealed: 'c2VhbGVk',
  actor,
  at,
};

describe('a channel', () => {
  test('is changed by what differs alone', () => {
    const edit: AlertChannelCommand = { type: 'edit', channelId, name: 'Team', enabled: false, actor, at };
    expect(after(create).when(edit)).toEqual([
      { type: 'AlertChannelEdited', data: { channelId, enabled: false, actor, at } },
    ]);
    expect(after(create, edit).when(edit)).toEqual([]);
    expect(after(create, edit).state.channel).toMatchObject({ name: 'Team', enabled: false, sealed: 'c2VhbGVk' });
  });

  test('that was deleted cannot be changed, and a repeated deletion changes nothing', () => {
    const remove: AlertChannelCommand = { type: 'delete', channelId, actor, at };
    const gone = after(create, remove);
    expect(gone.when(remove)).toEqual([]);
    expect(() => gone.when({ type: 'edit', channelId, name: 'x', actor, at })).toThrow(/no such channel/);
    expect(() => given().when(remove)).toThrow(/no such channel/);
  });
});
