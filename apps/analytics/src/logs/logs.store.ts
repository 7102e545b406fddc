import type { LogBatch, LogLine } from '@toolyard/contracts';
import type { ClickHouse } from '../clickhouse/clickhouse.js';
import { cleanLine, type CleanLine, logKey, type LogName } from './log-line.js';
import { lastNumbers, lines, logLine, storedDeliveries } from './logs.sql.js';
import { text } from '../clickhouse/values.js';
import { Mutex } from 'async-mutex';

interface LogDelivery {
  log: LogName;
  /** Position in the message stream. */
  sequence: number;
  redelivered: boolean;
  batch: Partial<LogBatch>;
}

/** A log that grew, and the number of its last line. */
interface Grown {
  log: LogName;
  last: number;
}

interface AddedLines {
  stored: number;
  /** Lines that are none, or of a deleted server. */
  refused: number;
  grown: Grown[];
}

interface Clean extends LogDelivery {
  lines: CleanLine[];
}

const columns = [
  'kind',
  'owner',
  'n',
  'stage',
  'stream',
  'at',
  'text',
  'server_id',
  'deployment_id',
  'container_id',
  'sequence',
] as const;
const mostNumbersKept = 10_000;

/**
 * Writes and reads log lines. Numbers them from 1 without gaps, each delivery once; all of a call to `add` is one
 * insert.
 */
export class LogStore {
  readonly writes = new Mutex();
  private readonly numbers = new Map<string, number>();
  private newest = 0;
  private certain = true;

  private constructor(
    private readonly clickhouse: ClickHouse,
    private readonly isDeleted: (serverId: string) => boolean,
  ) {}

  static async open(clickhouse: ClickHouse, isDeleted: (serverId: string) => boolean = () => false): Promise<LogStore> {
    const store = new LogStore(clickhouse, isDeleted);
    const { sequence } = await clickhouse.row<{ sequence: number }>({
      text: 'SELECT max(sequence) AS sequence FROM log_lines',
      params: {},
    });
    store.newest = Number(sequence);
    return store;
  }

  /** After a rejection the same deliveries may be added again. */
  add(deliveries: LogDelivery[]): Promise<AddedLines> {
    return this.writes.runExclusive(async () => {
      try {
        const added = await this.insertNew(deliveries);
        this.certain = true;
        return added;
      } catch (error) {
        this.certain = false;
        this.numbers.clear();
        throw error;
      }
    });
  }

  async read(log: LogName, range: { after: number; limit: number; search?: string }): Promise<LogLine[]> {
    return (await this.clickhouse.rows(lines(log, range))).map(logLine);
  }

  /** Number of the last line; 0 when there is none. */
  async last({ kind, owner }: LogName): Promise<number> {
    const [row] = await this.clickhouse.rows(lastNumbers(kind, [owner]));
    return Number(row?.last ?? 0);
  }

  private async insertNew(deliveries: LogDelivery[]): Promise<AddedLines> {
    const now = Date.now();
    const clean = deliveries.map((delivery): Clean => ({ ...delivery, lines: cleaned(delivery.batch, now) }));
    const storable = clean.filter((delivery) => delivery.lines.length > 0 && !this.isDeleted(serverOf(delivery)));
    const fresh = await this.notStored(storable);
    await this.loadNumbers(fresh.map(({ log }) => log));
    const next = new Map<string, Grown>();
    const rows: unknown[][] = [];
    for (const delivery of fresh) {
      const { log, batch, sequence } = delivery;
      const key = logKey(log);
      let last = next.get(key)?.last ?? this.numbers.get(key) ?? 0;
      for (const line of delivery.lines) {
        rows.push([
          log.kind,
          log.owner,
          ++last,
          line.stage,
          line.stream,
          line.at,
          line.text,
          serverOf(delivery),
          text(batch.deploymentId, 256),
          text(batch.containerId, 256),
          sequence,
        ]);
      }
      next.set(key, { log, last });
    }
    await this.clickhouse.insert('log_lines', columns, rows);
    for (const [key, { last }] of next) {
      this.numbers.delete(key);
      this.numbers.set(key, last);
    }
    const last = Math.max(...deliveries.map(({ sequence }) => sequence));
    // Messages come in order: when nothing of a first delivery is stored, nothing after it is, even if the stream was
    // made anew and counts from 1.
    const inOrder =
      this.certain &&
      fresh.length > 0 &&
      fresh.length === storable.length &&
      deliveries.every(({ redelivered }) => !redelivered);
    this.newest = inOrder ? last : Math.max(this.newest, last);
    this.forgetOldNumbers();
    const given = deliveries.reduce(
      (sum, { batch }) => sum + (Array.isArray(batch?.lines) ? batch.lines.length : 1),
      0,
    );
    const storableLines = storable.reduce((sum, delivery) => sum + delivery.lines.length, 0);
    return { stored: rows.length, refused: given - storableLines, grown: [...next.values()] };
  }

  private async notStored(deliveries: Clean[]): Promise<Clean[]> {
    const suspects = deliveries.filter(
      ({ redelivered, sequence }) => !this.certain || redelivered || sequence <= this.newest,
    );
    if (suspects.length === 0) return deliveries;
    const stored = await this.clickhouse.rows(
      storedDeliveries(
        suspects.map(({ log }) => log.owner),
        suspects.map(({ sequence }) => sequence),
      ),
    );
    const existing = new Set(
      stored.map(({ kind, owner, sequence, first }) => JSON.stringify([kind, owner, Number(sequence), first])),
    );
    return deliveries.filter(
      ({ log, sequence, lines: [first] }) =>
        !existing.has(JSON.stringify([log.kind, log.owner, sequence, first!.text])),
    );
  }

  private async loadNumbers(logs: LogName[]): Promise<void> {
    for (const kind of ['deployment', 'server'] as const) {
      const owners = [
        ...new Set(logs.filter((log) => log.kind === kind && !this.numbers.has(logKey(log))).map(({ owner }) => owner)),
      ];
      if (owners.length === 0) continue;
      for (const { owner, last } of await this.clickhouse.rows(lastNumbers(kind, owners)))
        this.numbers.set(logKey({ kind, owner }), Number(last));
    }
  }

  private forgetOldNumbers(): void {
    for (const key of this.numbers.keys()) {
      if (this.numbers.size <= mostNumbersKept) return;
      this.numbers.delete(key);
    }
  }
}

function cleaned(batch: Partial<LogBatch> | null, now: number): CleanLine[] {
  const given = batch?.lines;
  return Array.isArray(given) ? given.flatMap((line) => cleanLine(line, now) ?? []) : [];
}

const serverOf = ({ log, batch }: LogDelivery): string =>
  log.kind === 'server' ? log.owner : text(batch.serverId, 256);
