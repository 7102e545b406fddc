import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/**
 * Appends to a file and starts a new one when it grows past `maxBytes`; `keep` older ones stay as `.1`, `.2`, …
 * The launcher rotates, not the children, so that a child's dying words end up in the same file.
 */
export class LogFile {
  private fd: number | null;
  private bytes: number;

  constructor(
    readonly path: string,
    private readonly maxBytes = 10 << 20,
    private readonly keep = 3,
  ) {
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.fd = openSync(path, 'a', 0o600);
  }

  /** A full disk must not end the launcher: the line is lost, the platform goes on. */
  write(text: string): void {
    if (this.fd === null) return;
    try {
      if (this.bytes > 0 && this.bytes + text.length > this.maxBytes) this.rotate();
      this.bytes += writeSync(this.fd, text);
    } catch {}
  }

  /** Takes whole lines from a child's output, so that a rotation never cuts one. */
  collect(output: Readable): void {
    let rest = '';
    output.setEncoding('utf8');
    output.on('data', (text: string) => {
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) this.write(rest + text.slice(0, end));
      rest = end > 0 ? text.slice(end) : rest + text;
      // A child that never ends its line must not fill the launcher's memory.
      if (rest.length > 64 << 10) {
        this.write(rest);
        rest = '';
      }
    });
    output.on('end', () => rest && this.write(`${rest}\n`));
    output.on('error', () => {});
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  private rotate(): void {
    rmSync(`${this.path}.${this.keep}`, { force: true });
    for (let i = this.keep - 1; i >= 1; i--) {
      if (statSync(`${this.path}.${i}`, { throwIfNoEntry: false }))
        renameSync(`${this.path}.${i}`, `${this.path}.${i + 1}`);
    }
    renameSync(this.path, `${this.path}.1`);
    closeSync(this.fd!);
    this.fd = openSync(this.path, 'a', 0o600);
    this.bytes = 0;
  }
}
