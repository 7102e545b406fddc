import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { identityStream } from '@toolyard/event-store';
import { metadataStreamOf, isMetadataStream, parseMetadata } from './stream-metadata.js';

/** An event as its row has it; `rev` is -1 for a tombstone, `created` in milliseconds since 1970, `json` 0 or 1. */
export interface EventRow {
  pos: number;
  stream: string;
  rev: number;
  json: number;
  created: number;
  id: string;
  type: string;
  meta: Uint8Array;
  data: Uint8Array;
}

/** What one read found. */
export interface Page {
  events: EventRow[];
  /** Position (or revision) of the last row looked at, whether it matched or not. */
  upTo: number;
  /** Rows looked at. */
  scanned: number;
  /** Nothing was stored behind this page when it was read. */
  atEnd: boolean;
}

/** The part of a stream that its metadata leaves readable. */
export interface StreamWindow {
  /** First and last revision that can be read; `last` is -1 for an empty stream. */
  first: number;
  last: number;
  /** Events stored before this time (milliseconds since 1970) are hidden; null without such a limit. */
  oldest: number | null;
}

/** Whether a reader of `$all` is given the event. */
export type EventFilter = (stream: string, type: string) => boolean;

const pageRows = 500;
const pageBytes = 1024 * 1024;
const columns = 'pos, stream, rev, json, created, id, type, meta, data';
/** The name of the database is an event that only this server writes: a reader of `$all` asked for those of clients. */
const notIdentity = `stream <> '${identityStream}'`;
/** An upper limit that no revision or position reaches. */
export const largest = Number.MAX_SAFE_INTEGER;

/** The read side: short synchronous pages, so that no reader ever holds the database. */
export class EventReader {
  private filter: EventFilter = () => true;
  private readonly sql: Record<
    | 'stream'
    | 'lastData'
    | 'streamForward'
    | 'streamBackward'
    | 'allForward'
    | 'allBackward'
    | 'filtered'
    | 'windowEnd',
    StatementSync
  >;

  constructor(db: DatabaseSync) {
    db.function('passes', { deterministic: false }, (stream, type) =>
      this.filter(stream as string, type as string) ? 1 : 0,
    );
    this.sql = {
      stream: db.prepare('SELECT last, tombstoned FROM streams WHERE name = ?'),
      lastData: db.prepare('SELECT data FROM events WHERE stream = ? ORDER BY rev DESC LIMIT 1'),
      streamForward: db.prepare(
        `SELECT ${columns} FROM events
         WHERE stream = ? AND rev >= ? AND rev <= ? AND live = 1 AND created >= ?
         ORDER BY rev LIMIT ?`,
      ),
      streamBackward: db.prepare(
        `SELECT ${columns} FROM events
         WHERE stream = ? AND rev <= ? AND rev >= ? AND live = 1 AND created >= ?
         ORDER BY rev DESC LIMIT ?`,
      ),
      allForward: db.prepare(
        `SELECT ${columns} FROM events WHERE pos >= ? AND live = 1 AND ${notIdentity} ORDER BY pos LIMIT ?`,
      ),
      allBackward: db.prepare(
        `SELECT ${columns} FROM events WHERE pos < ? AND live = 1 AND ${notIdentity} ORDER BY pos DESC LIMIT ?`,
      ),
      filtered: db.prepare(
        `SELECT ${columns} FROM events
         WHERE pos >= ? AND pos <= ? AND live = 1 AND ${notIdentity} AND passes(stream, type)
         ORDER BY pos`,
      ),
      windowEnd: db.prepare(
        'SELECT max(pos) AS pos, count(*) AS rows FROM (SELECT pos FROM events WHERE pos >= ? ORDER BY pos LIMIT ?)',
      ),
    };
  }

  /** Null when the stream does not exist or was soft-deleted. */
  window(stream: string, now: number): StreamWindow | 'tombstoned' | null {
    const row = this.sql.stream.get(stream) as { last: number; tombstoned: number } | undefined;
    if (row?.tombstoned) return 'tombstoned';
    if (!row || row.last < 0) return null;
    const metadata = parseMetadata(stream, this.metadata(stream));
    if (metadata.softDeleted) return null;
    return {
      first: Math.max(metadata.truncateBefore, metadata.maxCount === null ? 0 : row.last - metadata.maxCount + 1),
      last: row.last,
      oldest: metadata.maxAgeMs === null ? null : now - metadata.maxAgeMs,
    };
  }

  stream(stream: string, window: StreamWindow, from: number, backwards: boolean, limit: number): Page {
    const since = window.oldest ?? 0;
    const rows = backwards
      ? this.sql.streamBackward.iterate(
          stream,
          Math.min(from, window.last),
          window.first,
          since,
          Math.min(limit, pageRows),
        )
      : this.sql.streamForward.iterate(
          stream,
          Math.max(from, window.first),
          window.last,
          since,
          Math.min(limit, pageRows),
        );
    return take(rows as Iterable<EventRow>, Math.min(limit, pageRows), (row) => row.rev);
  }

  /** The event that a link names as `<revision>@<stream>`; null when there is none. */
  linked(link: EventRow, now: number): EventRow | null {
    const found = /^(\d+)@([^]+)$/.exec(Buffer.from(link.data).toString('utf8'));
    const revision = Number(found?.[1]);
    const window = found ? this.window(found[2]!, now) : null;
    if (!window || window === 'tombstoned' || revision < window.first || revision > window.last) return null;
    return this.stream(found![2]!, window, revision, false, 1).events.find(({ rev }) => rev === revision) ?? null;
  }

  /** Forward from `from` on, inclusive; backward from before it. */
  all(from: number, backwards: boolean, limit: number): Page {
    const rows = (backwards ? this.sql.allBackward : this.sql.allForward).iterate(
      from,
      Math.min(limit, pageRows),
    ) as Iterable<EventRow>;
    return take(rows, Math.min(limit, pageRows), (row) => row.pos);
  }

  /** Looks at `rows` rows from `from` on and returns those that pass. */
  filtered(from: number, rows: number, filter: EventFilter): Page {
    const end = this.sql.windowEnd.get(from, Math.min(rows, 2_000)) as { pos: number | null; rows: number };
    if (end.pos === null) return { events: [], upTo: from - 1, scanned: 0, atEnd: true };
    this.filter = filter;
    const page = take(this.sql.filtered.iterate(from, end.pos) as Iterable<EventRow>, largest, (row) => row.pos);
    if (!page.atEnd) return page;
    return { events: page.events, upTo: end.pos, scanned: end.rows, atEnd: end.rows < Math.min(rows, 2_000) };
  }

  /** Position right behind the last event. */
  end(): number {
    const page = this.all(largest, true, 1);
    return page.events[0] ? page.events[0].pos + 1 : 0;
  }

  private metadata(stream: string): string | undefined {
    if (isMetadataStream(stream)) return undefined;
    const row = this.sql.lastData.get(metadataStreamOf(stream)) as { data: Uint8Array } | undefined;
    return row && Buffer.from(row.data).toString('utf8');
  }
}

/** A page ends after so many rows or bytes, whichever comes first. */
function take(rows: Iterable<EventRow>, limit: number, key: (row: EventRow) => number): Page {
  const events: EventRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    events.push(row);
    bytes += row.data.length + row.meta.length;
    if (bytes >= pageBytes) break;
  }
  return {
    events,
    upTo: events.length > 0 ? key(events.at(-1)!) : -1,
    scanned: events.length,
    atEnd: bytes < pageBytes && events.length < limit,
  };
}
