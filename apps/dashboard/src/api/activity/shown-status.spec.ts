import { callClasses } from '@toolyard/contracts';
import { expect, test } from '@jest/globals';
import { apiStatus, classesOf, reachedServer, sameAtApi, shownStatus, shownStatuses } from './shown-status.js';

test('a missing sign-in is not a denied permission, and a cancelled call is not an error', () => {
  expect([
    shownStatus({ class: 'auth_required', status: 'needs_sign_in' }),
    shownStatus({ class: 'denied', status: 'denied' }),
    shownStatus({ class: 'cancelled', status: 'cancelled' }),
    shownStatus({ class: 'timeout', status: 'error' }),
    shownStatus({ class: null, status: 'in_progress' }),
    shownStatus({ class: 'something_new' as never, status: 'error' }),
  ]).toEqual(['needs_sign_in', 'denied', 'cancelled', 'error', 'in_progress', 'error']);
});

test('each class has one status, and the API is asked for the status that includes it', () => {
  expect(shownStatuses.flatMap(classesOf).toSorted()).toEqual([...callClasses].toSorted());
  expect(shownStatuses.map(apiStatus)).toEqual(shownStatuses);
  expect(shownStatuses.flatMap(sameAtApi)).toEqual([]);
});

test('calls that the gateway refused did not reach a server', () => {
  expect(callClasses.filter((each) => !reachedServer({ class: each }))).toEqual(['denied', 'auth_required']);
});
