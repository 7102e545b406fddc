import { describe, expect, test } from '@jest/globals';
import type { PlatformEvent } from '@toolyard/contracts';
import { Deployments, present } from './deployments.view.js';
import { compareTools } from './tool-changes.js';
import {
  imagesToRemove,
  missesHead,
  needsVariablesRestart,
  replacedOnes,
  supersededOnes,
} from './deployment-upkeep.rules.js';

const actor = { kind: 'user' as const, id: 'u', name: 'Ada' };
const run = { port: 8080, paths: ['/mcp'], startupSeconds: 60, memoryMb: 512, cpus: 1, pids: 256 };
const endpoint = {
  port: 8080,
  path: '/mcp',
  transport: 'streamable-http' as const,
  eras: ['legacy' as const],
  protocolVersion: '2025-11-25',
  serverInfo: { name: 's', version: '1' },
};
const image = (n: number) => ({ digest: `sha256:${n}`, tag: `t${n}`, sizeBytes: n });
const time = (second: number) => new Date(second * 1000).toISOString();

function story(): {
  view: Deployments;
  tell: (event: PlatformEvent) => void;
  deploy: (n: number, trigger?: 'push' | 'variables' | 'rollback' | 'manual', sha?: string) => void;
  promote: (n: number) => void;
  built: (n: number) => void;
} {
  const view = new Deployments();
  let position = 0n;
  const tell = (event: PlatformEvent) => view.apply({ ...event, position: ++position });
  tell({
    type: 'ServerCreated',
    data: {
      serverId: 's',
      slug: 'slug',
      name: 'S',
      description: '',
      visibility: 'private',
      access: 'organisation',
      source: { provider: 'git', repository: 'slug' },
      auth: { method: 'none' },
      replicas: 1,
      actor,
      at: time(0),
    },
  });
  return {
    view,
    tell,
    deploy: (n, trigger = 'push', sha = String(n)) =>
      tell({
        type: 'DeploymentRequested',
        data: {
          deploymentId: `d${n}`,
          serverId: 's',
          slug: 'slug',
          repository: 'slug',
          commit: { sha, message: 'm', author: 'a', at: time(n) },
          trigger,
          actor,
          at: time(n),
        },
      }),
    built: (n) =>
      tell({
        type: 'ImageBuilt',
        data: {
          deploymentId: `d${n}`,
          image: image(n),
          run,
          stages: [{ name: 'fetch', startedAt: time(n), endedAt: time(n) }],
          at: time(n),
        },
      }),
    promote: (n) => {
      tell({
        type: 'ToolsDiscovered',
        data: {
          deploymentId: `d${n}`,
          tools: [{ name: 'echo', inputSchema: {} }],
          changes: { added: ['echo'], changed: [], dropped: [] },
          endpoint,
          at: time(n),
        },
      });
      tell({ type: 'Promoted', data: { deploymentId: `d${n}`, serverId: 's', at: time(n) } });
    },
  };
}

const setVariable: PlatformEvent = {
  type: 'VariableSet',
  data: {
    serverId: 's',
    name: 'A',
    value: { dataKeyId: 'k', nonce: '', ciphertext: '', tag: '' },
    version: 1,
    actor,
    at: time(9),
  },
};

