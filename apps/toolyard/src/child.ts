import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogFile } from './log-file.js';
import type { Log } from './log.js';
import { Problem } from './problem.js';
import { identify } from './processes.js';

export interface ChildSpec {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** Resolves when the child can do its work; rejects or hangs until then. Asked again and again. */
  probe: (signal: AbortSignal) => Promise<void>;
  /** How long a new process may take until its first answer. */
  startWithinMs: number;
  /** How long it may take to stop when asked, before it is killed. */
  stopWithinMs: number;
  /** Leaves behind who it is, so that a later launcher finds it if this one is killed. */
  pidFile: string;
  /** Put right what a killed predecessor left, before every start. */
  prepare?: () => Promise<void> | void;
}

export type ChildState = 'stopped' | 'starting' | 'healthy' | 'unhealthy' | 'waiting';

const firstDelayMs = 250;
const longestDelayMs = 15_000;
const calmAfterMs = 60_000;

/** Pause before the next start: none in a row doubles it, a minute of calm forgives. */
export function restartDelayMs(failuresInARow: number): number {
  return Math.min(firstDelayMs * 2 ** Math.max(0, failuresInARow - 1), longestDelayMs);
}

/** One process that is kept running until `stop`. */
export class Child {
  state: ChildState = 'stopped';
  restarts = 0;
  private process: ChildProcess | null = null;
  private exited: Promise<void> = Promise.resolve();
  private failures = 0;
  private startedAt = 0;
  private stopping = new AbortController();
  private keeping: Promise<void> = Promise.resolve();
  private healthy = Promise.withResolvers<void>();

  constructor(
    readonly spec: ChildSpec,
    private readonly output: LogFile,
    private readonly log: Log,
    private readonly onChange: () => void,
  ) {
    this.healthy.promise.catch(() => {});
  }

  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  /** Resolves at the first healthy answer; rejects when the first start fails for good. */
  start(): Promise<void> {
    this.keeping = this.keepRunning();
    return this.healthy.promise;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.signal('SIGTERM');
    const insist = setTimeout(() => {
      this.log.warn(`${this.spec.name} did not stop within ${this.spec.stopWithinMs} ms and is killed`, { child: this.spec.name });
      this.signal('SIGKILL');
    }, this.spec.stopWithinMs);
    await this.keeping;
    clearTimeout(insist);
    this.become('stopped');
    this.output.close();
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.spec.prepare?.();
        if (signal.aborted) return;
        this.spawn();
        const watching = this.watch();
        await this.exited;
        await watching;
      } catch (error) {
        this.log.warn(`${this.spec.name} could not be started: ${(error as Error).message}`, { child: this.spec.name });
      }
      rmSync(this.spec.pidFile, { force: true });
      if (signal.aborted) return;
      this.failures = Date.now() - this.startedAt > calmAfterMs ? 1 : this.failures + 1;
      this.restarts++;
      this.become('waiting');
      if (this.failures >= 5) this.healthy.reject(new Problem('not_healthy', `${this.spec.name} ended ${this.failures} times in a row. Why is at the end of ${this.output.path}.`));
      await delay(restartDelayMs(this.failures), undefined, { signal }).catch(() => {});
    }
  }

  private spawn(): void {
    // A process group of its own: Ctrl-C in the terminal reaches the launcher alone, which then stops all in order.
    const [command, ...args] = boundToParent([this.spec.command, ...this.spec.args]);
    const process = spawn(command!, args, { env: this.spec.env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.process = process;
    this.startedAt = Date.now();
    this.become('starting');
    this.output.collect(process.stdout);
    this.output.collect(process.stderr);
    process.stdin.on('error', () => {});
    if (process.pid) writeFileSync(this.spec.pidFile, JSON.stringify(identify(process.pid)), { mode: 0o600 });
    this.exited = new Promise<void>((resolve) => {
      process.once('error', (error) => {
        this.output.write(`${error.message}\n`);
        resolve();
      });
      process.once('exit', (code, signal) => {
        if (!this.stopping.signal.aborted) this.log.warn(`${this.spec.name} ended by itself`, { child: this.spec.name, pid: process.pid, code, signal });
        resolve();
      });
    }).then(() => {
      this.process = null;
    });
  }

  /** Polls fast until the first answer, then now and then; a child that never answers is ended and so started again. */
  private async watch(): Promise<void> {
    const process = this.process;
    const startedAt = this.startedAt;
    let answered = false;
    while (this.process === process && !this.stopping.signal.aborted) {
      const ok = await this.answers();
      if (this.process !== process || this.stopping.signal.aborted) return;
      if (ok) {
        answered = true;
        this.healthy.resolve();
      } else if (!answered && Date.now() - startedAt > this.spec.startWithinMs) {
        this.log.warn(`${this.spec.name} did not answer within ${this.spec.startWithinMs} ms and is started again`, { child: this.spec.name });
        process?.kill('SIGKILL');
        return;
      }
      if (answered) this.become(ok ? 'healthy' : 'unhealthy');
      await Promise.race([delay(answered ? 5_000 : 60, undefined, { signal: this.stopping.signal }).catch(() => {}), this.exited]);
    }
  }

  private async answers(): Promise<boolean> {
    try {
      await this.spec.probe(AbortSignal.any([AbortSignal.timeout(4_000), this.stopping.signal]));
      return true;
    } catch {
      return false;
    }
  }

  private signal(name: NodeJS.Signals): void {
    if (this.process?.exitCode === null && this.process.signalCode === null) this.process.kill(name);
  }

  private become(state: ChildState): void {
    if (this.state === state) return;
    this.state = state;
    this.log.info(`${this.spec.name} is ${state}`, { child: this.spec.name, pid: this.pid, restarts: this.restarts });
    this.onChange();
  }
}

/**
 * A launcher killed with SIGKILL can stop nothing. Its Node children see their standard input end; for engines that watch nothing, the
 * kernel is asked to end them with their parent (prctl(2), PR_SET_PDEATHSIG).
 */
function boundToParent(command: string[]): string[] {
  return existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM', '--', ...command] : command;
}
