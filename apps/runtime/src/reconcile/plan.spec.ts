import { describe, expect, test } from '@jest/globals';
import type { Route } from '@toolyard/contracts';
import { testEndpoint as endpoint, testRun as run } from '@toolyard/service/testing';
import type { ContainerState } from '../containers/container-host.js';
import { replicaKey, runKey, targetName } from '../containers/container-runs.js';
import { type Observations, plan as planOf, type Step } from './plan.js';
import type { RunnableDeployment, DesiredServer } from '../desired/desired-state.view.js';

const now = 1_800_000_000_000;
const drainMs = 60_000;

function deployment(deploymentId: string, promotedAt: number | null = now - 1_000_000): RunnableDeployment {
  return {
    deploymentId,
    image: { digest: `sha256:${deploymentId}`, tag: '', sizeBytes: 1 },
    run,
    endpoint: promotedAt === null ? null : endpoint,
    tools: [],
    promotedAt,
  };
}

function server(over: Partial<DesiredServer> = {}): DesiredServer {
  return {
    serverId: 'srv_1',
    slug: 'one',
    name: 'One',
    access: 'organisation',
    ownerId: 'usr_1',
    auth: { method: 'none' },
    replicas: 1,
    headers: [],
    limits: {},
    disabled: false,
    deleted: false,
    live: null,
    candidates: [],
    retired: [],
    secretsVersion: '0',
    ...over,
  };
}

let made = 0;
function container(deploymentId: string, over: Partial<ContainerState> = {}): ContainerState {
  made += 1;
  return {
    id: `${made}`.padStart(12, '0'),
    serverId: 'srv_1',
    deploymentId,
    replica: 1,
    port: 8080,
    state: 'running',
    startedAt: now - 10_000,
    finishedAt: null,
    exitCode: null,
    outOfMemory: false,
    address: `10.0.0.${made}`,
    networkIds: ['net_1'],
    ...over,
  };
}

const exited = (deploymentId: string, over: Partial<ContainerState> = {}) =>
  container(deploymentId, { state: 'exited', finishedAt: now - 100, exitCode: 1, address: null, ...over });

type Remembered = Omit<Observations, 'containers' | 'networks'>;

function remembered(ready: ContainerState[] = [], over: Partial<Remembered> = {}): Remembered {
  return {
    ready: new Set(ready.map(runKey)),
    holdUntil: new Map(),
    engineSince: now - 500_000,
    excused: new Set(),
    route: null,
    ...over,
  };
}

function plan(
  desired: DesiredServer | undefined,
  containers: ContainerState[],
  memory = remembered(),
  { at = now, networks = [network] } = {},
) {
  return planOf(desired, { ...memory, containers, networks }, at, drainMs);
}

const network = { id: 'net_1', serverId: 'srv_1' };
const target = (one: ContainerState) => ({ replica: targetName(one), host: one.address!, port: 8080 });
const removed = (planned: { removals: { kind: string }[] }) =>
  planned.removals.flatMap((one) => ('containerId' in one ? [(one as { containerId: string }).containerId] : []));
const kinds = (steps: Step[]) => steps.map((step) => step.kind);

function routeTo(deploymentId: string, containers: ContainerState[], over: Partial<Route> = {}): Route {
  return {
    serverId: 'srv_1',
    slug: 'one',
    name: 'One',
    access: 'organisation',
    ownerId: 'usr_1',
    auth: { method: 'none' },
    secretsVersion: '0',
    status: 'live',
    deploymentId,
    endpoint,
    targets: containers.map(target),
    draining: [],
    ...over,
  };
}

