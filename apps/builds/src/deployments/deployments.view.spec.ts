import { describe, expect, test } from '@jest/globals';
import { actor, deploymentHistory, image, time } from '../testing/deployment-history.js';
import { present } from './deployment-record.js';

describe('the view of deployments', () => {
  test('shows status, stages with their times, image, tools and endpoint as the events say', () => {
    const { view, deploy, built, promote, apply } = deploymentHistory();
    deploy(1);
    expect(view.get('d1')).toMatchObject({ status: 'queued', stage: null });
    apply({ type: 'BuildStarted', data: { deploymentId: 'd1', worker: 'w', attempt: 1, at: time(2) } });
    expect(view.get('d1')).toMatchObject({
      status: 'building',
      stage: 'fetch',
      stages: [{ name: 'fetch', startedAt: time(2), endedAt: null }],
    });
    const stage = (name: 'image' | 'dependencies', second: number) =>
      apply({ type: 'StageStarted', data: { deploymentId: 'd1', attempt: 1, stage: name, at: time(second) } });
    stage('image', 3);
    stage('dependencies', 4);
    stage('image', 5);
    expect(view.get('d1')).toMatchObject({
      stage: 'image',
      stages: [
        { name: 'fetch', startedAt: time(2), endedAt: time(3) },
        { name: 'image', startedAt: time(3), endedAt: null },
        { name: 'dependencies', startedAt: time(4), endedAt: time(5) },
      ],
    });
    built(1);
    promote(1);
    expect(present(view.get('d1')!)).toMatchObject({
      status: 'live',
      promotedAt: time(1),
      endpoint: { path: '/mcp' },
      image: image(1),
    });
    expect(view.get('d1')!.stages.map(({ name }) => name)).toEqual(['fetch', 'candidate', 'promotion']);
    expect(view.get('d1')!.stages.every(({ endedAt }) => endedAt !== null)).toBe(true);
    expect(view.live('s')?.tools).toHaveLength(1);
  });

  test('presents nothing that is not part of the API', () => {
    const { view, deploy } = deploymentHistory();
    deploy(1);
    expect(JSON.parse(JSON.stringify(present(view.get('d1')!)))).toEqual({
      id: 'd1',
      serverId: 's',
      status: 'queued',
      stage: null,
      trigger: 'push',
      actor,
      commit: { sha: '1', message: 'm', author: 'a', at: time(1) },
      createdAt: time(1),
      stages: [],
    });
  });

  test('keeps the reason of a failure as its own field', () => {
    const { view, deploy, apply } = deploymentHistory();
    deploy(1);
    apply({
      type: 'Failed',
      data: { deploymentId: 'd1', stage: 'image', code: 'build_failed', reason: 'It broke.', at: time(3) },
    });
    expect(view.get('d1')).toMatchObject({
      status: 'failed',
      stage: 'image',
      endedAt: time(3),
      error: { stage: 'image', code: 'build_failed', message: 'It broke.' },
    });
  });

  test('the deployment with the latest promotion is live, in whatever order they were requested', () => {
    const { view, deploy, promote } = deploymentHistory();
    deploy(1);
    deploy(2);
    promote(2);
    promote(1);
    expect(view.live('s')?.id).toBe('d1');
  });
});
