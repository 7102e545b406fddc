import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export const segmentName = (n: number): string => `calls-${String(n).padStart(8, '0')}.log`;

export function segmentNumber(file: string): number | null {
  const found = /^calls-(\d{8,})\.log$/.exec(file);
  return found ? Number(found[1]) : null;
}

/** A place behind an entry of the log. */
export interface LogPosition {
  segment: number;
  offset: number;
}

/** One append-only file of the call log. Lines are gathered and written once per turn of the event loop. */
export class CallSegment {
  readonly path: string;
  /** Bytes appended so far, written or not. */
  bytes: number;
  /** Started calls whose end is not in the log yet and whose latest start line is here. */
  readonly open = new Map<string, string>();
  /** Ended calls of this file that are not acknowledged. */
  unacknowledged = 0;
  #fd: number | null;
  #pending: string[] = [];

  constructor(
    directory: string,
    readonly n: number,
    options: { bytes: number; writable: boolean },
  ) {
    this.path = join(directory, segmentName(n));
    this.bytes = options.bytes;
    this.#fd = options.writable ? openSync(this.path, 'a', 0o600) : null;
  }

  append(line: string): number {
    this.#pending.push(line);
    this.bytes += Buffer.byteLength(line);
    return this.bytes;
  }

  /** @throws when the disk refuses; the lines are then lost on disk but not in memory. */
  flush(): void {
    if (this.#pending.length === 0 || this.#fd === null) return;
    const text = this.#pending.join('');
    this.#pending = [];
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
  }

  seal(): void {
    this.flush();
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  remove(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    unlinkSync(this.path);
  }
}