describe('missing containers', () => {
  test('of a candidate are created after its network, one for each replica', () => {
    const planned = plan(server({ replicas: 2, candidates: [deployment('dep_1', null)] }), [], remembered(), {
      networks: [],
    });
    expect(planned.steps).toMatchObject([
      { kind: 'network.create' },
      { kind: 'create', replica: 1 },
      { kind: 'create', replica: 2 },
    ]);
  });

  test('use a network that exists already', () => {
    expect(kinds(plan(server({ live: deployment('dep_1') }), []).steps)).toEqual(['create']);
  });

  test('that were created but never started are started', () => {
    const one = container('dep_1', { state: 'created', startedAt: null, address: null });
    expect(plan(server({ live: deployment('dep_1') }), [one]).steps).toMatchObject([
      { kind: 'start', containerId: one.id },
    ]);
  });

  test('a running container that has not answered yet is checked', () => {
    const one = container('dep_1');
    expect(kinds(plan(server({ live: deployment('dep_1') }), [one]).steps)).toEqual(['check']);
    expect(plan(server({ live: deployment('dep_1') }), [one], remembered([one])).steps).toEqual([]);
  });

  test('a crashed replica of the live deployment waits for its pause, then starts', () => {
    const one = exited('dep_1');
    const held = (until: number) =>
      plan(
        server({ live: deployment('dep_1') }),
        [one],
        remembered([], { holdUntil: new Map([[replicaKey('dep_1', 1), until]]) }),
      );
    expect(held(now + 4_000)).toMatchObject({ steps: [], wakeAt: now + 4_000 });
    expect(held(now)).toMatchObject({ steps: [{ kind: 'start', containerId: one.id }] });
    expect(removed(held(now))).toEqual([]);
  });

  test('a crashed candidate is not started again', () => {
    const planned = plan(server({ candidates: [deployment('dep_1', null)] }), [exited('dep_1')]);
    expect(planned).toMatchObject({ steps: [], removals: [] });
  });

  test('a candidate that ended with the engine is started again', () => {
    const one = exited('dep_1', { finishedAt: now - 5_000 });
    const planned = plan(
      server({ candidates: [deployment('dep_1', null)] }),
      [one],
      remembered([], { engineSince: now - 1_000 }),
    );
    expect(kinds(planned.steps)).toEqual(['start']);
  });

  test('a candidate that a signal from outside ended is started again after its pause', () => {
    const one = exited('dep_1', { exitCode: 143 });
    const at = (until: number) =>
      plan(
        server({ candidates: [deployment('dep_1', null)] }),
        [one],
        remembered([], { excused: new Set([runKey(one)]), holdUntil: new Map([[replicaKey('dep_1', 1), until]]) }),
      );
    expect(at(now + 500)).toMatchObject({ steps: [], removals: [], wakeAt: now + 500 });
    expect(kinds(at(now).steps)).toEqual(['start']);
  });

  test('a container that is being removed does not count and is not changed until it is gone', () => {
    const planned = plan(server({ live: deployment('dep_1') }), [container('dep_1', { state: 'removing' })]);
    expect(planned).toMatchObject({ steps: [], removals: [] });
  });
});

describe('removals', () => {
  test('everything of an unknown server is removed, and no route is changed', () => {
    const one = container('dep_9');
    const planned = plan(undefined, [one], remembered([one]));
    expect(removed(planned)).toEqual([one.id]);
    expect(planned.route).toBeUndefined();
  });

  test('a network is removed once no container uses it and the server needs none', () => {
    expect(plan(undefined, []).removals).toEqual([{ kind: 'network', id: 'net_1' }]);
    expect(plan(undefined, [exited('dep_9')]).removals.map((one) => one.kind)).toEqual(['container']);
    expect(plan(server(), []).removals).toEqual([{ kind: 'network', id: 'net_1' }]);
  });

  test('a second network of the same server is removed, the used one stays', () => {
    const one = container('dep_1', { networkIds: ['net_2'] });
    const planned = plan(server({ live: deployment('dep_1') }), [one], remembered([one]), {
      networks: [network, { id: 'net_2', serverId: 'srv_1' }],
    });
    expect(planned.removals).toEqual([{ kind: 'network', id: 'net_1' }]);
  });

  test('containers of a failed candidate are removed while the live ones stay', () => {
    const [live, failed] = [container('dep_1'), exited('dep_2')];
    const planned = plan(server({ live: deployment('dep_1') }), [live, failed], remembered([live]));
    expect(removed(planned)).toEqual([failed.id]);
  });

  test('of two containers for one replica the ready one stays and is the only one routed', () => {
    const [spare, ready] = [container('dep_1'), container('dep_1')];
    const planned = plan(server({ live: deployment('dep_1') }), [spare, ready], remembered([ready]));
    expect(removed(planned)).toEqual([spare.id]);
    expect(planned.route?.targets).toEqual([target(ready)]);
  });

  test('with fewer replicas the surplus leaves the route and is removed', () => {
    const [first, second] = [container('dep_1'), container('dep_1', { replica: 2 })];
    const planned = plan(server({ live: deployment('dep_1') }), [first, second], remembered([first, second]));
    expect(planned.route?.targets).toEqual([target(first)]);
    expect(removed(planned)).toEqual([second.id]);
  });

  test('a disabled server runs nothing, and its route says so', () => {
    const one = container('dep_1');
    const planned = plan(
      server({ disabled: true, live: deployment('dep_1'), candidates: [deployment('dep_2', null)] }),
      [one],
      remembered([one], { route: routeTo('dep_1', [one]) }),
    );
    expect(planned).toMatchObject({ steps: [], route: { status: 'disabled', targets: [], draining: [] } });
    expect(removed(planned)).toEqual([one.id]);
  });

  test('a deleted server loses its route and its containers, also those that drain', () => {
    const [one, old] = [container('dep_2'), container('dep_1')];
    const planned = plan(
      server({ deleted: true }),
      [one, old],
      remembered([one, old], { route: routeTo('dep_2', [one]) }),
    );
    expect(planned.route).toBeNull();
    expect(removed(planned)).toEqual([one.id, old.id]);
  });
});

