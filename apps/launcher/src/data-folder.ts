import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { closeToOthers } from './close-to-others.js';
import { Problem } from './problem.js';
import { identify, isAlive, type ProcessIdentity } from './processes/processes.js';

/** What `toolyard.json` holds while a platform runs: how scripts and people reach it. */
export interface PlatformFile {
  url: string;
  adminToken: string;
  /** Makes the first admin; here until there is one. */
  setupUrl?: string;
  pid: number;
  services: Record<string, { pid: number | null; url: string }>;
  /** Engines started or used by this platform; `pid` is null for one that this platform did not start. */
  engines: Record<string, { pid: number | null; url: string }>;
}

const neededBytes = 1 << 30;

/** Everything a platform keeps, in one folder that only its owner can read. */
export class DataFolder {
  readonly logs: string;
  /** Pid files of what runs now. */
  readonly run: string;
  readonly platformFile: string;
  private readonly launcherFile: string;
  /** Short id on every container, network and image of this platform. */
  readonly instance: string;
  readonly adminToken: string;
  readonly serviceKey: string;
  private lock: DatabaseSync | null = null;

  private constructor(readonly path: string) {
    this.logs = join(path, 'logs');
    this.run = join(path, 'run');
    this.platformFile = join(path, 'toolyard.json');
    this.launcherFile = join(this.run, 'launcher');
    for (const folder of [path, this.logs, this.run, join(path, 'keys')])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeToOthers(path);
    this.instance = this.keep('instance', () => randomBytes(4).toString('hex'));
    this.adminToken = this.keep('keys/admin-token', () => `ty_${randomBytes(24).toString('base64url')}`);
    this.serviceKey = this.keep('keys/service-key', () => randomBytes(32).toString('base64'));
  }

  /** Opens the folder, making it at first, and fails with a sentence when it cannot be used. Takes no lock. */
  static open(path: string): DataFolder {
    try {
      return new DataFolder(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC') throw noDisk(path, error);
      throw new Problem(
        'data_folder',
        `The data folder ${path} cannot be used (${code ?? (error as Error).message}). ` +
          'Make it writable for you, or choose another with --data DIR.',
        {
          cause: error,
        },
      );
    }
  }

  static exists(path: string): boolean {
    return existsSync(join(path, 'instance'));
  }

  /**
   * One launcher a folder. An SQLite lock is a lock of the operating system: it ends with its process, however that
   * ends, so there is no stale lock to judge.
   */
  take(): void {
    const lock = new DatabaseSync(join(this.run, 'lock'), { timeout: 0 });
    try {
      lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    } catch (error) {
      lock.close();
      if (!/locked/.test((error as Error).message))
        throw new Problem(
          'data_folder',
          `The data folder ${this.path} cannot be locked: ${(error as Error).message}.`,
          { cause: error },
        );
      const running = this.readPlatformFile();
      throw new Problem(
        'already_running',
        running
          ? `A platform with this data folder already runs at ${running.url} (process ${running.pid}). ` +
              'Stop it with tools/down, or choose another folder with --data DIR and another --port.'
          : `The data folder ${this.path} is used by another tools/up that is starting or stopping. ` +
              'Wait a moment, or choose another with --data DIR.',
        { cause: error },
      );
    }
    this.lock = lock;
    writeFileSync(this.launcherFile, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  }

  /** The launcher that has this folder; null when none has, or the one that had was killed. */
  launcher(): ProcessIdentity | null {
    try {
      const launcher = JSON.parse(readFileSync(this.launcherFile, 'utf8')) as ProcessIdentity;
      return isAlive(launcher) ? launcher : null;
    } catch {
      return null;
    }
  }

  release(): void {
    rmSync(this.launcherFile, { force: true });
    this.lock?.close();
    this.lock = null;
  }

  /** Asked before the folder is made, so that nothing is left of a start that cannot succeed. */
  static checkDisk(path: string): void {
    let existing = path;
    while (!existsSync(existing)) existing = dirname(existing);
    const { bavail, bsize } = statfsSync(existing);
    if (bavail * bsize < neededBytes) throw noDisk(path);
  }

  /** A random token that stays the same over restarts. */
  secret(name: string): string {
    return this.keep(`keys/${name}`, () => randomBytes(24).toString('base64url'));
  }

  readPlatformFile(): PlatformFile | null {
    try {
      return JSON.parse(readFileSync(this.platformFile, 'utf8')) as PlatformFile;
    } catch {
      return null;
    }
  }

  /** Readers see the old file or the new one, never half of one. */
  writePlatformFile(content: PlatformFile): void {
    const next = `${this.platformFile}.next`;
    writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    renameSync(next, this.platformFile);
  }

  removePlatformFile(): void {
    rmSync(this.platformFile, { force: true });
  }

  private keep(name: string, make: () => string): string {
    const path = join(this.path, name);
    if (!existsSync(path)) {
      writeFileSync(`${path}.next`, `${make()}\n`, { mode: 0o600, flush: true });
      renameSync(`${path}.next`, path);
    }
    return readFileSync(path, 'utf8').trim();
  }
}

function noDisk(path: string, cause?: unknown): Problem {
  return new Problem(
    'no_disk',
    `There is less than 1 GiB free for the data folder ${path}. ` +
      'Free some space, or choose a folder on another disk with --data DIR.',
    { cause },
  );
}
