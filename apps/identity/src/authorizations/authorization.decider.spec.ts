import { describe, expect, test } from '@jest/globals';
import type { Actor } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { type AuthorizationCommand, authorizationDecider, isExpired } from './authorization.decider.js';
import { AuthorizationsView } from './authorizations.view.js';

const ann: Actor = { kind: 'user', id: 'usr_ann', name: 'Ann', userId: 'usr_ann' };
const facts = {
  userId: 'usr_ann',
  clientId: 'c',
  clientName: 'Client',
  clientHost: 'client.test',
  serverId: 'srv_1',
  resource: 'https://tools.test/s/a/mcp',
  scopes: ['mcp'],
};
const connect: AuthorizationCommand = {
  type: 'connect',
  connectionId: 'g1',
  ...facts,
  actor: ann,
  at: '2026-01-01T00:00:00.000Z',
};
const disconnect: AuthorizationCommand = {
  type: 'disconnect',
  reason: 'user',
  actor: ann,
  at: '2026-01-02T00:00:00.000Z',
};

const { after } = deciderSpec(authorizationDecider);

describe('a connection', () => {
  test('is open from the consent until it ends, and says by whom and why', () => {
    const { events, state } = after(connect, disconnect);
    expect(after(connect).state).toMatchObject({ id: 'g1', open: true, connectedAt: '2026-01-01T00:00:00.000Z' });
    expect(state).toMatchObject({ open: false });
    expect(events.map(({ type }) => type)).toEqual(['ClientConnected', 'ClientDisconnected']);
    expect(events[1]!.data).toEqual({
      connectionId: 'g1',
      userId: 'usr_ann',
      clientId: 'c',
      clientName: 'Client',
      serverId: 'srv_1',
      reason: 'user',
      actor: ann,
      at: '2026-01-02T00:00:00.000Z',
    });
  });

  test('ends once, and what never was does not end', () => {
    expect(after(connect, disconnect, disconnect).events).toHaveLength(2);
    expect(after(disconnect).events).toEqual([]);
  });

  test('may be allowed again with more, and is then the same one', () => {
    const more: AuthorizationCommand = { ...connect, scopes: ['mcp', 'mcp:call'], at: '2026-01-03T00:00:00.000Z' };
    expect(after(connect, more).state).toMatchObject({
      id: 'g1',
      scopes: ['mcp', 'mcp:call'],
      connectedAt: '2026-01-03T00:00:00.000Z',
    });
  });
});

test('a connection runs out 180 days after its last token, or within an hour when it never got one', () => {
  const connection = { connectedAt: '2026-01-01T00:00:00.000Z' };
  const at = (text: string) => new Date(text);
  expect([
    isExpired(connection, undefined, at('2026-01-01T00:59:00Z')),
    isExpired(connection, undefined, at('2026-01-01T01:01:00Z')),
  ]).toEqual([false, true]);
  const used = '2026-02-01T00:00:00.000Z';
  expect([
    isExpired(connection, used, at('2026-07-30T00:00:00Z')),
    isExpired(connection, used, at('2026-08-01T00:00:00Z')),
  ]).toEqual([false, true]);
});

test('the view lists open connections of one user, the latest first', () => {
  const view = new AuthorizationsView();
  const later: AuthorizationCommand = { ...connect, connectionId: 'g2', at: '2026-01-05T00:00:00.000Z' };
  const others: AuthorizationCommand = { ...connect, connectionId: 'g3', userId: 'usr_bob' };
  for (const command of [connect, later, others]) for (const event of after(command).events) view.apply(event);
  expect(view.of('usr_ann').map(({ id }) => id)).toEqual(['g2', 'g1']);
  for (const event of after(connect, disconnect).events) view.apply(event);
  expect(view.of('usr_ann').map(({ id }) => id)).toEqual(['g2']);
  expect(view.get('g1')).toBeUndefined();
  expect(view.of('usr_other')).toEqual([]);
});
