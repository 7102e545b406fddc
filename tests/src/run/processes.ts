import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

const running = new Set<ChildProcess>();
export const interrupt = new AbortController();

/** Passes a signal on to everything that runs. */
export function stopOnSignals(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      interrupt.abort();
      for (const child of running) signalGroup(child, 'SIGTERM');
    });
  }
}

export interface Command {
  args: string[];
  cwd: string;
  env: Record<string, string>;
  limitMs: number;
  /** Gets the standard output, and with `errors: 'file'` the standard error as well. */
  output: string;
  errors: 'file' | 'inherit';
}

/** Runs a script with this Node.js in a process group of its own. Answers its exit code, null after a signal. */
export function execute({ args, cwd, env, limitMs, output, errors }: Command): Promise<number | null> {
  const file = openSync(output, 'a');
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', file, errors === 'file' ? file : 'inherit'],
    detached: true,
  });
  closeSync(file);
  running.add(child);
  const limit = setTimeout(() => {
    console.log(`${args[0]} took longer than ${limitMs / 60_000} minutes and was stopped`);
    signalGroup(child, 'SIGKILL');
  }, limitMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      running.delete(child);
      // Processes that a test left behind.
      signalGroup(child, 'SIGKILL');
      resolve(code);
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
