import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { countErased } from './compaction.js';
import { decideAppend, type Expected, type StreamState } from './append.rules.js';
import { RecentIds } from './recent-ids.js';
import {
  isMetadataStream,
  metadataStreamOf,
  originalStreamOf,
  parseMetadata,
  softDeletedMetadata,
  withTruncateBefore,
} from './stream-metadata.js';

/** An event as a client sends it. */
export interface ProposedEvent {
  /** UUID in lower case with dashes. */
  id: string;
  type: string;
  /** The data is JSON; else any bytes. The server reads neither. */
  json: boolean;
  metadata: Uint8Array;
  data: Uint8Array;
}

/**
 * `appended` also answers a repetition of the same events; `revision` and `position` are those of the last event, -1
 * when there is none. `wrong-version` says the revision of the stream's last event, -1 when it has none. `deleted` is
 * for ever.
 */
export type AppendOutcome =
  | { kind: 'appended'; revision: number; position: number }
  | { kind: 'wrong-version'; last: number }
  | { kind: 'deleted' };

/** As `AppendOutcome`; `position` is that of the event that records the deletion. */
export type DeleteOutcome = { kind: 'done'; position: number } | Exclude<AppendOutcome, { kind: 'appended' }>;

/** Row of a tombstone; its revision on the wire is the largest there is. */
export const tombstoneRevision = -1;
const nothing = new Uint8Array();

/** The write side. Every method must run inside the committer's transaction. */
export class EventLog {
  private readonly recent = new RecentIds();
  private nextPosition = 0;
  private readonly sql: Record<
    'stream' | 'touch' | 'insert' | 'idAt' | 'positionAt' | 'lastData' | 'erase' | 'bytes',
    StatementSync
  >;

  constructor(private readonly db: DatabaseSync) {
    this.sql = {
      stream: db.prepare('SELECT last, tombstoned FROM streams WHERE name = ?'),
      touch: db.prepare(
        `INSERT INTO streams (name, last, tombstoned) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET last = excluded.last, tombstoned = excluded.tombstoned`,
      ),
      insert: db.prepare(
        `INSERT INTO events (pos, stream, rev, live, json, created, id, type, meta, data)
         VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`,
      ),
      idAt: db.prepare('SELECT id FROM events WHERE stream = ? AND rev = ?'),
      positionAt: db.prepare('SELECT pos FROM events WHERE stream = ? AND rev = ?'),
      lastData: db.prepare('SELECT data FROM events WHERE stream = ? ORDER BY rev DESC LIMIT 1'),
      bytes: db.prepare(
        'SELECT coalesce(sum(length(meta) + length(data)), 0) AS bytes FROM events WHERE stream = ? AND live = 1',
      ),
      // Rows are overwritten where they are and never removed: a removal would make SQLite move neighbours and leave
      // copies of them behind.
      erase: db.prepare(
        `UPDATE events
         SET live = 0, type = zeroblob(octet_length(type)), meta = zeroblob(octet_length(meta)),
           data = zeroblob(octet_length(data))
         WHERE stream = ? AND rev <> -1 AND live = 1`,
      ),
    };
    this.reload();
  }

  /** Reads back what is kept in memory; also after a rolled back transaction. */
  reload(): void {
    const last = this.db
      .prepare('SELECT pos, length(meta) + length(data) AS size FROM events ORDER BY pos DESC LIMIT 1')
      .get() as { pos: number; size: number } | undefined;
    this.nextPosition = last ? last.pos + recordSize(last.size) : 0;
    this.recent.clear();
    const rows = this.db
      .prepare(
        'SELECT stream, rev, id FROM (SELECT pos, stream, rev, id FROM events ORDER BY pos DESC LIMIT ?) ORDER BY pos',
      )
      .iterate(this.recent.limit);
    for (const row of rows as Iterable<{ stream: string; rev: number; id: string }>)
      this.recent.add(row.id, row.stream, row.rev);
  }

  /**
   * Appends all of the events or none.
   * @param now milliseconds since 1970: when the events were stored
   */
  append(stream: string, expected: Expected, events: ProposedEvent[], now: number): AppendOutcome {
    const state = this.state(stream);
    const decision = decideAppend(
      expected,
      state,
      events.map((event) => event.id),
      {
        recent: (id) => this.recent.find(id, stream),
        at: (revision) => (this.sql.idAt.get(stream, revision) as { id: string } | undefined)?.id,
      },
    );
    switch (decision.kind) {
      case 'deleted':
        return decision;
      case 'wrong-version':
        return { kind: 'wrong-version', last: state.last };
      case 'repeated':
        return { kind: 'appended', revision: decision.last, position: this.positionAt(stream, decision.last) };
      case 'append': {
        const described = isMetadataStream(stream) ? originalStreamOf(stream) : null;
        const describesDeleted = described !== null && this.state(described).softDeleted;
        const position = this.store(stream, state.last, events, now);
        if (state.softDeleted) this.reopen(stream, state.last + 1, now);
        // New metadata must not bring the events back that the soft delete hid.
        if (described !== null && describesDeleted) this.reopen(described, this.last(described) + 1, now);
        return { kind: 'appended', revision: state.last + events.length, position };
      }
    }
  }

