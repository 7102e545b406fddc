import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { Problem } from '../problem.js';
import { Child, type ChildSpec } from './child.js';
import { LogFile } from './log-file.js';
import { gone, identify, isAlive, type ProcessIdentity } from './processes.js';

/** A program that is healthy once its file exists. */
const program = "require('fs').writeFileSync(process.env.MARK, ''); console.log('here'); setInterval(() => {}, 1000);";

describe('a kept process', () => {
  let folder: string;
  let child: Child | undefined;
  const spec = (script: string, more: Partial<ChildSpec> = {}): ChildSpec => ({
    name: 'program',
    command: process.execPath,
    args: ['-e', script],
    env: { ...process.env, MARK: join(folder, 'mark') },
    probe: async () => (existsSync(join(folder, 'mark')) ? null : 'no mark'),
    startWithinMs: 20_000,
    stopWithinMs: 5_000,
    pidFile: join(folder, 'program.json'),
    ...more,
  });
  const make = (of: ChildSpec): Child =>
    (child = new Child(of, new LogFile(join(folder, 'program.log')), { info() {}, warn() {} }, () => {}));
  const identity = () => JSON.parse(readFileSync(join(folder, 'program.json'), 'utf8')) as ProcessIdentity;

  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'toolyard-child-'))));
  afterEach(async () => {
    if (child && child.state !== 'stopped') await child.stop();
    child = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  test('is started again when it dies, and its new number is written down', async () => {
    await make(spec(program)).start();
    const first = identity();
    process.kill(first.pid, 'SIGKILL');
    await eventually(() => child?.restarts === 1 && child.state === 'healthy' && identity().pid !== first.pid);
    expect(isAlive(first)).toBe(false);
    expect(identity().pid).toBe(child?.pid);
  });

  test('is gone after stop, with its output kept and its pid file removed', async () => {
    await make(spec(program)).start();
    const process = identity();
    await eventually(() => readFileSync(join(folder, 'program.log'), 'utf8') === 'here\n');
    await child?.stop();
    expect(isAlive(process)).toBe(false);
    expect(existsSync(join(folder, 'program.json'))).toBe(false);
  });

  test('is killed when it does not stop in time', async () => {
    await make(spec(`process.on('SIGTERM', () => {}); ${program}`, { stopWithinMs: 200 })).start();
    const process = identity();
    await child?.stop();
    expect(isAlive(process)).toBe(false);
  });

  test('that answers but lacks something is left alone, and the start fails with what it lacks', async () => {
    await expect(make(spec('setInterval(() => {}, 1000)', { startWithinMs: 300 })).start()).rejects.toThrow(
      /not healthy within 0\.3 s \(no mark\)/,
    );
    expect(child?.restarts).toBe(0);
  });

  test('that says nothing for too long is killed and started again', async () => {
    const silent = make(
      spec(program, { startWithinMs: 300, probe: async () => Promise.reject(new Error('silence')) }),
    ).start();
    await expect(silent).rejects.toThrow(/silence/);
    await eventually(() => child !== undefined && child.restarts > 0);
  });

  test('that is alive is left alone while its probe, which waits for others, gets no answer', async () => {
    let probed = 0;
    const waiting = make(
      spec('setInterval(() => {}, 1000)', {
        startWithinMs: 300,
        probe: async () => Promise.reject(new Error(`silence ${(probed += 1)}`)),
        alive: async () => undefined,
      }),
    ).start();
    await expect(waiting).rejects.toThrow(/not healthy.*silence/);
    const asked = probed;
    await eventually(() => probed > asked + 10);
    expect(child?.restarts).toBe(0);
  });

  test('that ends at every start makes the start fail and says where to look', async () => {
    await expect(make(spec('process.exit(1)')).start()).rejects.toThrow(/program ended 5 times in a row.*program\.log/);
  });

  test('whose preparation is refused makes the start fail at once, with that sentence', async () => {
    const prepare = () => {
      throw new Problem('engine_failed', 'The network could not be guarded.');
    };
    await expect(make(spec(program, { prepare })).start()).rejects.toThrow('The network could not be guarded.');
  });

  test('ends with its parent even when that is killed', async () => {
    const parent = spawn(process.execPath, [fileURLToPath(new URL('../testing/parent.js', import.meta.url)), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const process_ = identity();
    parent.kill('SIGKILL');
    expect(await gone(process_, 10_000)).toBe(true);
  });

  test('a process number that another process has now is not mistaken for the child', () => {
    const me = identify(process.pid)!;
    expect(isAlive(me)).toBe(true);
    expect(isAlive({ ...me, startTicks: '1' })).toBe(false);
  });
});
