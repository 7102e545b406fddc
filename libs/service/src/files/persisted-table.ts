import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';

/**
 * Keeps the rows of a table in memory on disk as well, as one JSON array, so that the next start has them while their
 * source cannot be read. The table never depends on it: what cannot be written is written with the next change.
 */
export class PersistedTable<Row> {
  private saving: Promise<void> = Promise.resolve();
  private isDue = false;

  /**
   * @param rows what to write, asked for at the moment of writing
   * @param delayMs changes within this time are one write
   */
  constructor(
    private readonly path: string,
    private readonly rows: () => Iterable<Row>,
    private readonly delayMs = 0,
  ) {}

  /** The rows of the last write; none, and a new folder, when the file is missing or damaged. */
  load(): Row[] {
    try {
      const rows: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      return Array.isArray(rows) ? (rows as Row[]) : [];
    } catch {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      return [];
    }
  }

  /** Writes the table soon. Readers see the old file or the new one, never a part of one. */
  save(): void {
    if (this.isDue) return;
    this.isDue = true;
    this.saving = this.saving.then(() => this.write());
  }

  /** Resolves when the latest change is on disk, or could not be written. */
  saved(): Promise<void> {
    return this.saving;
  }

  private async write(): Promise<void> {
    if (this.delayMs > 0) await pause(this.delayMs);
    this.isDue = false;
    try {
      await writeFileAtomic(this.path, JSON.stringify([...this.rows()]), { mode: 0o600 });
    } catch {
      // The next change tries again.
    }
  }
}
