import { expect, test } from '@jest/globals';
import { stepsDone } from './steps-done.js';

test('steps are done when they happened, and stay done when a later build fails', () => {
  expect(stepsDone({ liveDeploymentId: null }, undefined)).toBe(0);
  expect(stepsDone({ liveDeploymentId: null }, { status: 'building' })).toBe(1);
  expect(stepsDone({ liveDeploymentId: null }, { status: 'failed' })).toBe(1);
  expect(stepsDone({ liveDeploymentId: null }, { status: 'live' })).toBe(2);
  expect(stepsDone({ liveDeploymentId: 'dep_1' }, { status: 'failed' })).toBe(2);
});
