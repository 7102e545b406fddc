import { describe, expect, test } from '@jest/globals';
import type { Server } from '@toolyard/contracts';
import { neverDeployed, serverAnswer, statusOf } from './server-answer.js';

const server: Server = {
  id: 'srv_1',
  slug: 'weather',
  name: 'Weather',
  description: '',
  visibility: 'private',
  access: 'organisation',
  source: { provider: 'git', repository: 'forecasts' },
  auth: { method: 'none' },
  replicas: 1,
  headers: [],
  limits: {},
  disabled: false,
  createdBy: { kind: 'user', id: 'ada', name: 'Ada' },
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
};
const live = { live: 'dep_1', failing: false, tools: 3, lastDeployedAt: '2026-11-20T11:00:00.000Z' };

describe('the status of a server', () => {
  test.each([
    ['never_deployed', false, neverDeployed],
    ['live', false, live],
    ['live', false, { ...live, failing: true }],
    ['failing', false, { ...neverDeployed, failing: true }],
    ['unknown', false, undefined],
    ['disabled', true, live],
    ['disabled', true, undefined],
  ] as const)('is %s when disabled is %s and builds says %j', (status, disabled, state) => {
    expect(statusOf({ disabled }, state)).toBe(status);
  });
});

test('the answer tells the addresses whether or not the public URL ends in a slash', () => {
  for (const url of ['https://tools.test', 'https://tools.test/']) {
    expect(serverAnswer(server, live, url)).toMatchObject({
      mcpUrl: 'https://tools.test/s/weather/mcp',
      gitUrl: 'https://tools.test/git/forecasts.git',
      tools: 3,
      liveDeploymentId: 'dep_1',
    });
  }
});

test('a server outside the built-in git remote has no git address', () => {
  expect(
    serverAnswer({ ...server, source: { provider: 'github', repository: 'ada/weather' } }, live, 'https://tools.test'),
  ).not.toHaveProperty('gitUrl');
});