describe('the view of deployments', () => {
  test('shows status, stages with their times, image, tools and endpoint as events tell them', () => {
    const { view, deploy, built, promote, tell } = story();
    deploy(1);
    expect(view.get('d1')).toMatchObject({ status: 'queued', stage: null });
    tell({ type: 'BuildStarted', data: { deploymentId: 'd1', worker: 'w', attempt: 1, at: time(2) } });
    expect(view.get('d1')).toMatchObject({
      status: 'building',
      stage: 'fetch',
      stages: [{ name: 'fetch', startedAt: time(2), endedAt: null }],
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
    const { view, deploy } = story();
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
    const { view, deploy, tell } = story();
    deploy(1);
    tell({
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
});

describe('what is still wanted', () => {
  test('only the newest request of a server goes on; the others are superseded by it', () => {
    const { view, deploy, built } = story();
    [1, 2, 3].forEach((n) => deploy(n));
    built(2);
    expect(supersededOnes(view, 's')).toEqual([
      { id: 'd2', by: 'd3' },
      { id: 'd1', by: 'd3' },
    ]);
  });

  test('the latest promotion is what is live, whatever the order of requests', () => {
    const { view, deploy, promote } = story();
    deploy(1);
    deploy(2);
    promote(2);
    promote(1);
    expect(view.live('s')?.id).toBe('d1');
    expect(replacedOnes(view, 's')).toEqual([{ id: 'd2', by: 'd1' }]);
  });

  test('a changed variable wants a restart once, and only while a deployment is live', () => {
    const { view, deploy, built, promote, tell } = story();
    const needs = () => needsVariablesRestart(view, view.servers.get('s')!);
    tell(setVariable);
    expect(needs()).toBe(false);
    deploy(1);
    built(1);
    promote(1);
    expect(needs()).toBe(false);
    tell(setVariable);
    expect([needs(), view.servers.get('s')!.variablesBy]).toEqual([true, actor]);
    deploy(2, 'variables');
    expect(needs()).toBe(false);
    built(2);
    promote(2);
    expect(needs()).toBe(false);
  });

  test('a restart for variables that a push superseded is wanted again when the push failed', () => {
    const { view, deploy, built, promote, tell } = story();
    deploy(1);
    built(1);
    promote(1);
    tell(setVariable);
    deploy(2, 'variables');
    deploy(3);
    tell({ type: 'Superseded', data: { deploymentId: 'd2', by: 'd3', at: time(5) } });
    expect(needsVariablesRestart(view, view.servers.get('s')!)).toBe(false);
    tell({ type: 'Failed', data: { deploymentId: 'd3', stage: 'image', code: 'x', reason: 'x', at: time(6) } });
    expect(needsVariablesRestart(view, view.servers.get('s')!)).toBe(true);
  });

  test('a restart for variables that failed is not tried for ever', () => {
    const { view, deploy, built, promote, tell } = story();
    deploy(1);
    built(1);
    promote(1);
    tell(setVariable);
    deploy(2, 'variables');
    tell({ type: 'Failed', data: { deploymentId: 'd2', stage: 'candidate', code: 'x', reason: 'x', at: time(6) } });
    expect(needsVariablesRestart(view, view.servers.get('s')!)).toBe(false);
  });

  test('a head of main that nobody asked for is missed, also when it is an old commit again', () => {
    const { view, deploy } = story();
    expect(missesHead(view.ofServer('s'), 'x')).toBe(true);
    deploy(1, 'push', 'x');
    expect(missesHead(view.ofServer('s'), 'x')).toBe(false);
    deploy(2, 'push', 'y');
    expect(missesHead(view.ofServer('s'), 'x')).toBe(true);
    deploy(3, 'rollback', 'x');
    expect(missesHead(view.ofServer('s'), 'y')).toBe(false);
  });

  test('the newest images stay, and every one that is live', () => {
    const { view, deploy, built, promote } = story();
    for (const n of [1, 2, 3, 4]) {
      deploy(n);
      built(n);
    }
    promote(1);
    for (const n of [2, 3, 4]) view.get(`d${n}`)!.status = 'failed';
    expect(imagesToRemove(view.ofServer('s'), 2)).toEqual(['sha256:2']);
  });

  test('tools are compared by everything a caller sees, not by the order of schema keys', () => {
    const before = [
      { name: 'a', inputSchema: { type: 'object', properties: {} } },
      { name: 'b', inputSchema: {} },
      { name: 'c', inputSchema: {} },
    ];
    const after = [
      { name: 'a', inputSchema: { properties: {}, type: 'object' } },
      { name: 'b', description: 'new', inputSchema: {} },
      { name: 'd', inputSchema: {} },
    ];
    expect(compareTools(before, after)).toEqual({ added: ['d'], changed: ['b'], dropped: ['c'] });
  });
});
