import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

const worthwhileBytes = 16 * 1024 * 1024;

/**
 * Gives the room of overwritten rows back to the disk, at start, when no request waits. Removing rows makes SQLite move
 * their neighbours and may leave copies behind, so the file is always rewritten afterwards, also when the process died
 * in between.
 */
export function compact(db: DatabaseSync, path: string, enoughBytes = worthwhileBytes): boolean {
  const erased = about(db, 'erasedBytes');
  if (erased >= enoughBytes && erased >= statSync(path).size / 4) {
    db.exec(
      `BEGIN IMMEDIATE;
       DELETE FROM events WHERE live = 0;
       INSERT OR REPLACE INTO about VALUES ('erasedBytes', '0'), ('rewrite', '1');
       COMMIT`,
    );
  }
  if (about(db, 'rewrite') === 0) return false;
  db.exec("VACUUM; DELETE FROM about WHERE name = 'rewrite'");
  return true;
}

/** Remembers how many bytes were overwritten, for `compact`. Runs inside the transaction that overwrites. */
export function countErased(db: DatabaseSync, bytes: number): void {
  db.prepare(
    `INSERT INTO about VALUES ('erasedBytes', ?)
     ON CONFLICT (name) DO UPDATE SET value = CAST(about.value AS INTEGER) + CAST(excluded.value AS INTEGER)`,
  ).run(String(bytes));
}

function about(db: DatabaseSync, name: string): number {
  const row = db.prepare('SELECT value FROM about WHERE name = ?').get(name) as { value: string } | undefined;
  return Number(row?.value ?? 0);
}
