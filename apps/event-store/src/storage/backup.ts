import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { configure, databaseVersion, identityOf, lockDatabase } from './database.js';
import { EventLog } from './event-log.js';

/** What to do cannot be done with these files; nothing was changed. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

interface BackupReport {
  events: number;
  streams: number;
  identity: string;
}

/**
 * Copies the database as it is at one moment, while a server may go on writing to it. The copy is compact, checked and
 * on the disk when this returns; it appears under its name only then.
 */
export function backUp(database: string, to: string): BackupReport {
  if (!existsSync(database))
    throw new BackupRefused(
      `There is no event store at ${database}. Nothing was copied; give the path of its events.db.`,
    );
  if (existsSync(to)) throw new BackupRefused(`${to} exists already. Nothing was copied; give a new name.`);
  const partial = partialName(to);
  mkdirSync(dirname(resolve(to)), { recursive: true });
  try {
    copyInto(database, partial);
    const report = check(partial, 'The copy');
    publish(partial, to);
    return report;
  } finally {
    rmSync(partial, { force: true });
  }
}

/**
 * Puts a backup in the place of a database that no server uses. The replaced one is kept beside it. Streams that were
 * deleted for good since the backup are deleted from what is restored as well, so that no data key comes back to life.
 */
export function restore(from: string, database: string): BackupReport & { replaced: string | null } {
  if (!existsSync(from)) throw new BackupRefused(`There is no backup at ${from}. Nothing was restored.`);
  const unlock = lockDatabase(resolve(database), 500);
  const partial = partialName(database);
  try {
    check(from, 'The backup');
    copyInto(from, partial);
    adopt(partial, existsSync(database) ? tombstonedStreams(database) : []);
    const report = check(partial, 'The restored database');
    const replaced = existsSync(database)
      ? `${database}.replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
      : null;
    if (replaced) renameSync(database, replaced);
    publish(partial, database);
    return { ...report, replaced };
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(partial + suffix, { force: true });
    unlock();
  }
}

/** In the same folder, so that the last step is a rename. */
const partialName = (path: string): string =>
  join(dirname(resolve(path)), `.${basename(path)}.${randomUUID()}.partial`);

function copyInto(database: string, to: string): void {
  const db = new DatabaseSync(database, { timeout: 5_000 });
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

function check(path: string, what: string): BackupReport {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const { integrity_check: found } = db.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string };
    if (found !== 'ok') throw new Error(found);
    const { value: version } = db.prepare("SELECT value FROM about WHERE name = 'version'").get() as { value: string };
    if (version !== databaseVersion) throw new Error(`it has format ${version}, not ${databaseVersion}`);
    const counted = db
      .prepare(
        'SELECT (SELECT count(*) FROM events WHERE live = 1) AS events, (SELECT count(*) FROM streams) AS streams',
      )
      .get() as { events: number; streams: number };
    return { events: counted.events, streams: counted.streams, identity: identityOf(db) };
  } catch (cause) {
    throw new BackupRefused(
      `${what} ${path} is not a sound event store database: ${(cause as Error).message}. Nothing was put ` +
        'in place; use another one.',
      { cause },
    );
  } finally {
    db?.close();
  }
}

/** A restored database is another database: checkpoints taken of the former one may lie behind its end. */
function adopt(path: string, tombstoned: string[]): void {
  const db = new DatabaseSync(path);
  try {
    configure(db);
    db.exec('BEGIN IMMEDIATE');
    const log = new EventLog(db);
    for (const stream of tombstoned) log.tombstone(stream, 'any', Date.now());
    db.prepare("UPDATE about SET value = ? WHERE name = 'identity'").run(randomUUID());
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

/** Also moves the write-ahead log into the file, as its last user: the file is complete when it is renamed. */
function tombstonedStreams(database: string): string[] {
  const db = new DatabaseSync(database);
  try {
    return (db.prepare('SELECT name FROM streams WHERE tombstoned = 1').all() as { name: string }[]).map(
      ({ name }) => name,
    );
  } catch (cause) {
    throw new BackupRefused(
      `${database} cannot be read, so it is unknown which streams were deleted since the backup. Nothing ` +
        'was restored; move that file away to restore all the same.',
      { cause },
    );
  } finally {
    db.close();
  }
}

function publish(partial: string, path: string): void {
  sync(partial);
  renameSync(partial, path);
  sync(dirname(resolve(path)));
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
