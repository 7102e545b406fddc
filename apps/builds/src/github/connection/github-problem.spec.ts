import { describe, expect, test } from '@jest/globals';
import { problemOf } from './github-problem.js';

const now = Date.parse('2026-11-27T12:00:00Z');
const api = 'https://api.github.test';

describe('an error of GitHub', () => {
  test.each([
    ['401: the App is rejected', { status: 401 }, { kind: 'app_rejected' }],
    ['404 of a repository: it is not visible', { status: 404 }, { kind: 'source', problem: 'not_visible' }],
    [
      '404 of a token: the App is not installed any more',
      { status: 404, request: { url: `${api}/app/installations/7/access_tokens` } },
      { kind: 'source', problem: 'not_installed' },
    ],
    [
      '404 of the installation of a repository: the App is not installed there',
      { status: 404, request: { url: `${api}/repos/acme/tools/installation` } },
      { kind: 'source', problem: 'not_installed' },
    ],
    [
      '403 of a suspended installation',
      { status: 403, message: 'This installation has been suspended' },
      { kind: 'source', problem: 'suspended' },
    ],
    [
      '403 without headers of a rate: a permission is missing',
      { status: 403, message: 'Resource not accessible by integration' },
      { kind: 'source', problem: 'forbidden' },
    ],
    ['422: the request is wrong', { status: 422 }, { kind: 'invalid' }],
    ['500: GitHub fails', { status: 500 }, { kind: 'unreachable' }],
    ['no answer', new Error('fetch failed'), { kind: 'unreachable' }],
  ])('%s', (_, error, problem) => {
    expect(problemOf(error, now)).toEqual(problem);
  });

  test('of a rate that is used up says when to try again', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 300) };
    expect(problemOf({ status: 403, response: { headers } }, now)).toEqual({
      kind: 'rate_limited',
      retryAtMs: now + 300_000,
    });
  });

  test('of a secondary rate says when to try again, or a minute without a time', () => {
    expect(problemOf({ status: 403, response: { headers: { 'retry-after': '30' } } }, now)).toEqual({
      kind: 'rate_limited',
      retryAtMs: now + 30_000,
    });
    expect(problemOf({ status: 429 }, now)).toEqual({ kind: 'rate_limited', retryAtMs: now + 60_000 });
  });
});
