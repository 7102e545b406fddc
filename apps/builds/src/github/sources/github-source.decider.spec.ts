import { expect, test } from '@jest/globals';
import type { GitHubSourceEvent } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { type GitHubSourceCommand, githubSourceDecider } from './github-source.decider.js';

const { given } = deciderSpec(githubSourceDecider);
const base = { serverId: 'srv_1', at: '2026-11-27T12:00:00.000Z' };
const see: GitHubSourceCommand = { type: 'see', ...base, repositoryId: 7, fullName: 'acme/tools' };
const connected: GitHubSourceEvent = {
  type: 'GitHubRepositoryConnected',
  data: { ...base, repositoryId: 7, fullName: 'acme/tools' },
};
const lost = (problem: 'suspended' | 'replaced'): GitHubSourceEvent => ({
  type: 'GitHubRepositoryLost',
  data: { ...base, problem },
});

test('a repository is connected once, however often it is seen', () => {
  expect(given().when(see)).toEqual([connected]);
  expect(given(connected).when(see)).toEqual([]);
});

test('a repository that comes back is connected again', () => {
  expect(given(connected, lost('suspended')).when(see)).toEqual([connected]);
});

test('a rename keeps the connection', () => {
  expect(given(connected).when({ ...see, fullName: 'acme/renamed' })).toEqual([
    { type: 'GitHubRepositoryMoved', data: { ...base, fullName: 'acme/renamed' } },
  ]);
});

test('another repository of the same name is not taken for the connected one', () => {
  expect(given(connected).when({ ...see, repositoryId: 8 })).toEqual([lost('replaced')]);
  expect(given(connected, lost('replaced')).when({ ...see, repositoryId: 8 })).toEqual([]);
  expect(given(connected, lost('replaced')).when(see)).toEqual([connected]);
});

test('a problem is an event once', () => {
  expect(given(connected).when({ type: 'lose', ...base, problem: 'suspended' })).toEqual([lost('suspended')]);
  expect(given(connected, lost('suspended')).when({ type: 'lose', ...base, problem: 'suspended' })).toEqual([]);
});

test('a head is skipped once', () => {
  const skip: GitHubSourceCommand = { type: 'skip', ...base, sha: 'a'.repeat(40), reason: 'skip_deploy' };
  const skipped: GitHubSourceEvent = {
    type: 'GitHubHeadSkipped',
    data: { ...base, sha: skip.sha, reason: skip.reason },
  };
  expect(given(connected).when(skip)).toEqual([skipped]);
  expect(given(connected, skipped).when(skip)).toEqual([]);
});
