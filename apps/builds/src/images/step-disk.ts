import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { StepGroups } from './step-groups.js';

const run = promisify(execFile);
const measureEveryMs = 2_000;
const measureWithinMs = 30_000;
/** A step is asked again only after ten times as long as measuring took. */
const restFactor = 10;

export interface DiskLimits {
  /** What one step of a build may write. */
  stepBytes: number;
  /** With less than this free, every build is stopped, so that the platform can still store what it must. */
  freeBytes: number;
}

/** Ends steps of builds that write too much. The engine has no quota on the file systems that are common. */
export class StepDisk {
  private readonly stopping = new AbortController();
  /** When steps were ended; milliseconds since the epoch. */
  private ended: number[] = [];

  /**
   * @param root folder of the engine's data
   * @param onFull called when the disk is nearly full
   */
  constructor(
    private readonly groups: StepGroups,
    private readonly root: string,
    private readonly limits: DiskLimits,
    private readonly onFull: () => void,
  ) {
    void this.measureAgain();
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Whether a step was ended for what it wrote, since then. */
  endedSince(at: number): boolean {
    return this.ended.some((one) => one >= at);
  }

  private async measureAgain(): Promise<void> {
    const { signal } = this.stopping;
    for (let restMs = measureEveryMs; !signal.aborted;) {
      await pause(restMs, undefined, { signal, ref: false }).catch(() => undefined);
      const started = Date.now();
      await this.measure();
      restMs = Math.max(measureEveryMs, (Date.now() - started) * restFactor);
    }
  }

  private async measure(): Promise<void> {
    const { bavail, bsize } = await statfs(this.root).catch(() => ({ bavail: Infinity, bsize: 1 }));
    if (bavail * bsize < this.limits.freeBytes) this.onFull();
    for (const pids of this.groups.steps()) {
      const written = upperFolder(pids, this.root);
      if (written !== null && (await bytesIn(written)) > this.limits.stepBytes) this.end(pids);
    }
  }

  /** The first process of a step is number 1 of its namespace: all others end with it. */
  private end(pids: number[]): void {
    this.ended = [...this.ended.slice(-100), Date.now()];
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}

/**
 * The folder of an overlay mount (overlayfs) that takes what a step writes; null when none of its processes shows it.
 */
function upperFolder(pids: number[], root: string): string | null {
  for (const pid of pids) {
    try {
      const mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n');
      const upper = /[ ,]upperdir=([^,\s]+)/.exec(mounts.find((line) => line.split(' ')[4] === '/') ?? '')?.[1];
      if (upper) return isAbsolute(upper) ? upper : join(root, 'overlay2', upper);
    } catch {
      // It has ended.
    }
  }
  return null;
}

/** What the files of a folder take on the disk. */
async function bytesIn(folder: string): Promise<number> {
  // `du` ends with 1 when files go while it counts; what it counted is right all the same.
  const counted = await run('du', ['-sxk', folder], { timeout: measureWithinMs }).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  return Number.parseInt(counted.stdout, 10) * 1_024 || 0;
}
