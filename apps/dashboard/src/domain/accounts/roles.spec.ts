import { roles } from '@toolyard/contracts';
import { expect, test } from '@jest/globals';
import { mayCreateServers, seesEverything } from './roles.js';

test('admins and developers may create servers', () => {
  expect(roles.filter((role) => mayCreateServers({ role })).toSorted()).toEqual(['admin', 'developer']);
});

test('admins and auditors see the calls of others and the audit log', () => {
  expect(roles.filter((role) => seesEverything({ role })).toSorted()).toEqual(['admin', 'auditor']);
});
