import { expect, test } from '@jest/globals';
import type { DeploymentEvent, ServerEvent } from '@toolyard/contracts';
import { hasEnded, ServersView } from './servers.view.js';

function folded(...events: unknown[]): ServersView {
  const platform = new ServersView();
  for (const event of events as (ServerEvent | DeploymentEvent)[]) {
    platform.apply({
      id: '',
      stream: '',
      type: event.type,
      data: event.data,
      metadata: {},
      revision: 0,
      position: 0n,
      createdAt: '',
    });
  }
  return platform;
}

const created = {
  type: 'ServerCreated',
  data: { serverId: 'srv_1', actor: { kind: 'user', id: 'usr_ann', name: 'Ann' } },
};
const requested = { type: 'DeploymentRequested', data: { deploymentId: 'dep_1', serverId: 'srv_1' } };

test.each([['Failed'], ['Superseded'], ['Cancelled'], ['Retired'], ['Promoted']])(
  'a deployment has ended once it is %s',
  (type) => {
    expect(hasEnded(folded(created, requested).deployment('dep_1')!.status)).toBe(false);
    expect(
      hasEnded(folded(created, requested, { type, data: { deploymentId: 'dep_1' } }).deployment('dep_1')!.status),
    ).toBe(true);
  },
);

test('a deleted server takes its deployments along, also those that are heard of later', () => {
  const platform = folded(
    created,
    requested,
    { type: 'ServerDeleted', data: { serverId: 'srv_1' } },
    { ...requested, data: { ...requested.data, deploymentId: 'dep_2' } },
  );
  expect([
    platform.has('srv_1'),
    platform.isDeleted('srv_1'),
    platform.deployment('dep_1'),
    platform.deployment('dep_2'),
  ]).toEqual([false, true, undefined, undefined]);
});

test('a server has its latest name, and its promotions in the order of time with the commit', () => {
  const commit = { sha: 'a'.repeat(40), message: `Search faster\n\n${'x'.repeat(500)}` };
  const platform = folded(
    { ...created, data: { ...created.data, name: 'One' } },
    { type: 'ServerEdited', data: { serverId: 'srv_1', name: 'Prime' } },
    { type: 'ServerEdited', data: { serverId: 'srv_1', replicas: 2 } },
    { ...requested, data: { ...requested.data, commit } },
    { type: 'Promoted', data: { deploymentId: 'dep_1', serverId: 'srv_1', at: '2026-11-23T05:00:00.000Z' } },
  );
  expect(platform.nameOf('srv_1')).toBe('Prime');
  expect(platform.promotions('srv_1')).toEqual([
    {
      deploymentId: 'dep_1',
      serverId: 'srv_1',
      at: '2026-11-23T05:00:00.000Z',
      commit: { sha: commit.sha, message: 'Search faster' },
    },
  ]);
  expect(platform.promotions()).toEqual(platform.promotions('srv_1'));
  expect(platform.ownedBy('usr_ann')).toEqual(['srv_1']);
});
