import { expect, test } from '@jest/globals';
import type { Principal } from '@toolyard/contracts';
import { testPrincipal as someone } from '@toolyard/service/testing';
import { type Change, LiveFeed } from './live-feed.js';
import { concerns, showsServer } from './live.rules.js';

const change = (sequence: number, about: Partial<Change> = {}): Change => ({
  sequence,
  noun: 'server',
  type: 'ServerEdited',
  id: 's1',
  serverId: 's1',
  at: '2026-01-01T00:00:00.000Z',
  ...about,
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

test('an account gets changes of the servers that it sees and of itself, never of secrets and slugs', () => {
  const ownerOf = (serverId: string) => (serverId === 's3' ? 'u1' : 'u2');
  const gets = (principal: Principal, about: Partial<Change> = {}) => concerns(principal, change(1, about), ownerOf);
  expect(gets(someone('member'))).toBe(false);
  expect(gets(someone('member'), { serverId: 's2' })).toBe(true);
  expect(gets(someone('member'), { serverId: 's3' })).toBe(false);
  expect([gets(someone('developer')), gets(someone('developer'), { serverId: 's3' })]).toEqual([false, true]);
  expect([gets(someone('auditor')), gets(someone('admin'))]).toEqual([true, true]);
  expect(gets({ ...someone('admin'), servers: ['s2'] })).toBe(false);
  expect(gets(someone('member'), { noun: 'user', id: 'u1', serverId: undefined })).toBe(true);
  expect(gets(someone('member'), { noun: 'user', id: 'u2', serverId: undefined })).toBe(false);
  expect(gets(someone('admin'), { noun: 'user', id: 'u2', serverId: undefined })).toBe(true);
  expect(gets(someone('admin'), { noun: 'datakey', serverId: undefined })).toBe(false);
});

test('call counts are those of the servers that are listed to the account', () => {
  const ownerOf = () => 'u2';
  expect(showsServer(someone('developer'), 's1', ownerOf)).toBe(false);
  expect(showsServer({ ...someone('auditor'), servers: ['s2'] }, 's1', ownerOf)).toBe(false);
});
