import { expect, test } from '@jest/globals';
import type { DeploymentStatus } from '@toolyard/contracts';
import { feedbackOf, isShownOnGitHub } from './feedback.rules.js';

test.each<[DeploymentStatus, string, string | undefined, string]>([
  ['queued', 'queued', undefined, 'queued'],
  ['building', 'in_progress', undefined, 'in_progress'],
  ['starting', 'in_progress', undefined, 'in_progress'],
  ['live', 'completed', 'success', 'success'],
  ['failed', 'completed', 'failure', 'failure'],
  ['retired', 'completed', 'success', 'inactive'],
  ['superseded', 'completed', 'cancelled', 'inactive'],
  ['cancelled', 'completed', 'cancelled', 'inactive'],
])('a deployment that is %s is shown as %s', (status, checkStatus, conclusion, deployment) => {
  const feedback = feedbackOf({ status });
  expect([feedback.check.status, feedback.check.conclusion, feedback.deployment]).toEqual([
    checkStatus,
    conclusion,
    deployment,
  ]);
});

test('a failure is shown with its stage and its reason', () => {
  const error = { stage: 'image', code: 'build_failed', message: 'npm ci ended with 1:\nmissing script' } as const;
  expect(feedbackOf({ status: 'failed', error }).check).toMatchObject({
    title: 'Failed at the stage image',
    summary: 'npm ci ended with 1:\nmissing script',
  });
});

test('what builds nothing is not shown', () => {
  expect(isShownOnGitHub({ trigger: 'rollback' })).toBe(false);
  expect(isShownOnGitHub({ trigger: 'push' })).toBe(true);
});
