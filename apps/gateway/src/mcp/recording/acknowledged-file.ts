import { closeSync, existsSync, openSync, readFileSync, write, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { LogPosition } from './call-segment.js';

const writeAt = promisify(write) as (fd: number, text: string, position: number) => Promise<unknown>;
/** Fixed, so that one write in place replaces the whole position. */
const width = 48;

/** The file with the position up to which the call log is acknowledged. */
export class AcknowledgedFile {
  readonly #fd: number;
  #latest: LogPosition | null = null;
  #saving: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(
    path: string,
    /** The position that an earlier process left. */
    readonly initial: LogPosition,
    private readonly onFailed: (error: unknown) => void,
  ) {
    this.#fd = openSync(path, 'r+');
  }

  static open(path: string, onFailed: (error: unknown) => void): AcknowledgedFile {
    if (!existsSync(path)) writeFileSync(path, '', { mode: 0o600 });
    const [segment, offset] = readFileSync(path, 'utf8').trim().split(' ').map(Number);
    return new AcknowledgedFile(path, { segment: segment || 0, offset: offset || 0 }, onFailed);
  }

  /** Writes the position, or after the write in progress the latest one. */
  save(position: LogPosition): void {
    const idle = this.#latest === null;
    this.#latest = position;
    if (idle) this.#saving = this.#save();
  }

  async close(): Promise<void> {
    await this.#saving;
    if (!this.#closed) closeSync(this.#fd);
    this.#closed = true;
  }

  async #save(): Promise<void> {
    try {
      for (let position = this.#latest; position; position = position === this.#latest ? null : this.#latest)
        await writeAt(this.#fd, `${position.segment} ${position.offset}`.padEnd(width), 0);
    } catch (error) {
      this.onFailed(error);
    }
    this.#latest = null;
  }
}
