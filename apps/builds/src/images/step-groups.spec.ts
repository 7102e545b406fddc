import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { StepGroups } from './step-groups.js';

const limits = { pids: 64, memoryBytes: 1 << 20, cpus: 1.5, concurrency: 3 };
let root: string;
let groups: StepGroups | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toolyard-groups-'));
});
afterEach(() => {
  groups?.close();
  rmSync(root, { recursive: true });
});

/** A setting, as the kernel offers it in every new group. */
function offer(...path: string[]): void {
  const file = join(root, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}
const value = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

describe('the control groups of steps', () => {
  test('have limits in version 1, those that exist and those that the engine makes', async () => {
    for (const controller of ['pids', 'memory', 'cpu']) mkdirSync(join(root, controller));
    offer('pids/engine/buildkit/pids.max');
    for (const file of ['pids.max', 'cgroup.procs']) offer('pids/engine/buildkit/first', file);
    writeFileSync(join(root, 'pids/engine/buildkit/first/cgroup.procs'), '7\n8\n');
    groups = new StepGroups('/engine', limits, root);
    groups.open();
    expect([value('pids/engine/buildkit/pids.max'), value('pids/engine/buildkit/first/pids.max')]).toEqual([
      '192',
      '64',
    ]);
    expect(groups.steps()).toEqual([[7, 8]]);
    expect(existsSync(join(root, 'memory/engine/buildkit'))).toBe(true);
  });

  test('have limits in version 2, and those of all builds together', () => {
    offer('cgroup.controllers');
    for (const file of ['cgroup.subtree_control', 'engine/cgroup.subtree_control']) offer(file);
    for (const file of ['pids.max', 'memory.max', 'cpu.weight']) offer('engine/buildkit', file);
    for (const file of ['pids.max', 'memory.max', 'cpu.max']) offer('engine/buildkit/step', file);
    groups = new StepGroups('/engine', limits, root);
    groups.open();
    const all = ['pids.max', 'memory.max', 'cpu.weight'].map((file) => value('engine/buildkit', file));
    expect(all).toEqual(['192', String(3 << 20), '25']);
    const step = ['pids.max', 'memory.max', 'cpu.max'].map((file) => value('engine/buildkit/step', file));
    expect(step).toEqual(['64', String(1 << 20), '150000 100000']);
    expect(value('engine/cgroup.subtree_control')).toBe('+pids +memory +cpu');
  });

  test('are limited when the engine makes them', async () => {
    mkdirSync(join(root, 'pids'));
    groups = new StepGroups('/engine', limits, root);
    groups.open();
    // A group of the kernel has its files when it appears, so a folder that is moved in has them as well.
    offer('prepared/pids.max');
    renameSync(join(root, 'prepared'), join(root, 'pids/engine/buildkit/later'));
    await eventually(() => value('pids/engine/buildkit/later/pids.max') === '64');
  });
});
