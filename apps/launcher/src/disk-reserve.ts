import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { diskLimits } from '@toolyard/contracts';
import type { Log } from './processes/log.js';

const lookEveryMs = 2_000;
const chunkBytes = 1 << 20;

export interface DiskLimits {
  reserveBytes: number;
  releaseBelowBytes: number;
  acceptFromBytes: number;
}

/**
 * A file that holds space back. When users have filled the disk it is given up, so that the platform can still store
 * what it must; it is made again when there is room for it.
 */
export class DiskReserve {
  private readonly path: string;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly folder: string,
    private readonly log: Log,
    private readonly limits: DiskLimits = diskLimits,
  ) {
    this.path = join(folder, 'reserve');
  }

  start(): void {
    this.look();
    this.timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** Whether a program that ended for want of space would find some now. */
  get hasRoom(): boolean {
    return this.freeBytes() >= this.limits.releaseBelowBytes;
  }

  private look(): void {
    const free = this.freeBytes();
    const { reserveBytes, releaseBelowBytes, acceptFromBytes } = this.limits;
    if (existsSync(this.path)) {
      if (free >= releaseBelowBytes) return;
      rmSync(this.path, { force: true });
      this.log.warn(
        'the disk is full: the reserve was given up, and pushes and builds are refused until there is room',
      );
    } else if (free >= reserveBytes + 2 * acceptFromBytes) {
      this.make(reserveBytes);
    }
  }

  private freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Random bytes, so that a file system that compresses holds the space too. */
  private make(bytes: number): void {
    const next = `${this.path}.next`;
    const file = openSync(next, 'w', 0o600);
    try {
      for (let written = 0; written < bytes; written += chunkBytes) writeSync(file, randomBytes(chunkBytes));
      renameSync(next, this.path);
    } catch (error) {
      rmSync(next, { force: true });
      this.log.warn('the reserve could not be made', { error: (error as Error).message });
    } finally {
      closeSync(file);
    }
  }
}
