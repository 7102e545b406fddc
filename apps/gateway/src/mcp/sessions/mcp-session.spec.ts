import { describe, expect, test } from '@jest/globals';
import { McpSession, type SessionOpening } from './mcp-session.js';

const target = { replica: 'r1', host: '127.0.0.1', port: 1, deploymentId: 'dep_1' };
const opening: SessionOpening = {
  kind: 'http',
  route: { serverId: 'srv_1', slug: 'tools' },
  principal: 'account:maria',
  remoteAddress: '10.0.0.1',
  target,
  innerId: 'inner',
  initialize: {
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', clientInfo: { name: 'c', version: '1' } },
  },
};

describe('a new session', () => {
  test('keeps the client and its protocol revision', () => {
    const { record } = McpSession.open(opening, 5);
    expect(record).toMatchObject({
      client: { name: 'c', version: '1' },
      clientVersion: '2025-06-18',
      innerVersion: '2025-06-18',
      createdAt: 5,
      seenAt: 5,
      generation: 0,
    });
  });

  test('counts against the limit of its principal, and of the address for an anonymous caller', () => {
    expect(McpSession.open(opening).record.bucket).toBe('srv_1 account:maria');
    expect(McpSession.open({ ...opening, principal: 'anonymous' }).record.bucket).toBe('srv_1 10.0.0.1');
  });

  test('of the HTTP+SSE transport has the same id for the same path, and no client', () => {
    const sse: SessionOpening = { ...opening, kind: 'sse', innerId: '/messages?id=1', initialize: null };
    const { record } = McpSession.open(sse);
    expect(record).toMatchObject({ initialize: null, client: { name: '', version: '' }, clientVersion: '' });
    expect(McpSession.open(sse).record.id).toBe(record.id);
    expect(McpSession.open({ ...sse, innerId: '/messages?id=2' }).record.id).not.toBe(record.id);
  });
});

describe('messages that are repeated to a new container', () => {
  test('are the latest log level and the subscriptions in force', () => {
    const session = McpSession.open(opening);
    const say = (method: string, params: object) => session.remember({ method, params });
    say('logging/setLevel', { level: 'info' });
    say('resources/subscribe', { uri: 'a' });
    say('resources/subscribe', { uri: 'b' });
    say('resources/subscribe', { uri: 'a' });
    say('logging/setLevel', { level: 'debug' });
    say('resources/unsubscribe', { uri: 'b' });
    expect(say('tools/list', {})).toBe(false);
    expect(session.record.replay).toEqual([
      { method: 'resources/subscribe', params: { uri: 'a' } },
      { method: 'logging/setLevel', params: { level: 'debug' } },
    ]);
  });

  test('are at most 100', () => {
    const session = McpSession.open(opening);
    for (let n = 0; n < 120; n += 1) session.remember({ method: 'resources/subscribe', params: { uri: String(n) } });
    expect(session.record.replay).toHaveLength(100);
    expect(session.record.replay.at(-1)).toEqual({ method: 'resources/subscribe', params: { uri: '119' } });
  });
});

test('the answer to `initialize` sets the agreed revision and whether the list of tools can change', () => {
  const session = McpSession.open(opening);
  session.opened({ protocolVersion: '2025-03-26', capabilities: { tools: { listChanged: true } } });
  expect(session.record).toMatchObject({ clientVersion: '2025-03-26', innerVersion: '2025-03-26', listChanged: true });
});

test('a move changes the container and keeps what was agreed with the client', () => {
  const session = McpSession.open(opening);
  const other = { ...target, replica: 'r2' };
  session.movedTo(other, null, '2025-03-26');
  expect(session.record).toMatchObject({
    target: other,
    innerId: null,
    innerVersion: '2025-03-26',
    clientVersion: '2025-06-18',
    generation: 1,
  });
});
