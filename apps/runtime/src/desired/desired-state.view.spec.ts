import { describe, expect, test } from '@jest/globals';
import { serverCreated, testEndpoint as endpoint, testRun as run } from '@toolyard/service/testing';
import { DesiredState } from './desired-state.view.js';

const actor = { kind: 'system' as const, id: 'system', name: 'system' };
const at = '2026-11-23T00:00:00.000Z';
const later = '2026-11-23T00:05:00.000Z';
const image = { digest: 'sha256:aa', tag: 'a:1', sizeBytes: 1 };
const commit = { sha: 'a'.repeat(40), message: 'm', author: 'a', at };

const created = serverCreated({ serverId: 'srv_1', slug: 'one', name: 'One', actor, at });
const requested = (deploymentId: string) => ({
  type: 'DeploymentRequested',
  data: { deploymentId, serverId: 'srv_1', slug: 'one', repository: 'one', commit, trigger: 'push', actor, at },
});
const built = (deploymentId: string) => ({ type: 'ImageBuilt', data: { deploymentId, image, run, stages: [], at } });
const discovered = (deploymentId: string) => ({
  type: 'ToolsDiscovered',
  data: {
    deploymentId,
    tools: [{ name: 'echo', inputSchema: {} }],
    changes: { added: [], changed: [], dropped: [] },
    endpoint,
    at,
  },
});
const promoted = (deploymentId: string, when = at) => ({
  type: 'Promoted',
  data: { deploymentId, serverId: 'srv_1', at: when },
});
const upTo = (deploymentId: string) => [requested(deploymentId), built(deploymentId)];
const live = (deploymentId: string, when = at) => [
  ...upTo(deploymentId),
  discovered(deploymentId),
  promoted(deploymentId, when),
];

function after(...events: { type: string; data: unknown }[]) {
  const state = new DesiredState();
  for (const event of events) state.apply(event);
  return state.servers.get('srv_1')!;
}

describe('desired state', () => {
  test('a deployment is a candidate once its image exists, and not before', () => {
    expect(after(created, requested('dep_1')).candidates).toEqual([]);
    expect(after(created, ...upTo('dep_1')).candidates).toMatchObject([
      { deploymentId: 'dep_1', image, promotedAt: null },
    ]);
  });

  test.each(['Failed', 'Superseded', 'Cancelled'])('%s ends a candidate', (type) => {
    expect(after(created, ...upTo('dep_1'), { type, data: { deploymentId: 'dep_1', at } }).candidates).toEqual([]);
  });

  test('a promotion makes the candidate live with its endpoint and tools, and retires the previous deployment', () => {
    const server = after(created, ...live('dep_1'), ...live('dep_2', later));
    expect(server.live).toMatchObject({
      deploymentId: 'dep_2',
      endpoint,
      tools: ['echo'],
      promotedAt: Date.parse(later),
    });
    expect(server.retired).toEqual([{ deploymentId: 'dep_1', port: 8080, retiredAt: Date.parse(later) }]);
    expect(server.candidates).toEqual([]);
  });

  test('a retirement that names its successor changes nothing, in whatever order the two are stored', () => {
    const retired = { type: 'Retired', data: { deploymentId: 'dep_1', by: 'dep_2', at: later } };
    const early = after(created, ...live('dep_1'), ...upTo('dep_2'), retired, promoted('dep_2', later));
    const late = after(created, ...live('dep_1'), ...upTo('dep_2'), promoted('dep_2', later), retired);
    expect(early.live?.deploymentId).toBe('dep_2');
    expect(early).toEqual(late);
  });

  test('a retirement without successor leaves nothing live', () => {
    expect(after(created, ...live('dep_1'), { type: 'Retired', data: { deploymentId: 'dep_1', at } }).live).toBeNull();
  });

  test('a server that failed to deploy keeps its live deployment', () => {
    const server = after(created, ...live('dep_1'), ...upTo('dep_2'), {
      type: 'Failed',
      data: { deploymentId: 'dep_2', stage: 'candidate', code: 'exited', reason: '', at },
    });
    expect(server.live?.deploymentId).toBe('dep_1');
  });

  test('disabling and enabling keeps the live deployment', () => {
    expect(
      after(created, ...live('dep_1'), { type: 'ServerDisabled', data: { serverId: 'srv_1', actor, at } }),
    ).toMatchObject({ disabled: true, live: { deploymentId: 'dep_1' } });
    expect(
      after(
        created,
        { type: 'ServerDisabled', data: { serverId: 'srv_1', actor, at } },
        { type: 'ServerEnabled', data: { serverId: 'srv_1', actor, at } },
      ).disabled,
    ).toBe(false);
  });

  test('a deleted server has nothing to run, whatever its deployments do afterwards', () => {
    const server = after(
      created,
      ...live('dep_1'),
      ...upTo('dep_2'),
      { type: 'ServerDeleted', data: { serverId: 'srv_1', slug: 'one', actor, at } },
      promoted('dep_2'),
      ...upTo('dep_3'),
    );
    expect(server).toMatchObject({ deleted: true, live: null, candidates: [], retired: [] });
  });

  test('every change of a variable changes the secrets version', () => {
    const set = { type: 'VariableSet', data: { serverId: 'srv_1', name: 'A' } };
    const removed = { type: 'VariableRemoved', data: { serverId: 'srv_1', name: 'A' } };
    expect(
      [after(created), after(created, set), after(created, set, removed)].map((server) => server.secretsVersion),
    ).toEqual(['0', '1', '2']);
  });

  test('edits change the headers that the server takes of its clients', () => {
    const edit = (headers: string[]) => ({ type: 'ServerEdited', data: { serverId: 'srv_1', headers, actor, at } });
    expect(after(created, edit(['x-tenant'])).headers).toEqual(['x-tenant']);
    expect(after(created, edit(['x-tenant']), edit([])).headers).toEqual([]);
  });

  test('edits change name, access and replicas, and keep other values', () => {
    expect(after(created, { type: 'ServerEdited', data: { serverId: 'srv_1', replicas: 3, actor, at } })).toMatchObject(
      { name: 'One', replicas: 3, access: 'organisation' },
    );
  });

  test('events of unknown types, servers and deployments are ignored', () => {
    const state = new DesiredState();
    for (const event of [
      { type: 'Surprise', data: {} },
      promoted('dep_9'),
      built('dep_9'),
      { type: 'ServerEnabled', data: { serverId: 'srv_9' } },
    ])
      expect(state.apply(event)).toBeUndefined();
  });
});
