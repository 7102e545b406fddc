import { expect, test } from '@jest/globals';
import { lastChange, mayCreate } from './servers.rules.js';

test('a server was last updated when it was edited or deployed, whichever came later', () => {
  const updatedAt = '2026-01-02T00:00:00.000Z';
  expect(lastChange({ updatedAt, lastDeployedAt: null })).toBe(updatedAt);
  expect(lastChange({ updatedAt, lastDeployedAt: '2026-01-01T00:00:00.000Z' })).toBe(updatedAt);
  expect(lastChange({ updatedAt, lastDeployedAt: '2026-01-03T00:00:00.000Z' })).toBe('2026-01-03T00:00:00.000Z');
});

test('only admins and developers are offered to create a server', () => {
  expect((['admin', 'developer', 'auditor', 'member'] as const).filter((role) => mayCreate({ role }))).toEqual([
    'admin',
    'developer',
  ]);
});
