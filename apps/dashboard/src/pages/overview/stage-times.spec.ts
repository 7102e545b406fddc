import { describe, expect, test } from '@jest/globals';
import { percentDone, stageProgress } from './stage-times.js';

const at = (second: number): string => new Date(second * 1_000).toISOString();
const stage = (name: 'fetch' | 'image' | 'candidate' | 'promotion', from: number, to: number | null) => ({ name, startedAt: at(from), endedAt: to === null ? null : at(to) });
const deployment = (status: 'live' | 'retired' | 'failed' | 'building', trigger: 'push' | 'variables', stages: ReturnType<typeof stage>[]) => ({ status, trigger, stages, stage: null, createdAt: at(0) });

const past = [
  deployment('live', 'push', [stage('fetch', 0, 1), stage('image', 1, 9), stage('candidate', 9, 12)]),
  deployment('retired', 'push', [stage('fetch', 0, 3), stage('image', 3, 7), stage('candidate', 7, 9)]),
  deployment('retired', 'push', [stage('fetch', 0, 2), stage('image', 2, 8), stage('candidate', 8, 9)]),
  deployment('failed', 'push', [stage('fetch', 0, 500)]),
  deployment('retired', 'variables', [stage('candidate', 0, 90)]),
];

describe('progress of a deployment', () => {
  test('the usual time of a stage is the median of earlier deployments of the same kind that went live', () => {
    const progress = stageProgress(deployment('building', 'push', [stage('fetch', 0, 2), stage('image', 2, null)]), past, 5_000);
    expect(progress.map(({ name, state, elapsedMs, usualMs }) => [name, state, elapsedMs, usualMs])).toEqual([
      ['fetch', 'done', 2_000, 2_000],
      ['image', 'running', 3_000, 6_000],
      ['candidate', 'waiting', null, 2_000],
    ]);
    expect(percentDone(progress)).toBe(50);
  });

  test('a first deployment shows every stage and claims no usual time', () => {
    const progress = stageProgress(deployment('building', 'push', []), [], 5_000);
    expect(progress).toHaveLength(6);
    expect(percentDone(progress)).toBeNull();
  });

  test('one that takes longer than usual is never shown as done', () => {
    expect(percentDone(stageProgress(deployment('building', 'variables', [stage('candidate', 0, null)]), past, 900_000))).toBe(98);
  });
});
