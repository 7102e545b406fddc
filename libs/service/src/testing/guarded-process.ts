import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface GuardedProcess {
  readonly pid: number;
  /** Everything printed so far on both streams, as lines. */
  readonly output: string[];
  readonly exited: Promise<number | null>;
  /** Resolves with the first line, printed before or later, for which `matches` answers true. */
  line(matches: (line: string) => boolean, timeoutMs?: number): Promise<string>;
  /** Asks it to end and waits; insists after ten seconds. */
  stop(): Promise<void>;
  /** SIGKILL, then waits. */
  kill(): Promise<void>;
}

/**
 * The shell holds a pipe to the test. When the test goes away, however it dies, the pipe closes and the shell kills the
 * process, so no engine outlives the run that started it.
 */
const guard = `exec 3<&0
"$@" </dev/null &
child=$!
echo "guarded:$child"
(cat <&3 >/dev/null; kill -KILL $child 2>/dev/null) >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait $child
code=$?
kill $watch 2>/dev/null
exit $code`;

/** Only the end of a test that would hang: on a busy machine a Node process needs 20 s to start. */
const printedWithinMs = 45_000;
const stopTimeoutMs = 10_000;
const lastWordsMs = 500;

export async function startGuarded(
  command: string,
  args: string[],
  options: { env?: Record<string, string | undefined>; cwd?: string } = {},
): Promise<GuardedProcess> {
  const shell = spawn('/bin/sh', ['-c', guard, 'guard', command, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
  });
  const output: string[] = [];
  const watchers = new Set<(line: string) => void>();
  let announce: (pid: number) => void = () => undefined;
  const announced = new Promise<number>((resolve) => (announce = resolve));
  const exited = collect(shell, (line) => {
    if (line.startsWith('guarded:')) return announce(Number(line.slice('guarded:'.length)));
    output.push(line);
    for (const watcher of watchers) watcher(line);
  });
  const pid = await announced;
  let ended = false;
  void exited.then(() => (ended = true));

  function signal(name: NodeJS.Signals): void {
    if (ended) return;
    try {
      process.kill(pid, name);
    } catch {
      // It has ended in the meantime.
    }
  }

  return {
    pid,
    output,
    exited,
    line: (matches, timeoutMs = printedWithinMs) =>
      new Promise((resolve, reject) => {
        const printed = output.find(matches);
        if (printed !== undefined) return resolve(printed);
        const give = (error: Error) => {
          settle();
          reject(error);
        };
        const timer = setTimeout(
          () => give(new Error(`${command} did not print what was waited for. It printed:\n${output.join('\n')}`)),
          timeoutMs,
        );
        void exited.then((code) => give(new Error(`${command} ended with ${code}. It printed:\n${output.join('\n')}`)));
        watchers.add(watcher);
        function watcher(line: string): void {
          if (!matches(line)) return;
          settle();
          resolve(line);
        }
        function settle(): void {
          clearTimeout(timer);
          watchers.delete(watcher);
        }
      }),
    stop: async () => {
      signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), stopTimeoutMs);
      await exited;
      clearTimeout(timer);
    },
    kill: async () => {
      signal('SIGKILL');
      await exited;
    },
  };
}

async function collect(shell: ChildProcess, onLine: (line: string) => void): Promise<number | null> {
  for (const stream of [shell.stdout, shell.stderr]) createInterface({ input: stream! }).on('line', onLine);
  const closed = once(shell, 'close');
  const [code] = (await once(shell, 'exit')) as [number | null];
  // What it printed last still arrives; a grandchild that holds the pipe open is not waited for.
  await Promise.race([closed, sleep(lastWordsMs, undefined, { ref: false })]);
  return code;
}
