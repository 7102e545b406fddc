import { describe, expect, test } from '@jest/globals';
import type { Route, RouteTarget } from '@toolyard/contracts';
import { ContainerNetworks } from './container-networks.js';
import { Upstreams } from './upstreams.js';

describe('the choice between containers', () => {
  const target = (n: number): RouteTarget => ({ replica: `r${n}`, host: '127.0.0.1', port: n });
  const route = (...targets: RouteTarget[]) => ({ targets, draining: [], deploymentId: 'd' }) as unknown as Route;

  test('rotates without affinity, and is stable with it', () => {
    const upstreams = new Upstreams(new ContainerNetworks('127.0.0.0/8'));
    const three = route(target(1), target(2), target(3));
    expect(new Set(Array.from({ length: 9 }, () => upstreams.pick(three)!.replica)).size).toBe(3);
    const callers = Array.from({ length: 40 }, (_, i) => `caller ${i}`);
    const before = callers.map((caller) => upstreams.pick(three, caller)!.replica);
    expect(callers.map((caller) => upstreams.pick(three, caller)!.replica)).toEqual(before);
    const two = route(target(1), target(3));
    const after = callers.map((caller) => upstreams.pick(two, caller)!.replica);
    for (const [i, replica] of before.entries()) if (replica !== 'r2') expect(after[i]).toBe(replica);
    expect(new Set(before).size).toBe(3);
  });

  test('avoids a container that could not be reached while the route has another', () => {
    const upstreams = new Upstreams(new ContainerNetworks('127.0.0.0/8'));
    upstreams.suspect({ ...target(1), deploymentId: 'd' });
    expect(Array.from({ length: 5 }, () => upstreams.pick(route(target(1), target(2)))!.replica)).toEqual([
      'r2',
      'r2',
      'r2',
      'r2',
      'r2',
    ]);
    expect(upstreams.pick(route(target(1)))!.replica).toBe('r1');
    expect(upstreams.pick(route())).toBeNull();
  });
});
