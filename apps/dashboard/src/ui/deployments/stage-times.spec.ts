import { describe, expect, test } from '@jest/globals';
import type { Deployment, StageTime } from '../../api/deployments/deployments.js';
import { elapsedMs, placed, stageBars, usualTimes, usualTotalMs } from './stage-times.js';

const at = (second: number) => new Date(second * 1_000).toISOString();
const stage = (name: StageTime['name'], from: number, to: number | null): StageTime => ({
  name,
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
});
const deployment = (about: Partial<Deployment>): Deployment => ({
  id: 'd',
  serverId: 's',
  status: 'live',
  stage: null,
  trigger: 'push',
  actor: { kind: 'user', id: 'u', name: 'U' },
  commit: { sha: 'a', message: 'm', author: 'A', at: at(0) },
  createdAt: at(0),
  stages: [],
  ...about,
});

describe('stages of a deployment', () => {
  const history = [1, 3, 20].map((seconds) =>
    deployment({
      promotedAt: at(seconds + 5),
      stages: [stage('fetch', 0, seconds), stage('candidate', seconds, seconds + 5)],
    }),
  );

  test('usually take the median of the deployments that went live', () => {
    const failed = deployment({ status: 'failed', stages: [stage('fetch', 0, 900)] });
    expect(usualTimes([...history, failed])).toEqual({ fetch: 3_000, candidate: 5_000 });
    expect(usualTotalMs([...history, failed])).toBe(8_000);
    expect(usualTotalMs([failed])).toBeUndefined();
  });

  test('include coming stages while the deployment is unfinished, and the running one grows', () => {
    const running = deployment({ status: 'building', stages: [stage('fetch', 1, null)] });
    expect(stageBars(running, usualTimes(history), 4_000)).toEqual([
      { name: 'fetch', fromMs: 1_000, tookMs: 3_000, running: true, failed: false, usualMs: 3_000 },
      { name: 'candidate', fromMs: null, tookMs: null, running: false, failed: false, usualMs: 5_000 },
    ]);
  });

  test('are on one scale; coming stages follow the running one, with their usual durations', () => {
    const running = deployment({ status: 'building', stages: [stage('fetch', 2, 3), stage('image', 3, null)] });
    const { bars, all } = placed(stageBars(running, { image: 6_000, candidate: 2_000 }, 5_000));
    expect(bars.map(({ name, start }) => [name, start])).toEqual([
      ['fetch', 0],
      ['image', 1_000],
      ['candidate', 7_000],
    ]);
    expect(all).toBe(9_000);
  });

  test('end with the deployment, and the failed one is marked', () => {
    const failed = deployment({
      status: 'failed',
      endedAt: at(6),
      error: { stage: 'image', code: 'build_failed', message: 'No.' },
      stages: [stage('fetch', 0, 2), stage('image', 2, 6)],
    });
    expect(
      stageBars(failed, usualTimes(history), 99_000).map(({ name, tookMs, failed: did }) => [name, tookMs, did]),
    ).toEqual([
      ['fetch', 2_000, false],
      ['image', 4_000, true],
    ]);
    expect(elapsedMs(failed, 99_000)).toBe(6_000);
  });

  test('a cancelled deployment took until its last stage', () => {
    expect(elapsedMs(deployment({ status: 'cancelled', stages: [stage('fetch', 0, 2)] }), 99_000)).toBe(2_000);
  });
});
