import { expect, test } from '@jest/globals';
import { defaults, filterOf, isNarrowed } from './activity-state.js';
import { narrowedTo } from './dimensions.js';

const item = { key: 'k', name: 'K', serverId: 'srv_1', client: 'cursor' } as never;

test('a click on a value of each dimension filters by it', () => {
  const filters = (['server', 'tool', 'user', 'client', 'client_version', 'class', 'deployment'] as const).map((by) =>
    filterOf({ ...defaults, ...narrowedTo(by, item), ...(by === 'class' ? { outcome: 'timeout' } : {}) }),
  );
  const given = filters.map((filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value)));
  expect(given).toEqual([
    { serverId: 'k' },
    { serverId: 'srv_1', tool: 'k' },
    { userId: 'k' },
    { source: 'k' },
    { source: 'cursor', sourceVersion: 'k' },
    { callClass: 'timeout' },
    { serverId: 'srv_1', deploymentId: 'k' },
  ]);
});

test('the server of a page is stronger than the one in its address, and unknown values do not filter', () => {
  const state = { ...defaults, server: 'srv_2', status: 'odd', outcome: 'odd' };
  expect(filterOf(state, 'srv_1')).toMatchObject({ serverId: 'srv_1', status: undefined, callClass: undefined });
  expect([isNarrowed(defaults), isNarrowed(state)]).toEqual([false, true]);
});
