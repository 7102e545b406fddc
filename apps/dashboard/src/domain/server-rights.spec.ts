import { describe, expect, test } from '@jest/globals';
import { mayInspect, mayManage, tabsFor } from './server-rights.js';

const own = { createdBy: { id: 'ada' } };
const byKey = { createdBy: { id: 'key-1', userId: 'ada' } };
const other = { createdBy: { id: 'bob' } };
const me = (role: 'admin' | 'developer' | 'auditor' | 'member') => ({ role, userId: 'ada' });

describe('what the pages of a server offer', () => {
  test('admins manage every server, developers those that they or their API keys made', () => {
    expect(mayManage(me('admin'), other)).toBe(true);
    expect(mayManage(me('developer'), own)).toBe(true);
    expect(mayManage(me('developer'), byKey)).toBe(true);
    expect(mayManage(me('developer'), other)).toBe(false);
  });

  test('auditors look at deployments and change nothing, members see neither', () => {
    expect(mayInspect(me('auditor'), other)).toBe(true);
    expect(tabsFor(me('auditor'), other)).toEqual(['overview', 'tools', 'activity', 'deployments']);
    expect(tabsFor(me('member'), own)).toEqual(['overview', 'tools', 'activity']);
  });
});
