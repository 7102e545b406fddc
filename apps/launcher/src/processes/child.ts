import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogFile } from './log-file.js';
import type { Log } from './log.js';
import { Problem } from '../problem.js';
import { identify } from './processes.js';

export interface ChildSpec {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  /**
   * Null when the child can do its work, else what it lacks; rejects when it does not answer. Asked again and again.
   */
  probe: (signal: AbortSignal) => Promise<string | null>;
  /**
   * Rejects when the child does not answer; asked when `probe` gets no answer, which may be the fault of what the child
   * itself waits for.
   * @default none: silence of `probe` is silence of the child
   */
  alive?: (signal: AbortSignal) => Promise<void>;
  /**
   * When a child that is alive but lacks something is helped by a new start: after `afterMs` of failures, if it was
   * healthy before, else after `startWithinMs`.
   */
  restartFailing?: { afterMs: number; when: () => boolean };
  /** How long a new process may take until it is healthy, and how long any may be silent. */
  startWithinMs: number;
  /** How long it may take to stop when asked, before it is killed. */
  stopWithinMs: number;
  /** Leaves behind who it is, so that a later launcher finds it if this one is killed. */
  pidFile: string;
  /** Put right what a killed predecessor left, before every start. */
  prepare?: () => Promise<void> | void;
}

type ChildState = 'stopped' | 'starting' | 'healthy' | 'unhealthy' | 'waiting';

const firstDelayMs = 250;
const longestDelayMs = 15_000;
const calmAfterMs = 60_000;
const startPollMs = 60;
const calmPollMs = 5_000;

/** Pause before the next start: none in a row doubles it, a minute of calm forgives. */
export function restartDelayMs(failuresInARow: number): number {
  return Math.min(firstDelayMs * 2 ** Math.max(0, failuresInARow - 1), longestDelayMs);
}

/**
 * One process that is kept running: it is started again with a growing pause when it ends, and replaced when it says
 * nothing for too long, until {@link Child.stop}.
 */
export class Child {
  state: ChildState = 'stopped';
  restarts = 0;
  private process: ChildProcess | null = null;
  private exited: Promise<void> = Promise.resolve();
  private failures = 0;
  private lastFailure = '';
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
      this.log.warn(`${this.spec.name} did not stop within ${this.spec.stopWithinMs} ms and is killed`, {
        child: this.spec.name,
      });
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
        if (error instanceof Problem) this.healthy.reject(error);
      }
      rmSync(this.spec.pidFile, { force: true });
      if (signal.aborted) return;
      this.failures = Date.now() - this.startedAt > calmAfterMs ? 1 : this.failures + 1;
      this.restarts++;
      this.become('waiting');
      if (this.failures >= 5)
        this.healthy.reject(
          new Problem(
            'not_healthy',
            `${this.spec.name} ended ${this.failures} times in a row. Why is at the end of ${this.output.path}.`,
          ),
        );
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
    this.writePidFile(process.pid);
    this.exited = new Promise<void>((resolve) => {
      process.once('error', (error) => {
        this.output.write(`${error.message}\n`);
        resolve();
      });
      process.once('exit', (code, signal) => {
        if (!this.stopping.signal.aborted)
          this.log.warn(`${this.spec.name} ended without being stopped`, {
            child: this.spec.name,
            pid: process.pid,
            code,
            signal,
          });
        resolve();
      });
    }).then(() => {
      this.process = null;
    });
  }

  /** Best effort: on a full disk a child without pid file is better than none. */
  private writePidFile(pid: number | undefined): void {
    try {
      if (pid) writeFileSync(this.spec.pidFile, JSON.stringify(identify(pid)), { mode: 0o600 });
    } catch (error) {
      this.log.warn(`the pid file of ${this.spec.name} could not be written: ${(error as Error).message}`, {
        child: this.spec.name,
      });
    }
  }

  /**
   * Polls fast until it is healthy, then now and then. One that says nothing for long hangs, and is ended and so
   * started again.
   */
  private async watch(): Promise<void> {
    const { process, startedAt } = this;
    const { name, startWithinMs, restartFailing } = this.spec;
    let lastWord = startedAt;
    let wasHealthy = false;
    let healthyUntil = startedAt;
    while (this.process === process && !this.stopping.signal.aborted) {
      const answer = await this.ask();
      if (this.process !== process || this.stopping.signal.aborted) return;
      if (answer !== 'silent') lastWord = Date.now();
      if (answer === 'healthy') {
        this.healthy.resolve();
        wasHealthy = true;
        healthyUntil = Date.now();
      }
      if (answer !== 'healthy' && Date.now() - startedAt > startWithinMs) {
        this.healthy.reject(
          new Problem(
            'not_healthy',
            `${name} was not healthy within ${startWithinMs / 1_000} s (${this.lastFailure}). ` +
              `Its log is ${this.output.path}.`,
          ),
        );
      }
      const patienceMs = wasHealthy ? (restartFailing?.afterMs ?? Infinity) : startWithinMs;
      const helpless = Date.now() - healthyUntil > patienceMs && restartFailing?.when() === true;
      if (helpless || Date.now() - lastWord > startWithinMs) {
        const why = helpless ? 'does not recover' : `said nothing for ${startWithinMs} ms`;
        this.log.warn(`${name} ${why} and is started again`, { child: name, failure: this.lastFailure });
        process?.kill('SIGKILL');
        return;
      }
      if (this.state !== 'starting' || answer === 'healthy')
        this.become(answer === 'healthy' ? 'healthy' : 'unhealthy');
      const pause = this.state === 'healthy' ? calmPollMs : startPollMs;
      await Promise.race([delay(pause, undefined, { signal: this.stopping.signal }).catch(() => {}), this.exited]);
    }
  }

  private async ask(): Promise<'healthy' | 'failing' | 'silent'> {
    const limit = () => AbortSignal.any([AbortSignal.timeout(4_000), this.stopping.signal]);
    try {
      const failure = await this.spec.probe(limit());
      if (failure === null) return 'healthy';
      this.lastFailure = failure;
      return 'failing';
    } catch (error) {
      this.lastFailure = (error as Error).message;
    }
    if (!this.spec.alive) return 'silent';
    return this.spec.alive(limit()).then(
      () => 'failing',
      () => 'silent',
    );
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
 * A launcher killed with SIGKILL can stop nothing. Its Node children see their standard input end; for engines that
 * watch nothing, the kernel is asked to end them with their parent (prctl(2), PR_SET_PDEATHSIG).
 */
function boundToParent(command: string[]): string[] {
  return existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM', '--', ...command] : command;
}
