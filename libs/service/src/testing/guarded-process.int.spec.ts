import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startGuarded } from './guarded-process.js';
import { eventually } from '@toolyard/event-store/testing';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('an engine does not outlive the run that started it, not even when that is killed', async () => {
  const module = JSON.stringify(join(import.meta.dirname, 'guarded-process.js'));
  const script = `const { startGuarded } = await import(${module});
    console.log((await startGuarded('sleep', ['600'])).pid);`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await once(run.stdout, 'data')) as [Buffer];
  const engine = Number(printed.toString());
  expect(isRunning(engine)).toBe(true);
  run.kill('SIGKILL');
  await eventually(() => !isRunning(engine));
});

test('a line can be awaited before and after it is printed; the error of an early end holds all output', async () => {
  const running = await startGuarded('sh', ['-c', 'echo first; echo second >&2; exec sleep 600']);
  expect(await running.line((line) => line === 'second')).toBe('second');
  expect(await running.line((line) => line === 'first')).toBe('first');
  const never = running.line((line) => line === 'third');
  await Promise.all([expect(never).rejects.toThrow(/first[^]*second|second[^]*first/), running.kill()]);
});

test("the exit code is the process's own, and stopping twice is harmless", async () => {
  const running = await startGuarded('sh', ['-c', 'exit 7']);
  expect(await running.exited).toBe(7);
  await running.stop();
  await running.stop();
});