  /** Hides what is there; a later append continues the revisions. */
  softDelete(stream: string, expected: Expected, now: number): DeleteOutcome {
    const refused = this.refuseDelete(stream, expected);
    if (refused) return refused;
    const state = this.state(stream);
    if (state.last < 0 && !state.hasMetadata) return { kind: 'wrong-version', last: state.last };
    return { kind: 'done', position: this.storeMetadata(stream, softDeletedMetadata, now) };
  }

  /** Overwrites the stream's events and those of its metadata, and closes the name for ever. */
  tombstone(stream: string, expected: Expected, now: number): DeleteOutcome {
    const refused = this.refuseDelete(stream, expected);
    if (refused) return refused;
    for (const name of isMetadataStream(stream) ? [stream] : [stream, metadataStreamOf(stream)]) {
      countErased(this.db, (this.sql.bytes.get(name) as { bytes: number }).bytes);
      this.sql.erase.run(name);
      this.sql.touch.run(name, this.last(name), 1);
    }
    this.recent.forget(stream);
    return {
      kind: 'done',
      position: this.insert(
        stream,
        tombstoneRevision,
        { id: randomUUID(), type: '$streamDeleted', json: true, metadata: nothing, data: nothing },
        now,
      ),
    };
  }

  private refuseDelete(stream: string, expected: Expected): DeleteOutcome | null {
    const state = this.state(stream);
    const decision = decideAppend(expected, state, [randomUUID()], { recent: () => undefined, at: () => undefined });
    if (decision.kind === 'deleted') return decision;
    return decision.kind === 'append' ? null : { kind: 'wrong-version', last: state.last };
  }

  private state(stream: string): StreamState {
    const row = this.sql.stream.get(stream) as { last: number; tombstoned: number } | undefined;
    const metadata = this.metadata(stream);
    return {
      last: row?.last ?? -1,
      tombstoned: row?.tombstoned === 1,
      softDeleted: parseMetadata(stream, metadata).softDeleted,
      hasMetadata: metadata !== undefined,
    };
  }

  private last(stream: string): number {
    return (this.sql.stream.get(stream) as { last: number } | undefined)?.last ?? -1;
  }

  private metadata(stream: string): string | undefined {
    if (isMetadataStream(stream)) return undefined;
    const row = this.sql.lastData.get(metadataStreamOf(stream)) as { data: Uint8Array } | undefined;
    return row && Buffer.from(row.data).toString('utf8');
  }

  private positionAt(stream: string, revision: number): number {
    return (this.sql.positionAt.get(stream, revision) as { pos: number } | undefined)?.pos ?? -1;
  }

  private reopen(stream: string, firstRevision: number, now: number): void {
    this.storeMetadata(stream, withTruncateBefore(this.metadata(stream), firstRevision), now);
  }

  private storeMetadata(stream: string, json: string, now: number): number {
    const name = metadataStreamOf(stream);
    return this.store(
      name,
      this.last(name),
      [{ id: randomUUID(), type: '$metadata', json: true, metadata: nothing, data: Buffer.from(json) }],
      now,
    );
  }

  private store(stream: string, last: number, events: ProposedEvent[], now: number): number {
    let position = this.nextPosition;
    events.forEach((event, index) => (position = this.insert(stream, last + 1 + index, event, now)));
    this.sql.touch.run(stream, last + events.length, 0);
    return position;
  }

  private insert(stream: string, revision: number, event: ProposedEvent, now: number): number {
    const position = this.nextPosition;
    this.sql.insert.run(
      position,
      stream,
      revision,
      event.json ? 1 : 0,
      now,
      event.id,
      event.type,
      event.metadata,
      event.data,
    );
    this.nextPosition += recordSize(event.metadata.length + event.data.length);
    if (revision !== tombstoneRevision) this.recent.add(event.id, stream, revision);
    return position;
  }
}

/** Positions grow as they would in a file, so that no client relies on consecutive numbers. */
const recordSize = (payloadBytes: number): number => 64 + payloadBytes;
