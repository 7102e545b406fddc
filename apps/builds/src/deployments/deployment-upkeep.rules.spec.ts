import { describe, expect, test } from '@jest/globals';
import { actor, deploymentHistory, setVariable, time } from '../testing/deployment-history.js';
import {
  imagesToRemove,
  mayNeedRebuild,
  missesHead,
  toRetire,
  toSupersede,
  reasonFor,
  variablesRestart,
} from './deployment-upkeep.rules.js';

/** A live deployment `d1`, a changed variable, and the restart `d2` for it. */
function restarting() {
  const history = deploymentHistory();
  history.deploy(1);
  history.built(1);
  history.promote(1);
  history.apply(setVariable);
  history.deploy(2, 'variables', '1', 1);
  return history;
}

describe('the upkeep of deployments', () => {
  test('the newest request of a server supersedes every other unfinished deployment', () => {
    const { view, deploy, built } = deploymentHistory();
    [1, 2, 3].forEach((n) => deploy(n));
    built(2);
    expect(toSupersede(view, 's')).toEqual([
      { id: 'd2', by: 'd3' },
      { id: 'd1', by: 'd3' },
    ]);
  });

  test('a live deployment is retired by the deployment that was promoted after it', () => {
    const { view, deploy, promote } = deploymentHistory();
    deploy(1);
    deploy(2);
    promote(2);
    promote(1);
    expect(toRetire(view, 's')).toEqual([{ id: 'd2', by: 'd1' }]);
  });

  test('a changed variable needs one restart, and only while a deployment is live', () => {
    const { view, deploy, built, promote, apply } = deploymentHistory();
    const needs = () => variablesRestart(view, view.servers.get('s')!)?.id ?? false;
    apply(setVariable);
    expect(needs()).toBe(false);
    deploy(1);
    built(1);
    promote(1);
    expect(needs()).toBe(false);
    apply(setVariable);
    expect([needs(), view.servers.get('s')!.variablesBy]).toEqual(['d1', actor]);
    deploy(2, 'variables', '1', 1);
    expect(needs()).toBe(false);
    built(2);
    promote(2);
    expect(needs()).toBe(false);
  });

  test('a restart that a push superseded is needed again when the push failed', () => {
    const { view, deploy, apply } = restarting();
    deploy(3);
    apply({ type: 'Superseded', data: { deploymentId: 'd2', by: 'd3', at: time(5) } });
    expect(variablesRestart(view, view.servers.get('s')!)).toBeNull();
    apply({ type: 'Failed', data: { deploymentId: 'd3', stage: 'image', code: 'x', reason: 'x', at: time(6) } });
    expect(variablesRestart(view, view.servers.get('s')!)?.id).toBe('d1');
  });

  test('a restart that failed is not repeated with the same values', () => {
    const { view, apply } = restarting();
    apply({ type: 'Failed', data: { deploymentId: 'd2', stage: 'candidate', code: 'x', reason: 'x', at: time(6) } });
    expect(variablesRestart(view, view.servers.get('s')!)).toBeNull();
  });

  test('a candidate that exited starts again with the changed variable, once, and then the live deployment', () => {
    const { view, deploy, built, promote, apply } = deploymentHistory();
    const next = () => variablesRestart(view, view.servers.get('s')!)?.id;
    const fails = (n: number, code: string) =>
      apply({ type: 'Failed', data: { deploymentId: `d${n}`, stage: 'candidate', code, reason: 'x', at: time(n) } });
    deploy(1);
    built(1);
    promote(1);
    deploy(2);
    built(2);
    fails(2, 'exited');
    expect(next()).toBeUndefined();
    apply(setVariable);
    expect(next()).toBe('d2');
    deploy(3, 'variables', '2', 2);
    built(3, 2);
    fails(3, 'exited');
    expect(next()).toBe('d1');
    deploy(4, 'variables', '1', 1);
    built(4, 1);
    promote(4);
    expect(next()).toBeUndefined();
  });

  test('a candidate that failed in another way does not start again because of a variable', () => {
    const { view, deploy, built, apply } = deploymentHistory();
    deploy(1);
    built(1);
    apply({
      type: 'Failed',
      data: { deploymentId: 'd1', stage: 'candidate', code: 'not_mcp', reason: 'x', at: time(1) },
    });
    apply(setVariable);
    expect(variablesRestart(view, view.servers.get('s')!)).toBeNull();
  });

  test('a head of main without a request is missed, also when main points to an earlier commit again', () => {
    const { view, deploy } = deploymentHistory();
    expect(missesHead(view.ofServer('s'), 'x')).toBe(true);
    deploy(1, 'push', 'x');
    expect(missesHead(view.ofServer('s'), 'x')).toBe(false);
    deploy(2, 'push', 'y');
    expect(missesHead(view.ofServer('s'), 'x')).toBe(true);
    deploy(3, 'rollback', 'x');
    expect(missesHead(view.ofServer('s'), 'y')).toBe(false);
  });

  test('a live deployment may be built again while nothing newer is under way or has just failed', () => {
    const { view, deploy, built, promote, apply } = deploymentHistory();
    const may = (second: number) => mayNeedRebuild(view, view.servers.get('s')!, second * 1_000)?.id;
    expect(may(1)).toBeUndefined();
    deploy(1);
    built(1);
    promote(1);
    expect(may(1)).toBe('d1');
    deploy(2, 'manual', '1');
    expect(may(2)).toBeUndefined();
    apply({ type: 'Failed', data: { deploymentId: 'd2', stage: 'image', code: 'x', reason: 'x', at: time(3) } });
    expect([may(4), may(700)]).toEqual([undefined, 'd1']);
    apply({ type: 'ServerDisabled', data: { serverId: 's', actor, at: time(5) } });
    expect(may(700)).toBeUndefined();
  });

  test('the newest images are kept, and every image that is live', () => {
    const { view, deploy, built, promote } = deploymentHistory();
    for (const n of [1, 2, 3, 4]) {
      deploy(n);
      built(n);
    }
    promote(1);
    for (const n of [2, 3, 4]) view.get(`d${n}`)!.status = 'failed';
    expect(imagesToRemove(view.ofServer('s'), 2)).toEqual(['sha256:2']);
  });
});

test('the reason of a failure names the live deployment only where there is one', () => {
  const { view, deploy, promote } = deploymentHistory();
  const reason = 'It was lost. The live deployment stays live; deploy the commit again.';
  const shown = (text: string) => reasonFor(view, 's', text);
  expect(shown(reason)).toBe('It was lost. Deploy the commit again.');
  expect(shown('It was lost. The live deployment stays live. Look.')).toBe('It was lost. Look.');
  expect(shown('It was lost. The live deployment stays live.')).toBe('It was lost.');
  expect(shown('Nothing was built.')).toBe('Nothing was built.');
  deploy(1);
  promote(1);
  expect(shown(reason)).toBe(reason);
});
