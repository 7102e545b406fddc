import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../api/activity/calls.js';
import { hasLostTrack, mergeCalls, newsText } from './merge-calls.js';

const call = (id: string, second: number, status: Call['status'] = 'success'): Call => ({
  id,
  serverId: 's',
  deploymentId: 'd',
  tool: 't',
  user: 'u',
  userId: 'u',
  source: 'c',
  sourceVersion: '1',
  startedAt: new Date(second * 1_000).toISOString(),
  latencyMs: status === 'in_progress' ? null : 1,
  class: status === 'in_progress' ? null : 'ok',
  status,
  input: '',
  output: null,
  correlationId: 'x',
});
const ids = (calls: Call[]) => calls.map(({ id }) => id);

describe('a page of calls that is shown', () => {
  const shown = [call('run', 50, 'in_progress'), call('c', 30), call('b', 20)];

  test('keeps its order when new calls arrive, and counts them', () => {
    const merged = mergeCalls(shown, [
      call('new', 60, 'in_progress'),
      call('d', 55),
      call('run', 50),
      call('c', 30),
      call('b', 20),
      call('a', 10),
    ]);
    expect(ids(merged.rows)).toEqual(['run', 'c', 'b']);
    expect(merged).toMatchObject({ fresh: 2, freshRunning: 1 });
  });

  test('shows the result of a call in its row', () => {
    expect(mergeCalls(shown, [call('run', 50), call('c', 30), call('b', 20)]).rows[0]).toMatchObject({
      id: 'run',
      status: 'success',
      latencyMs: 1,
    });
  });

  test('does not count older calls as new', () => {
    expect(mergeCalls(shown, [...shown, call('a', 10), call('0', 5)]).fresh).toBe(0);
  });

  test('notices a running call that is not among the newest calls', () => {
    expect([hasLostTrack(shown, [call('c', 30)]), hasLostTrack(shown, shown), hasLostTrack(shown, undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test('the number of new calls is shown in a sentence', () => {
  const news = (fresh: number, freshRunning: number) => newsText({ rows: [], fresh, freshRunning }, 40);
  expect([news(1, 0), news(1, 1), news(3, 1), news(40, 0)]).toEqual([
    '1 new call',
    '1 new call, in progress',
    '3 new calls, 1 in progress',
    'More than 40 new calls',
  ]);
});
