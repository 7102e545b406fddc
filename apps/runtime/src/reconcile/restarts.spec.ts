import { describe, expect, test } from '@jest/globals';
import type { ContainerState } from '../containers/container-host.js';
import { pauseAfter, Restarts } from './restarts.js';

const now = 1_800_000_000_000;
const ended = (startedAt: number, finishedAt: number): ContainerState => ({
  id: 'c1',
  serverId: 'srv_1',
  deploymentId: 'dep_1',
  replica: 1,
  port: 8080,
  state: 'exited',
  startedAt,
  finishedAt,
  exitCode: 1,
  outOfMemory: false,
  address: null,
  networkIds: [],
});

describe('restart pauses', () => {
  test('double with every crash up to a minute', () => {
    expect([1, 2, 3, 7, 8, 9, 1_000].map(pauseAfter)).toEqual([500, 1_000, 2_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('count each run once, however often it is observed', () => {
    const restarts = new Restarts();
    expect(restarts.ended(ended(now, now + 10), now)).toBe(500);
    expect(restarts.ended(ended(now, now + 10), now)).toBeNull();
    expect(restarts.ended(ended(now + 600, now + 700), now)).toBe(1_000);
    expect(restarts.holdUntil.get('dep_1/1')).toBe(now + 1_700);
  });

  test('start again at the shortest after a long run', () => {
    const restarts = new Restarts();
    for (let crash = 0; crash < 5; crash++) restarts.ended(ended(now + crash, now + crash + 1), now);
    expect(restarts.ended(ended(now + 100, now + 100 + 10 * 60_000), now)).toBe(500);
  });

  test('also double when the replica cannot be started', () => {
    const restarts = new Restarts();
    expect([restarts.refused('dep_1', 1, now), restarts.refused('dep_1', 1, now)]).toEqual([500, 1_000]);
  });

  test('are forgotten with their deployment', () => {
    const restarts = new Restarts();
    restarts.refused('dep_1', 1, now);
    restarts.refused('dep_2', 1, now);
    restarts.keepOnly((deploymentId) => deploymentId === 'dep_2');
    expect([...restarts.holdUntil.keys()]).toEqual(['dep_2/1']);
  });
});
