import type { ClickHouse } from '../clickhouse/clickhouse.js';
import { sqlTime, text } from '../clickhouse/values.js';
import { Mutex } from 'async-mutex';
import { type AuditFilter, auditPage, type AuditRow, type Checkpoint, checkpoint, storedEntries } from './audit.sql.js';
import type { Entry } from './entry.js';

const columns = [
  'number',
  'id',
  'at',
  'type',
  'actor_kind',
  'actor_id',
  'actor_name',
  'account',
  'address',
  'correlation_id',
  'subject_kind',
  'subject_id',
  'subject_name',
  'server_id',
  'summary',
  'changes',
  'position',
  'store',
] as const;

const longestName = 512;
const longestText = 8_192;
const longestChanges = 64 << 10;

/** Writes and reads the audit log. An event becomes one entry, however often it is added. */
export class AuditStore {
  readonly writes = new Mutex();

  private constructor(
    private readonly clickhouse: ClickHouse,
    /** Where the log ended when it was opened. */
    private readonly last: Checkpoint,
  ) {}

  static async open(clickhouse: ClickHouse): Promise<AuditStore> {
    return new AuditStore(clickhouse, await clickhouse.row(checkpoint));
  }

  /**
   * True when every entry up to this position of that event store is written. An append may put several events at one
   * position.
   */
  isWritten(position: bigint, store: string): boolean {
    return this.last.store === store && position < BigInt(this.last.position);
  }

  /** Entries come in the order of their events. After a rejection the same ones may be added again. */
  add(entries: readonly Entry[], store: string): Promise<void> {
    return this.writes.runExclusive(async () => {
      const existing = new Set(
        (await this.clickhouse.rows(storedEntries(entries.map(({ id }) => id)))).map(({ id }) => id),
      );
      const fresh = entries.filter(({ id }) => !existing.has(id));
      const { number } = await this.clickhouse.row(checkpoint);
      const rows = fresh.map((entry, index) => rowOf(entry, Number(number) + index + 1, store));
      await this.clickhouse.insert('audit', columns, rows);
    });
  }

  page(filter: AuditFilter, before: number | undefined, limit: number): Promise<AuditRow[]> {
    return this.clickhouse.rows(auditPage(filter, before, limit));
  }
}

function rowOf(
  { id, at, position, type, actor, address, correlationId, subject, serverId, summary, changes }: Entry,
  number: number,
  store: string,
): unknown[] {
  const shown = JSON.stringify(changes);
  return [
    number,
    text(id, longestName),
    sqlTime(Date.parse(at)),
    text(type, longestName),
    actor.kind,
    text(actor.id, longestName),
    text(actor.name, longestName),
    text(actor.userId ?? actor.id, longestName),
    text(address, longestName),
    text(correlationId, longestName),
    text(subject.kind, longestName),
    text(subject.id, longestName),
    text(subject.name, longestName),
    text(serverId, longestName),
    text(summary, longestText),
    shown.length > longestChanges ? '[]' : shown.toWellFormed(),
    position.toString(),
    store,
  ];
}
