import { describe, expect, test } from '@jest/globals';
import { QuotaLimits } from '@toolyard/contracts';
import { serverCreated, testRun } from '@toolyard/service/testing';
import { actor, deploymentHistory, time } from '../testing/deployment-history.js';
import { DeploymentQuotas } from './deployment-quotas.js';

const mb = 1024 * 1024;
const replica = testRun.memoryMb * mb;
const bob = { ...actor, id: 'bob' };
const limited = (limits: ConstructorParameters<typeof QuotaLimits>[0]) =>
  new DeploymentQuotas({ limits: new QuotaLimits(limits) } as never);

/** Server `s` of Ada with a live deployment, server `t` of Bob with none. */
function twoServers() {
  const history = deploymentHistory();
  history.apply(serverCreated({ serverId: 't', slug: 't', actor: bob, at: time(0) }));
  history.deploy(1);
  history.built(1);
  history.promote(1);
  const { view } = history;
  return { ...history, s: view.servers.get('s')!, t: view.servers.get('t')! };
}

describe('memory', () => {
  test('is that of all replicas of a server, and of all live servers of the organisation', () => {
    const { view, apply, s } = twoServers();
    apply({ type: 'ServerEdited', data: { serverId: 's', replicas: 3, actor, at: time(1) } });
    expect(limited({}).uses(view, { serverId: 's' })).toEqual({ memory: 3 * replica, memory_per_server: 3 * replica });
    const quotas = limited({ memory_per_server: 4 * replica });
    quotas.assertMemory(view, s, 4);
    expect(() => quotas.assertMemory(view, s, 5)).toThrow(/memory_per_server/);
    expect(() => quotas.assertMemory(view, s, 3, 2 * testRun.memoryMb)).toThrow(/memory_per_server/);
  });

  test('of the organisation is refused to a further server, and comes back when one is disabled', () => {
    const { view, apply, t } = twoServers();
    const quotas = limited({ memory: replica });
    expect(() => quotas.assertRequest(view, t, testRun)).toThrow(/quota memory\./);
    apply({ type: 'ServerDisabled', data: { serverId: 's', actor, at: time(2) } });
    quotas.assertRequest(view, t, testRun);
  });

  test('that is over a lowered limit is deployed again as it is', () => {
    const { view, s } = twoServers();
    limited({ memory: 1, memory_per_server: 1 }).assertRequest(view, s, testRun);
  });
});

describe('builds of an account', () => {
  test('are its queued and running ones; a newer build of the same server is always taken', () => {
    const { view, deploy, built, apply, s, t } = twoServers();
    const quotas = limited({ builds_per_account: 1 });
    apply(serverCreated({ serverId: 'u', slug: 'u', actor, at: time(0) }));
    const u = view.servers.get('u')!;
    quotas.assertRequest(view, u, undefined);
    deploy(2);
    expect(quotas.uses(view, { accountId: actor.id })).toMatchObject({ builds_per_account: 1 });
    expect(() => quotas.assertRequest(view, u, undefined)).toThrow(/builds_per_account/);
    quotas.assertRequest(view, s, undefined);
    quotas.assertRequest(view, t, undefined);
    built(2);
    quotas.assertRequest(view, u, undefined);
  });
});