describe('routing', () => {
  test('a server that was never deployed has a route without targets', () => {
    expect(plan(server(), [], remembered(), { networks: [] }).route).toMatchObject({
      status: 'never_deployed',
      deploymentId: '',
      endpoint: null,
      targets: [],
    });
  });

  test('names the tools of the live deployment, and none when it listed none', () => {
    const live = { ...deployment('dep_1'), tools: ['echo', 'drop'] };
    expect(plan(server({ live }), []).route).toMatchObject({ tools: ['echo', 'drop'] });
    expect(plan(server({ live: deployment('dep_1') }), []).route).not.toHaveProperty('tools');
  });

  test('only ready replicas are listed', () => {
    const [ready, starting, dead] = [
      container('dep_1'),
      container('dep_1', { replica: 2 }),
      exited('dep_1', { replica: 3 }),
    ];
    const planned = plan(
      server({ replicas: 3, live: deployment('dep_1') }),
      [ready, starting, dead],
      remembered([ready, dead], { route: routeTo('dep_1', [ready]) }),
    );
    expect(planned.route?.targets).toEqual([target(ready)]);
  });

  test('a replica that was restarted is another target than before', () => {
    const one = container('dep_1');
    expect(targetName({ ...one, startedAt: one.startedAt! + 1 })).not.toBe(targetName(one));
  });

  test('a candidate that is ready gets no traffic', () => {
    const [live, candidate] = [container('dep_1'), container('dep_2')];
    const planned = plan(
      server({ live: deployment('dep_1'), candidates: [deployment('dep_2', null)] }),
      [live, candidate],
      remembered([live, candidate]),
    );
    expect(planned.route?.targets).toEqual([target(live)]);
  });

  const promoted = () =>
    server({ live: deployment('dep_2', now), retired: [{ deploymentId: 'dep_1', port: 8080, retiredAt: now }] });

  test('a promotion moves traffic at once, and the old containers drain', () => {
    const [old, fresh] = [container('dep_1'), container('dep_2')];
    const planned = plan(promoted(), [old, fresh], remembered([old, fresh], { route: routeTo('dep_1', [old]) }));
    expect(planned.route).toMatchObject({
      deploymentId: 'dep_2',
      targets: [target(fresh)],
      draining: [{ ...target(old), deploymentId: 'dep_1' }],
    });
    expect(planned).toMatchObject({ removals: [], wakeAt: now + drainMs });
  });

  test('while the new deployment does not answer, traffic stays with the old one without a time limit', () => {
    const [old, fresh] = [container('dep_1'), container('dep_2')];
    const late = now + 10 * drainMs;
    const planned = plan(promoted(), [old, fresh], remembered([old], { route: routeTo('dep_1', [old]) }), { at: late });
    expect(planned.route).toMatchObject({ deploymentId: 'dep_1', targets: [target(old)], draining: [] });
    expect(planned.removals).toEqual([]);
    expect(planned.wakeAt).toBeNull();
  });

  test('sessions get the whole drain time after a late switch as well', () => {
    const [old, fresh] = [container('dep_1'), container('dep_2')];
    const late = now + 10 * drainMs;
    const planned = plan(promoted(), [old, fresh], remembered([old, fresh], { route: routeTo('dep_1', [old]) }), {
      at: late,
    });
    expect(planned).toMatchObject({
      route: { deploymentId: 'dep_2', draining: [{ deploymentId: 'dep_1' }] },
      removals: [],
      wakeAt: late + drainMs,
    });
  });

  test('after a late switch the time of leaving the route is kept with the route, not in this process', () => {
    const [old, fresh] = [container('dep_1'), container('dep_2')];
    const late = now + 10 * drainMs;
    const at = (time: number, route: Route) =>
      plan(promoted(), [old, fresh], remembered([old, fresh], { route }), { at: time });
    const stored = at(late, routeTo('dep_1', [old])).route!;
    expect(at(late + drainMs - 1, stored).route?.draining).toHaveLength(1);
    const ended = at(late + drainMs, stored);
    expect(ended).toMatchObject({ route: { draining: [] }, removals: [], wakeAt: late + drainMs + 2_000 });
    expect(removed(at(late + drainMs + 2_000, ended.route!))).toEqual([old.id]);
  });

  test('promotions that follow each other within the drain limit do not prolong the drains before them', () => {
    const pauseMs = drainMs / 2;
    let route = routeTo('dep_0', []);
    let containers: ContainerState[] = [];
    const retired: DesiredServer['retired'] = [];
    for (let n = 0; n < 20; n++) {
      const at = now + n * pauseMs;
      if (n > 0) retired.push({ deploymentId: `dep_${n - 1}`, port: 8080, retiredAt: at });
      containers = [...containers, container(`dep_${n}`)];
      const desired = server({ live: deployment(`dep_${n}`, at), retired });
      // The switch, and the moment in which the containers whose drain ended are removed.
      for (const time of [at, at + 2_000]) {
        const planned = plan(desired, containers, remembered(containers, { route }), { at: time });
        route = planned.route!;
        const gone = removed(planned);
        containers = containers.filter((one) => !gone.includes(one.id));
      }
    }
    expect(containers.map((one) => one.deploymentId)).toEqual(['dep_17', 'dep_18', 'dep_19']);
    expect(route.draining.map((one) => one.deploymentId)).toEqual(['dep_17', 'dep_18']);
  });

  test('when no older deployment answers either, the new deployment is routed without targets', () => {
    const planned = plan(promoted(), [container('dep_2')], remembered([], { route: routeTo('dep_1', []) }));
    expect(planned.route).toMatchObject({ status: 'live', deploymentId: 'dep_2', targets: [] });
  });

  test('after the drain limit the old containers leave the route first and are stopped a moment later', () => {
    const [old, fresh] = [container('dep_1'), container('dep_2')];
    const at = (time: number) =>
      plan(promoted(), [old, fresh], remembered([old, fresh], { route: routeTo('dep_2', [fresh]) }), { at: time });
    expect(at(now + drainMs - 1).route?.draining).toHaveLength(1);
    expect(at(now + drainMs)).toMatchObject({ route: { draining: [] }, removals: [], wakeAt: now + drainMs + 2_000 });
    expect(removed(at(now + drainMs + 2_000))).toEqual([old.id]);
  });

  test('a draining container that ended is removed and leaves the route', () => {
    const [old, fresh] = [exited('dep_1'), container('dep_2')];
    const planned = plan(promoted(), [old, fresh], remembered([fresh], { route: routeTo('dep_2', [fresh]) }));
    expect(planned.route?.draining).toEqual([]);
    expect(removed(planned)).toEqual([old.id]);
  });

  test('a second promotion during a drain keeps both older deployments draining', () => {
    const [first, second, third] = [container('dep_1'), container('dep_2'), container('dep_3')];
    const desired = server({
      live: deployment('dep_3', now),
      retired: [
        { deploymentId: 'dep_1', port: 8080, retiredAt: now - 30_000 },
        { deploymentId: 'dep_2', port: 8080, retiredAt: now },
      ],
    });
    const planned = plan(
      desired,
      [first, second, third],
      remembered([first, second, third], { route: routeTo('dep_2', [second]) }),
    );
    expect(planned.route?.draining.map((one) => one.deploymentId)).toEqual(['dep_1', 'dep_2']);
    expect(planned.removals).toEqual([]);
  });

  test('planning again after the plan was carried out changes nothing', () => {
    const one = container('dep_1');
    const first = plan(server({ live: deployment('dep_1') }), [one], remembered([one]));
    const again = plan(server({ live: deployment('dep_1') }), [one], remembered([one], { route: first.route! }));
    expect(again).toEqual({ steps: [], route: first.route, removals: [], wakeAt: null });
  });
});
