import { describe, expect, test } from '@jest/globals';
import { lastChange, mayInspect, mayManage, tabsFor } from './server.rules.js';

const own = { createdBy: { id: 'ada' } };
const byKey = { createdBy: { id: 'key-1', userId: 'ada' } };
const other = { createdBy: { id: 'bob' } };
const me = (role: 'admin' | 'developer' | 'auditor' | 'member') => ({ role, userId: 'ada' });

describe('what the pages of a server offer', () => {
  test('admins manage every server, developers the servers that they or their API keys created', () => {
    expect(mayManage(me('admin'), other)).toBe(true);
    expect(mayManage(me('developer'), own)).toBe(true);
    expect(mayManage(me('developer'), byKey)).toBe(true);
    expect(mayManage(me('developer'), other)).toBe(false);
  });

  test('auditors see deployments but no settings, members see neither', () => {
    expect(mayInspect(me('auditor'), other)).toBe(true);
    expect(tabsFor(me('auditor'), other)).toEqual(['overview', 'tools', 'activity', 'deployments']);
    expect(tabsFor(me('member'), own)).toEqual(['overview', 'tools', 'activity']);
  });
});

test('a server was last updated when it was edited or deployed, whichever is later', () => {
  const updatedAt = '2026-01-02T00:00:00.000Z';
  expect(lastChange({ updatedAt, lastDeployedAt: null })).toBe(updatedAt);
  expect(lastChange({ updatedAt, lastDeployedAt: '2026-01-01T00:00:00.000Z' })).toBe(updatedAt);
  expect(lastChange({ updatedAt, lastDeployedAt: '2026-01-03T00:00:00.000Z' })).toBe('2026-01-03T00:00:00.000Z');
});
