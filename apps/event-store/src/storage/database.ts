import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { compact } from './compaction.js';

/** Waits so long for a previous server that is still stopping. */
const lockTimeoutMs = 5_000;

const schema = `
  CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS streams (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL,
    tombstoned INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    pos INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    rev INTEGER NOT NULL,
    live INTEGER NOT NULL,
    json INTEGER NOT NULL,
    created INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    meta BLOB NOT NULL,
    data BLOB NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS events_by_stream ON events (stream, rev);
`;

/** Format of the file; a server refuses a file of another one. */
export const databaseVersion = '1';

/** The database of this process, which alone writes to it. */
export interface OpenDatabase {
  db: DatabaseSync;
  /** Changes when the database is another one than before: created anew, or restored from a backup. */
  identity: string;
  close(): void;
}

/** Another process writes to this database. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';
  constructor(path: string) {
    super(
      `Another event store server is using ${path}. Nothing was changed; stop that server, or use another data folder.`,
    );
  }
}

/**
 * The operating system's lock on a file of its own. The kernel releases it however its owner ends, so there is no stale
 * lock to clean up, and the database itself stays readable for an online backup.
 */
export function lockDatabase(path: string, timeoutMs = lockTimeoutMs): () => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(`${path}.lock`, { timeout: timeoutMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === 5) throw new DatabaseInUse(path);
    throw error;
  }
  return () => lock.close();
}

/**
 * Opens the file for writing, and creates it, its tables and its identity when they are missing. Rows that were
 * overwritten leave the file first, when they are many.
 * @throws DatabaseInUse after 5 s when another process writes to it; Error when its format is another one
 */
export function openDatabase(path: string): OpenDatabase {
  const unlock = lockDatabase(path);
  try {
    const db = new DatabaseSync(path);
    configure(db);
    db.exec(schema);
    describe(db);
    compact(db, path);
    eraseFromLog(db);
    return {
      db,
      identity: identityOf(db),
      close() {
        db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * FULL: a commit returns only after its log is on the disk. `secure_delete`: what is freed is overwritten with zeros.
 */
export function configure(db: DatabaseSync): void {
  db.exec(
    `PRAGMA journal_mode = WAL;
     PRAGMA synchronous = FULL;
     PRAGMA secure_delete = ON;
     PRAGMA cache_size = -16000;
     PRAGMA mmap_size = 0`,
  );
}

function describe(db: DatabaseSync): void {
  const add = db.prepare('INSERT OR IGNORE INTO about (name, value) VALUES (?, ?)');
  add.run('version', databaseVersion);
  add.run('identity', randomUUID());
  const { value } = db.prepare("SELECT value FROM about WHERE name = 'version'").get() as { value: string };
  if (value !== databaseVersion) {
    throw new Error(
      `The event store's file has format ${value}; this version of Toolyard reads format ` +
        `${databaseVersion}. Nothing was changed; start the version that wrote it.`,
    );
  }
}

/** A UUID that the database has from its creation. */
export function identityOf(db: DatabaseSync): string {
  return (db.prepare("SELECT value FROM about WHERE name = 'identity'").get() as { value: string }).value;
}

/** Moves the write-ahead log into the database and empties it. False while another process reads an older state. */
export function eraseFromLog(db: DatabaseSync): boolean {
  const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
  return busy === 0;
}
