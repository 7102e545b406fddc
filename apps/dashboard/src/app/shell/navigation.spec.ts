import { roles } from '@toolyard/contracts';
import { expect, test } from '@jest/globals';
import { navigation } from './navigation.js';

const labels = (role: (typeof roles)[number]): string[] =>
  navigation({ role }).flatMap(({ items }) => items.map(({ label }) => label));

test('the navigation has only pages that the role may open', () => {
  expect(labels('member')).toEqual([
    'Dashboard',
    'Servers',
    'Activity',
    'My credentials',
    'My connections',
    'My API keys',
    'Limits',
    'Health',
  ]);
  expect(labels('developer')).toContain('Source connections');
  expect(labels('auditor')).toContain('Audit log');
  expect(labels('auditor')).not.toContain('Users');
  expect(labels('admin')).toEqual(
    expect.arrayContaining(['Users', 'Permission groups', 'Audit log', 'Source connections']),
  );
});

test('keys of all accounts are not among the own ones, and for admins alone', () => {
  const at = (role: (typeof roles)[number]) =>
    navigation({ role }).find(({ items }) => items.some(({ to }) => to === '/organisation/api-keys'))?.label;
  expect([at('admin'), at('developer')]).toEqual(['Organisation', undefined]);
});

test('every page has a key of its own', () => {
  const keys = navigation({ role: 'admin' }).flatMap(({ items }) => items.map(({ key }) => key));
  expect(new Set(keys).size).toBe(keys.length);
});
