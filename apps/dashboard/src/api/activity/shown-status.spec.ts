import { callClasses, callStatuses } from '@toolyard/contracts';
import { expect, test } from '@jest/globals';
import { reachedServer, shownStatuses } from './shown-status.js';

test('each status of the API is one of the pages', () => {
  expect([...shownStatuses].toSorted()).toEqual([...callStatuses].toSorted());
});

test('calls that the gateway refused did not reach a server', () => {
  expect(callClasses.filter((each) => !reachedServer({ class: each }))).toEqual(['denied', 'auth_required']);
});
