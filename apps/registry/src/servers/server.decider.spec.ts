import { describe, expect, test } from '@jest/globals';
import type { Actor, ServerEvent } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { type ServerCommand, serverDecider } from './server.decider.js';

const actor: Actor = { kind: 'user', id: 'ada', name: 'Ada' };
const other: Actor = { kind: 'user', id: 'bob', name: 'Bob' };
const at = '2026-11-20T10:00:00.000Z';
const later = '2026-11-20T11:00:00.000Z';

const described = {
  serverId: 'srv_1',
  slug: 'weather',
  name: 'Weather',
  description: '',
  visibility: 'private',
  access: 'organisation',
  source: { provider: 'git', repository: 'weather' },
  auth: { method: 'none' },
  replicas: 1,
  headers: [] as string[],
  limits: {},
} as const;
const create: ServerCommand = { type: 'create', ...described, actor, at };
const created: ServerEvent = { type: 'ServerCreated', data: { ...described, actor, at } };
const disabled: ServerEvent = { type: 'ServerDisabled', data: { serverId: 'srv_1', actor, at } };
const deleted: ServerEvent = { type: 'ServerDeleted', data: { serverId: 'srv_1', slug: 'weather', actor, at } };
const abandoned: ServerEvent = { type: 'ServerAbandoned', data: { serverId: 'srv_1', slug: 'weather', at } };

const { given } = deciderSpec(serverDecider);

describe('creating', () => {
  test('a server keeps everything it was created with', () => {
    expect(given().when(create)).toEqual([created]);
    const { serverId: id, ...traits } = described;
    expect(given(created).state).toEqual({
      id,
      ...traits,
      disabled: false,
      createdBy: actor,
      createdAt: at,
      updatedAt: at,
    });
  });

  test.each([
    ['existing', [created]],
    ['deleted', [created, deleted]],
    ['abandoned', [abandoned]],
  ])('an id that is already %s is never created again', (_, events) => {
    expect(() => given(...events).when(create)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });
});

describe('editing', () => {
  test('stores only what differs', () => {
    expect(
      given(created).when({
        type: 'edit',
        edits: { name: 'Weather 2', description: '', replicas: 1, headers: [] },
        actor: other,
        at: later,
      }),
    ).toEqual([{ type: 'ServerEdited', data: { serverId: 'srv_1', name: 'Weather 2', actor: other, at: later } }]);
  });

  test('an event of an earlier version, without headers, is a server that takes none', () => {
    const { headers: _, ...earlier } = described;
    expect(given({ type: 'ServerCreated', data: { ...earlier, actor, at } }).state).toMatchObject({ headers: [] });
  });

  test('with the values it already has changes nothing', () => {
    expect(
      given(created).when({ type: 'edit', edits: { name: 'Weather', visibility: 'private' }, actor, at: later }),
    ).toEqual([]);
  });

  test('keeps the creator, the slug and the time of creation', () => {
    const edited: ServerEvent = {
      type: 'ServerEdited',
      data: { serverId: 'srv_1', name: 'Climate', access: 'public', replicas: 3, actor: other, at: later },
    };
    expect(given(created, edited).state).toMatchObject({
      name: 'Climate',
      slug: 'weather',
      access: 'public',
      replicas: 3,
      createdBy: actor,
      createdAt: at,
      updatedAt: later,
    });
  });
});

describe('disabling and enabling', () => {
  test('a server is disabled once', () => {
    expect(given(created).when({ type: 'disable', actor, at })).toEqual([disabled]);
    expect(given(created, disabled).when({ type: 'disable', actor, at })).toEqual([]);
  });

  test('only a disabled server is enabled', () => {
    expect(given(created).when({ type: 'enable', actor, at })).toEqual([]);
    expect(given(created, disabled).when({ type: 'enable', actor, at })).toEqual([
      { type: 'ServerEnabled', data: { serverId: 'srv_1', actor, at } },
    ]);
  });
});

describe('deleting', () => {
  test('says which slug becomes free', () => {
    expect(given(created, disabled).when({ type: 'delete', actor, at })).toEqual([deleted]);
  });

  const commands: ServerCommand[] = [
    { type: 'edit', edits: { name: 'x' }, actor, at },
    { type: 'disable', actor, at },
    { type: 'enable', actor, at },
    { type: 'delete', actor, at },
  ];
  test.each(commands)('a missing, deleted or abandoned server refuses to $type', (command) => {
    for (const events of [[], [created, deleted], [abandoned]]) {
      expect(() => given(...events).when(command)).toThrow(expect.objectContaining({ code: 'not_found' }));
    }
  });
});
