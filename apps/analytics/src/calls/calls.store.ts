import type { ToolCall } from '@toolyard/contracts';
import { storedIds } from './calls.sql.js';
import type { ClickHouse } from '../clickhouse/clickhouse.js';
import { count } from '../figures/counting.sql.js';
import { RecentIds } from './recent-ids.js';
import { callColumns, storedCall, type StoredCall } from './stored-call.js';
import { Mutex } from 'async-mutex';

interface CallDelivery {
  /** Position in the message stream. */
  sequence: number;
  /** When the stream took the message in, milliseconds since 1970. */
  storedAt: number;
  redelivered: boolean;
  calls: Partial<ToolCall>[];
}

export interface Added {
  stored: number;
  /** Calls that were stored before. */
  repeated: number;
  /** What is no call, or one of a deleted server. */
  refused: number;
}

interface Candidate extends StoredCall {
  sequence: number;
  suspect: boolean;
}

const countedAtOnce = 500_000;
const idsLookedUpAtOnce = 2_000;
/**
 * Gateways publish calls within seconds of their end; what was older when it was published lay in a spool and may have
 * come before.
 */
const spooledAfterMs = 60_000;

/**
 * Writes calls and their figures, each call once. A delivery is looked up by its calls' ids when it may have been
 * stored before: it was handed over before, is not newer than the newest stored one, lay in a spool, or follows a
 * failed attempt. All others are new.
 */
export class CallStore {
  readonly writes = new Mutex();
  private readonly recent = new RecentIds(100_000);
  private newest = 0;
  private number = 0;
  private counted = 0;
  private certain = true;

  private constructor(
    private readonly clickhouse: ClickHouse,
    private readonly isDeleted: (serverId: string) => boolean,
  ) {}

  static async open(
    clickhouse: ClickHouse,
    isDeleted: (serverId: string) => boolean = () => false,
  ): Promise<CallStore> {
    const store = new CallStore(clickhouse, isDeleted);
    const { sequence, number } = await clickhouse.row<{ sequence: number; number: number }>({
      text: 'SELECT max(sequence) AS sequence, max(number) AS number FROM tool_calls',
      params: {},
    });
    const { counted } = await clickhouse.row<{ counted: number }>({
      text: 'SELECT max(counted) AS counted FROM call_figures',
      params: {},
    });
    store.newest = Number(sequence);
    store.number = Math.max(Number(number), Number(counted));
    store.counted = Number(counted);
    await store.writes.runExclusive(() => store.countNew());
    return store;
  }

  /** Resolves when everything is stored and counted. After a rejection the same deliveries may be added again. */
  add(deliveries: CallDelivery[]): Promise<Added> {
    return this.writes.runExclusive(async () => {
      try {
        const added = await this.insertNew(deliveries);
        await this.countNew();
        this.certain = true;
        return added;
      } catch (error) {
        this.certain = false;
        throw error;
      }
    });
  }

  private async insertNew(deliveries: CallDelivery[]): Promise<Added> {
    const candidates = deliveries.flatMap((delivery) => this.candidates(delivery));
    const received = deliveries.reduce((sum, { calls }) => sum + (Array.isArray(calls) ? calls.length : 1), 0);
    const existing = await this.alreadyStored(candidates.filter(({ suspect }) => suspect));
    const fresh: Candidate[] = [];
    const seen = new Set<string>();
    for (const candidate of candidates) {
      if (existing.has(candidate.id) || seen.has(candidate.id) || this.recent.has(candidate.id)) continue;
      seen.add(candidate.id);
      fresh.push(candidate);
    }
    const rows = fresh.map(({ values, sequence }, index) => [...values, sequence, this.number + index + 1]);
    await this.clickhouse.insert('tool_calls', callColumns, rows);
    this.number += rows.length;
    const last = Math.max(...deliveries.map(({ sequence }) => sequence));
    // Messages come in order: when nothing of a first delivery is stored, nothing after it is, even if the stream was
    // made anew and counts from 1.
    const inOrder = this.certain && existing.size === 0 && deliveries.every(({ redelivered }) => !redelivered);
    this.newest = inOrder ? last : Math.max(this.newest, last);
    for (const { id } of fresh) this.recent.add(id);
    return { stored: fresh.length, repeated: candidates.length - fresh.length, refused: received - candidates.length };
  }

  private candidates({ sequence, storedAt, redelivered, calls }: CallDelivery): Candidate[] {
    if (!Array.isArray(calls)) return [];
    const repeated = !this.certain || redelivered || sequence <= this.newest;
    return calls.flatMap((call) => {
      const stored = storedCall(call);
      if (!stored || this.isDeleted(stored.serverId)) return [];
      const suspect = repeated || storedAt - stored.startedAt - stored.latencyUs / 1_000 > spooledAfterMs;
      return [{ ...stored, sequence, suspect }];
    });
  }

  private async alreadyStored(suspects: Candidate[]): Promise<ReadonlySet<string>> {
    const existing = new Set<string>();
    for (let from = 0; from < suspects.length; from += idsLookedUpAtOnce) {
      for (const { id } of await this.clickhouse.rows(storedIds(suspects.slice(from, from + idsLookedUpAtOnce))))
        existing.add(id);
    }
    return existing;
  }

  private async countNew(): Promise<void> {
    while (this.counted < this.number) {
      const upTo = Math.min(this.number, this.counted + countedAtOnce);
      await this.clickhouse.run(count(this.counted, upTo));
      this.counted = upTo;
    }
  }
}
