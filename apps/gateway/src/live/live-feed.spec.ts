import { expect, test } from '@jest/globals';
import { type Principal, rights, type Role } from '@toolyard/contracts';
import { type Change, LiveFeed } from './live-feed.js';
import { concerns } from './live.rules.js';

const change = (sequence: number, about: Partial<Change> = {}): Change => ({
  sequence,
  noun: 'server',
  type: 'ServerEdited',
  id: 's1',
  serverId: 's1',
  at: '2026-01-01T00:00:00.000Z',
  ...about,
});
const someone = (role: Role): Principal => ({
  kind: 'user',
  via: 'session',
  id: 'u1',
  userId: 'u1',
  name: 'U',
  role,
  rights: [...rights],
  servers: 'all',
  usable: { default: false, servers: { s2: true } },
});

test('a page that reconnects gets exactly the changes it missed, or null when they are not kept', () => {
  const feed = new LiveFeed(3);
  expect(feed.since(0)).toBeNull();
  for (const sequence of [5, 6, 9, 12]) feed.push(change(sequence));
  expect(feed.since(6)?.map((each) => each.sequence)).toEqual([9, 12]);
  expect(feed.since(12)).toEqual([]);
  expect(feed.since(5)?.length).toBe(3);
  expect(feed.since(4)).toBeNull();
  expect(feed.since(13)).toBeNull();
});

test('a stream that counts from one again removes the earlier changes', () => {
  const feed = new LiveFeed(10);
  feed.push(change(100));
  feed.push(change(1));
  expect(feed.since(100)).toBeNull();
  expect(feed.since(1)).toEqual([]);
});

test('members get changes of servers whose tools they may call and of themselves; no one gets changes of secrets and slugs', () => {
  expect(concerns(someone('member'), change(1))).toBe(false);
  expect(concerns(someone('member'), change(1, { serverId: 's2' }))).toBe(true);
  expect(concerns(someone('developer'), change(1))).toBe(true);
  expect(concerns(someone('member'), change(1, { noun: 'user', id: 'u1', serverId: undefined }))).toBe(true);
  expect(concerns(someone('member'), change(1, { noun: 'user', id: 'u2', serverId: undefined }))).toBe(false);
  expect(concerns(someone('admin'), change(1, { noun: 'user', id: 'u2', serverId: undefined }))).toBe(true);
  expect(concerns(someone('admin'), change(1, { noun: 'datakey', serverId: undefined }))).toBe(false);
});
