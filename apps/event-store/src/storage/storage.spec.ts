import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Committer, DiskFull } from './committer.js';
import { compact } from './compaction.js';
import { DatabaseInUse, lockDatabase, openDatabase, type OpenDatabase } from './database.js';
import { EventLog, type ProposedEvent } from './event-log.js';
import { EventReader } from './event-reader.js';
import { RecentIds } from './recent-ids.js';

let folder: string;
let path: string;
let database: OpenDatabase;
const event = (bytes = 10): ProposedEvent => ({
  id: randomUUID(),
  type: 'Happened',
  json: true,
  metadata: Buffer.alloc(0),
  data: Buffer.alloc(bytes, 65),
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-storage-'));
  path = join(folder, 'events.db');
  database = openDatabase(path);
});
afterEach(() => {
  if (database.db.isOpen) database.close();
  rmSync(folder, { recursive: true, force: true });
});

const pragma = (name: string): unknown => Object.values(database.db.prepare(`PRAGMA ${name}`).get()!)[0];

describe('the database file', () => {
  test('a commit is on the disk before it is acknowledged, and freed content is overwritten', () => {
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('secure_delete')]).toEqual(['wal', 2, 1]);
  });

  test('it has one owner at a time', () => {
    expect(() => lockDatabase(path, 50)).toThrow(DatabaseInUse);
    database.close();
    lockDatabase(path, 50)();
    database = openDatabase(path);
  });

  test('a file of another format is left alone', () => {
    database.db.exec("UPDATE about SET value = '99' WHERE name = 'version'");
    database.close();
    expect(() => openDatabase(path)).toThrow(/format 99/);
  });

  test('room of erased events is given back at start, and what lives stays', () => {
    const log = new EventLog(database.db);
    log.append('keep-1', 'any', [event(1_000)], 1);
    for (let n = 0; n < 20; n++) log.append(`drop-${n}`, 'any', [event(50_000)], 1);
    log.append('keep-2', 'any', [event(1_000)], 1);
    for (let n = 0; n < 20; n++) log.tombstone(`drop-${n}`, 'any', 1);
    database.close();
    const before = statSync(path).size;
    database = openDatabase(path);
    expect(compact(database.db, path, 2_000_000)).toBe(false);
    expect(compact(database.db, path, 500_000)).toBe(true);
    expect(compact(database.db, path, 500_000)).toBe(false);
    database.close();
    expect(statSync(path).size).toBeLessThan(before / 5);
    database = openDatabase(path);
    const reader = new EventReader(database.db);
    expect(
      reader
        .all(0, false, 100)
        .events.map((row) => row.stream)
        .filter((stream) => stream.startsWith('keep')),
    ).toEqual(['keep-1', 'keep-2']);
    expect(new EventLog(database.db).append('drop-3', 'any', [event()], 1)).toEqual({ kind: 'deleted' });
    expect(reader.window('drop-3', 1)).toBe('tombstoned');
  });

  test('a rewrite that was interrupted is done at the next start', () => {
    database.db.exec("INSERT INTO about VALUES ('rewrite', '1')");
    expect(compact(database.db, path)).toBe(true);
    expect(compact(database.db, path)).toBe(false);
  });

  test('positions grow over restarts', () => {
    const first = new EventLog(database.db).append('a-1', 'any', [event(), event()], 1);
    database.close();
    database = openDatabase(path);
    const second = new EventLog(database.db).append('a-1', 'any', [event()], 1);
    expect((second as { position: number }).position).toBeGreaterThan((first as { position: number }).position);
  });

  test('a repeated append without an expected revision is recognised over restarts', () => {
    const repeated = event();
    new EventLog(database.db).append('a-1', 'any', [repeated], 1);
    expect(new EventLog(database.db).append('a-1', 'any', [repeated], 1)).toMatchObject({
      kind: 'appended',
      revision: 0,
    });
  });
});

describe('group commit', () => {
  const failures: unknown[] = [];
  let commits = 0;
  const open = (log: EventLog): Committer =>
    new Committer(database.db, {
      committed: () => commits++,
      rolledBack: () => log.reload(),
      failed: (error) => failures.push(error),
    });
  beforeEach(() => {
    failures.length = 0;
    commits = 0;
  });

  test('appends of one turn share one commit, and each sees those before it', async () => {
    const log = new EventLog(database.db);
    const committer = open(log);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        committer.submit(() => log.append('a-1', n === 0 ? 'no_stream' : BigInt(n - 1), [event()], 1)),
      ),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array(50).fill('appended'));
    expect(commits).toBe(1);
  });

  test('a full disk stores nothing of the group and fails every writer; with room again appends go on', async () => {
    const log = new EventLog(database.db);
    const committer = open(log);
    await committer.submit(() => log.append('a-1', 'any', [event()], 1));
    database.db.exec(`PRAGMA max_page_count = ${Number(pragma('page_count')) + 2}`);
    const small = committer.submit(() => log.append('a-1', 0n, [event()], 1));
    const large = committer.submit(() => log.append('a-2', 'any', [event(500_000)], 1));
    await expect(small).rejects.toBeInstanceOf(DiskFull);
    await expect(large).rejects.toBeInstanceOf(DiskFull);
    expect(failures).toEqual([]);
    database.db.exec('PRAGMA max_page_count = 1000000');
    expect(await committer.submit(() => log.append('a-1', 0n, [event()], 1))).toMatchObject({
      kind: 'appended',
      revision: 1,
    });
  });

  test('after any other failure the owner hears that the file must be opened again', async () => {
    const log = new EventLog(database.db);
    const committer = open(log);
    const broken = new Error('broken');
    await expect(
      committer.submit(() => {
        throw broken;
      }),
    ).rejects.toBe(broken);
    expect(failures).toEqual([broken]);
    expect(commits).toBe(0);
  });

  test('a closed committer stores what was waiting and refuses the rest', async () => {
    const log = new EventLog(database.db);
    const committer = open(log);
    const waiting = committer.submit(() => log.append('a-1', 'any', [event()], 1));
    committer.close();
    expect(await waiting).toMatchObject({ kind: 'appended' });
    await expect(committer.submit(() => log.append('a-1', 'any', [event()], 1))).rejects.toThrow('stopping');
  });
});

describe('the ids of recent events', () => {
  test('the oldest are forgotten first, and a stream can be forgotten', () => {
    const ids = new RecentIds(3);
    for (let n = 0; n < 4; n++) ids.add(`id-${n}`, n === 3 ? 'b' : 'a', n);
    expect([ids.find('id-0', 'a'), ids.find('id-1', 'a'), ids.find('id-1', 'b')]).toEqual([undefined, 1, undefined]);
    ids.forget('a');
    expect([ids.find('id-2', 'a'), ids.find('id-3', 'b')]).toEqual([undefined, 3]);
  });
});
