import { closeSync, fdatasync, fsyncSync, openSync, write } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CallInProgress } from '@toolyard/contracts';

const writing = promisify(write);
const syncing = promisify(fdatasync);

export const segmentName = (n: number): string => `calls-${String(n).padStart(8, '0')}.log`;

export function segmentNumber(file: string): number | null {
  const found = /^calls-(\d{8,})\.log$/.exec(file);
  return found ? Number(found[1]) : null;
}

/** The end of an entry of the log. */
export interface LogPosition {
  segment: number;
  offset: number;
}

/** One append-only file of the call log. */
export class CallSegment {
  readonly path: string;
  /** Calls in progress whose latest start line is in this file. */
  readonly open = new Map<string, CallInProgress>();
  /** Ended calls of this file that are not acknowledged. */
  unacknowledged = 0;
  /** Size of the file. */
  bytes: number;
  #fd: number | null;
  #named = false;

  constructor(
    directory: string,
    readonly n: number,
    /** Size of an existing file; null for a new one. */
    bytes: number | null,
  ) {
    this.path = join(directory, segmentName(n));
    this.bytes = bytes ?? 0;
    this.#fd = bytes === null ? openSync(this.path, 'a', 0o600) : null;
  }

  /** Asynchronous, because even an append waits on a busy disk. @throws when the disk cannot be written */
  async append(bytes: Buffer): Promise<void> {
    if (this.#fd === null) throw new Error('The segment is closed.');
    this.bytes += bytes.length;
    for (let at = 0; at < bytes.length;) at += (await writing(this.#fd, bytes, at)).bytesWritten;
  }

  /** Resolves when the file is on the medium, for the first time with its name in the directory. */
  async sync(): Promise<void> {
    if (this.#fd === null) return;
    await syncing(this.#fd);
    if (!this.#named) syncDirectory(dirname(this.path));
    this.#named = true;
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  /** Asynchronous, because removing a file of several megabytes would block the event loop noticeably. */
  async remove(): Promise<void> {
    this.close();
    await unlink(this.path).catch(() => undefined);
  }
}

function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
