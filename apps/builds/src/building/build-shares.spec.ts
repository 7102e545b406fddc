import { expect, test } from '@jest/globals';
import type { Actor, PlatformEvent } from '@toolyard/contracts';
import type { StoredEvent } from '@toolyard/event-store';
import { serverCreated, testRun as run } from '@toolyard/service/testing';
import { DeploymentsView } from '../deployments/deployments.view.js';
import type { DeploymentsService } from '../deployments/deployments.service.js';
import { image, time } from '../testing/deployment-history.js';
import { BuildShares } from './build-shares.js';

const accounts = ['ada', 'bob', 'cleo'] as const;
const actorOf = (account: string): Actor => ({ kind: 'user', id: account, name: account });

/** Three accounts with five servers each: the deployment `ada1` is of the first server of Ada. */
function queue() {
  const view = new DeploymentsView();
  const listeners: ((event: StoredEvent) => void)[] = [];
  const shares = new BuildShares({
    view,
    onEvent: (listener: (event: StoredEvent) => void) => listeners.push(listener),
  } as unknown as DeploymentsService);
  let position = 0n;
  const apply = (event: PlatformEvent) => {
    const stored = { ...event, position: ++position } as unknown as StoredEvent;
    view.apply(stored);
    for (const listener of listeners) listener(stored);
  };
  for (const account of accounts)
    for (let n = 1; n <= 5; n++)
      apply(
        serverCreated({ serverId: `${account}${n}`, slug: `${account}${n}`, actor: actorOf(account), at: time(0) }),
      );
  return {
    shares,
    request: (...ids: string[]) => {
      for (const id of ids)
        apply({
          type: 'DeploymentRequested',
          data: {
            deploymentId: id,
            serverId: id,
            slug: id,
            repository: id,
            commit: { sha: id, message: 'm', author: 'a', at: time(1) },
            trigger: 'push',
            actor: actorOf(id.slice(0, -1)),
            at: time(1),
          },
        });
    },
    start: (id: string) =>
      apply({ type: 'BuildStarted', data: { deploymentId: id, worker: 'w', attempt: 1, at: time(2) } }),
    end: (id: string) =>
      apply({ type: 'ImageBuilt', data: { deploymentId: id, image: image(1), run, stages: [], at: time(3) } }),
    cancel: (id: string) => apply({ type: 'Cancelled', data: { deploymentId: id, by: actorOf('ada'), at: time(3) } }),
  };
}

test('the builds of one account wait for nothing but each other', () => {
  const { shares, request, start } = queue();
  request('ada1', 'ada2', 'ada3');
  expect(shares.givesWay('ada1')).toBe(false);
  start('ada1');
  start('ada2');
  expect(shares.givesWay('ada3')).toBe(false);
});

test('an account with fewer running builds goes first, however late it came', () => {
  const { shares, request, start, end } = queue();
  request('ada1', 'ada2', 'ada3', 'ada4');
  start('ada1');
  start('ada2');
  request('bob1', 'bob2');
  expect(['ada3', 'bob1'].map((id) => shares.givesWay(id))).toEqual([true, false]);
  end('ada1');
  start('bob1');
  // Each has one now, and the queue decides.
  expect(['ada3', 'bob2'].map((id) => shares.givesWay(id))).toEqual([false, false]);
  request('cleo1');
  expect(['ada3', 'bob2', 'cleo1'].map((id) => shares.givesWay(id))).toEqual([true, true, false]);
});

test('an account whose waiting builds ended holds nothing up', () => {
  const { shares, request, start, cancel } = queue();
  request('ada1', 'ada2', 'bob1');
  start('ada1');
  expect(shares.givesWay('ada2')).toBe(true);
  cancel('bob1');
  expect(shares.givesWay('ada2')).toBe(false);
});

test('a build that is unknown gives way to none', () => {
  const { shares, request } = queue();
  request('ada1');
  expect(shares.givesWay('other')).toBe(false);
});
