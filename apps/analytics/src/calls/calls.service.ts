import { Injectable } from '@nestjs/common';
import { type CallClass, type CallInProgress, Rejected, statusOf } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { CallDto } from './activity.dto.js';
import { cursorOf, placeOf } from './call-cursor.js';
import { type CallFilter, matchesInProgress, spanOf } from './call-filter.js';
import { callById, type CallRow, callsPage } from './calls.sql.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { addCalls, type Counts, countsOf, noCounts, type Stats, stats } from '../figures/figures.js';
import {
  exactPercentiles,
  extent,
  histogram,
  latencies,
  type LatencyRow,
  toolTotals,
  totals,
} from '../figures/figures.sql.js';
import { bars, type LatencyBucket, milliseconds, named, type Percentiles, percentiles } from '../figures/latencies.js';
import { bucketLength } from '../figures/time-grains.js';

export interface CallPage {
  items: CallDto[];
  nextCursor: string | null;
}

export interface TimeHistogram {
  by: 'time';
  bucketSeconds: number;
  buckets: ({ at: string } & Counts)[];
}

export interface LatencyHistogram {
  by: 'latency';
  buckets: ({ fromMs: number; toMs: number } & Counts)[];
}

export interface ToolFigures extends Stats {
  serverId: string;
  tool: string;
  lastCalledAt: string;
}

const gatewaysMs = 500;
/** Up to so many calls percentiles are exact; beyond, they are at most 2.2 % off. */
const exactUpTo = 20_000;

