import { describe, expect, test } from '@jest/globals';
import type { Actor, DeploymentStage, ImageRef, RunSpec } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { testEndpoint } from '@toolyard/service/testing';
import { type DeploymentCommand, deploymentDecider } from './deployment.decider.js';

const at = '2026-01-01T00:00:00.000Z';
const actor: Actor = { kind: 'user', id: 'u1', name: 'Ada' };
const commit = { sha: 'a'.repeat(40), message: 'First', author: 'Ada', at };
const image: ImageRef = { digest: `sha256:${'1'.repeat(64)}`, tag: 't', sizeBytes: 1 };
const run: RunSpec = { port: 8080, paths: ['/mcp'], startupSeconds: 60, memoryMb: 512, cpus: 1, pids: 256 };
const request = {
  deploymentId: 'dep_1',
  serverId: 'srv_1',
  slug: 's',
  repository: 's',
  commit,
  trigger: 'push' as const,
  actor,
};

const requested: DeploymentCommand = { type: 'request', request, at };
const start: DeploymentCommand = { type: 'startBuild', worker: 'w', at };
const finish: DeploymentCommand = { type: 'finishBuild', attempt: 1, image, run, stages: [], at };
const promote: DeploymentCommand = {
  type: 'promote',
  tools: [],
  changes: { added: [], changed: [], dropped: [] },
  endpoint: testEndpoint,
  at,
};
const fail: DeploymentCommand = { type: 'fail', attempt: null, stage: 'candidate', code: 'c', reason: 'r', at };

const { after } = deciderSpec(deploymentDecider);

describe('a deployment', () => {
  test('goes from request to live by build, candidate and promotion', () => {
    expect(after().typesWhen(requested)).toEqual(['DeploymentRequested']);
    expect(after(requested).typesWhen(start)).toEqual(['BuildStarted']);
    expect(after(requested, start).typesWhen(finish)).toEqual(['ImageBuilt']);
    expect(after(requested, start, finish).typesWhen({ type: 'startCandidate', containers: ['c1'], at })).toEqual([
      'CandidateStarted',
    ]);
    expect(after(requested, start, finish).typesWhen(promote)).toEqual(['ToolsDiscovered', 'Promoted']);
    expect(after(requested, start, finish, promote).typesWhen({ type: 'retire', at })).toEqual(['Retired']);
  });

  test('requested twice is one deployment', () => {
    expect(after(requested).when(requested)).toEqual([]);
  });

  test('of an existing image becomes a candidate without a build', () => {
    expect(after(requested).typesWhen({ ...finish, attempt: null })).toEqual(['ImageBuilt']);
  });

  test(
    'redelivered to another worker is built again as the next attempt, and the first worker can no ' +
      'longer finish or fail it',
    () => {
      expect(after(requested, start).when(start)).toMatchObject([{ type: 'BuildStarted', data: { attempt: 2 } }]);
      const second = after(requested, start, start);
      expect(second.when(finish)).toEqual([]);
      expect(second.when({ ...fail, attempt: 1 })).toEqual([]);
      expect(second.typesWhen({ ...finish, attempt: 2 })).toEqual(['ImageBuilt']);
      expect(second.typesWhen({ ...fail, attempt: 2 })).toEqual(['Failed']);
    },
  );

  test('can be superseded, cancelled or failed in every unfinished state, once', () => {
    for (const before of [[requested], [requested, start], [requested, start, finish]]) {
      for (const end of [
        fail,
        { type: 'supersede', by: 'dep_2', at },
        { type: 'cancel', by: actor, at },
      ] as DeploymentCommand[]) {
        expect(after(...before).when(end)).toHaveLength(1);
        expect(after(...before, end).when(fail)).toEqual([]);
        expect(after(...before, end).when({ type: 'supersede', by: 'dep_2', at })).toEqual([]);
        expect(after(...before, end).when(promote)).toEqual([]);
        expect(after(...before, end).when(start)).toEqual([]);
      }
    }
  });

  test('that ended rejects a cancel and names its status', () => {
    expect(() => after(requested, fail).when({ type: 'cancel', by: actor, at })).toThrow(/is failed already/);
    expect(() => after(requested, start, finish, promote).when({ type: 'cancel', by: actor, at })).toThrow(
      expect.objectContaining({ code: 'deployment_ended' }),
    );
  });

  test('that was cancelled accepts the cancel again without a change', () => {
    const cancel: DeploymentCommand = { type: 'cancel', by: actor, at };
    expect(after(requested, cancel).when(cancel)).toEqual([]);
  });

  test('never supersedes itself and is retired only when live', () => {
    expect(after(requested).when({ type: 'supersede', by: 'dep_1', at })).toEqual([]);
    expect(after(requested).when({ type: 'retire', at })).toEqual([]);
  });

  test('shows the stages of the build that runs, each change once, and no stage of an earlier attempt', () => {
    const stage = (name: DeploymentStage, attempt = 1): DeploymentCommand => ({
      type: 'startStage',
      attempt,
      stage: name,
      at,
    });
    const building = after(requested, start);
    expect(building.when(stage('fetch'))).toEqual([]);
    expect(building.when(stage('image'))).toMatchObject([
      { type: 'StageStarted', data: { stage: 'image', attempt: 1 } },
    ]);
    expect(after(requested, start, stage('image')).when(stage('image'))).toEqual([]);
    expect(after(requested, start, stage('image'), stage('dependencies')).typesWhen(stage('image'))).toHaveLength(1);
    expect(after(requested, start, start).when(stage('image'))).toEqual([]);
    expect(after(requested, start, finish).when(stage('push'))).toEqual([]);
  });

  test('reports the same candidate containers once', () => {
    const candidate: DeploymentCommand = { type: 'startCandidate', containers: ['c1', 'c2'], at };
    expect(after(requested, start, finish, candidate).when({ ...candidate, containers: ['c2', 'c1'] })).toEqual([]);
    expect(after(requested, start, finish, candidate).typesWhen({ ...candidate, containers: ['c3'] })).toEqual([
      'CandidateStarted',
    ]);
  });

  test('that was never requested is not found', () => {
    expect(() => after().when(start)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