@Injectable()
export class CallsService {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly requester: Requester,
  ) {}

  /** The newest first. Calls in progress lead the first page and count towards its length. */
  async page(filter: CallFilter, cursor: string | undefined, limit: number, payloads = true): Promise<CallPage> {
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const [rows, running] = await Promise.all([
      this.clickhouse.rows(callsPage(filter, after, limit + 1, payloads)),
      after ? [] : this.inProgress(filter),
    ]);
    const ended = new Set(rows.map(({ id }) => id));
    const leading = running.filter(({ id }) => !ended.has(id)).slice(0, limit);
    const shown = rows.slice(0, limit - leading.length);
    const last = shown.at(-1);
    const nextCursor =
      shown.length === rows.length
        ? null
        : last
          ? cursorOf({ startedAt: Number(last.started_ms), number: Number(last.number) })
          : cursorOf(beforeFirst);
    return {
      items: [
        ...leading.map((call) => inProgressCall(payloads ? call : { ...call, input: '' })),
        ...shown.map(recordedCall),
      ],
      nextCursor,
    };
  }

  /** @throws Rejected `not_found` */
  async call(id: string, filter: CallFilter): Promise<CallDto> {
    const [row] = await this.clickhouse.rows(callById(id, filter));
    if (row) return recordedCall(row);
    const running = (await this.inProgress(filter)).find((call) => call.id === id);
    if (running) return inProgressCall(running);
    throw new Rejected(
      'not_found',
      'There is no such call, or it is not yours to see. Calls are kept for a limited time.',
    );
  }

  async stats(filter: CallFilter): Promise<Stats> {
    return stats(await this.clickhouse.row(totals(filter)));
  }

  async tools(filter: CallFilter, limit: number): Promise<ToolFigures[]> {
    const rows = await this.clickhouse.rows(toolTotals(filter, limit));
    return rows.map((row) => ({
      serverId: row.server_id,
      tool: row.tool,
      ...stats(row),
      lastCalledAt: new Date(Number(row.last_ms)).toISOString(),
    }));
  }

  /** Buckets without calls are there as well, so that the bars stand at their times. */
  async byTime(filter: CallFilter, now: number): Promise<TimeHistogram> {
    const span = await this.boundedSpan(filter, now);
    const length = bucketLength(span);
    const counted = new Map(
      (await this.clickhouse.rows(histogram({ ...filter, ...span }, length))).map(({ second, classes }) => [
        Number(second) * 1_000,
        classes,
      ]),
    );
    const first = Math.floor(span.from / length) * length;
    const times = Array.from(
      { length: Math.max(0, Math.ceil((span.to - first) / length)) },
      (_, index) => first + index * length,
    );
    return {
      by: 'time',
      bucketSeconds: length / 1_000,
      buckets: times.map((at) => ({ at: new Date(at).toISOString(), ...countsOf(counted.get(at) ?? {}) })),
    };
  }

  async byLatency(filter: CallFilter): Promise<LatencyHistogram> {
    const rows = (await this.distribution(filter)).map((row) => ({
      bucket: row.bucket,
      calls: row.calls,
      key: row.class,
    }));
    const joined: LatencyBucket<Counts>[] = bars(rows, noCounts, addCalls);
    return { by: 'latency', buckets: joined.map(({ fromMs, toMs, counts }) => ({ fromMs, toMs, ...counts })) };
  }

  async percentiles(filter: CallFilter): Promise<Percentiles> {
    const rows = await this.distribution(filter);
    const calls = rows.reduce((sum, row) => sum + row.calls, 0);
    const bounded = filter.serverId !== undefined || (filter.status === undefined && filter.tool === undefined);
    if (calls > 0 && calls <= exactUpTo && bounded) {
      const { values } = await this.clickhouse.row(exactPercentiles(filter));
      return named(values.map(milliseconds));
    }
    return percentiles(merged(rows));
  }

  async distribution(filter: CallFilter): Promise<LatencyRow[]> {
    const rows = await this.clickhouse.rows(latencies(filter));
    return rows.map((row) => ({ class: row.class, bucket: Number(row.bucket), calls: Number(row.calls) }));
  }

  /** Start of the time that has calls; undefined when there are none. */
  async oldest(filter: CallFilter): Promise<number | undefined> {
    const { first } = await this.clickhouse.row(extent(filter));
    return Number(first) === 0 ? undefined : Math.max(Number(first) * 1_000, filter.from ?? 0);
  }

  /** Nothing when no gateway answers: the recorded calls are worth showing all the same. */
  private async inProgress(filter: CallFilter): Promise<CallInProgress[]> {
    if (filter.status !== undefined && filter.status !== 'in_progress') return [];
    const replies = await this.requester.requestAll(
      'gateway.calls.inProgress',
      { serverId: filter.serverId },
      { waitMs: gatewaysMs },
    );
    const calls = new Map(replies.flatMap((reply) => reply.calls).map((call) => [call.id, call]));
    return [...calls.values()]
      .filter((call) => matchesInProgress(call, filter))
      .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  }

  /** An open range begins with the first call and ends now. */
  private async boundedSpan(filter: CallFilter, now: number): Promise<{ from: number; to: number }> {
    const span = spanOf(filter);
    const to = filter.to ?? Math.max(now, filter.from ?? 0);
    if (filter.from !== undefined) return { from: span.from, to };
    return { from: Math.min((await this.oldest(filter)) ?? to, to), to };
  }
}

/** Where a list begins whose first page had room for calls in progress alone. */
const beforeFirst = { startedAt: Date.UTC(2100, 0, 1), number: 0 };

export function merged(rows: LatencyRow[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { bucket, calls } of rows) sums.set(bucket, (sums.get(bucket) ?? 0) + calls);
  return sums;
}

function recordedCall(row: CallRow): CallDto {
  const callClass = row.class as CallClass;
  return {
    id: row.id,
    serverId: row.server_id,
    deploymentId: row.deployment_id,
    tool: row.tool,
    user: row.user_name,
    userId: row.user_id,
    source: row.client_name,
    sourceVersion: row.client_version,
    startedAt: new Date(Number(row.started_ms)).toISOString(),
    latencyMs: milliseconds(Number(row.latency_us)),
    class: callClass,
    status: statusOf(callClass),
    input: row.input,
    output: row.output,
    ...(row.error === '' ? {} : { error: row.error }),
    correlationId: row.correlation_id,
  };
}

function inProgressCall(call: CallInProgress): CallDto {
  return {
    id: call.id,
    serverId: call.serverId,
    deploymentId: call.deploymentId,
    tool: call.tool,
    user: call.userName,
    userId: call.userId,
    source: call.clientName,
    sourceVersion: call.clientVersion,
    startedAt: call.startedAt,
    latencyMs: null,
    class: null,
    status: 'in_progress',
    input: call.input,
    output: null,
    correlationId: call.correlationId,
  };
}
