import { Injectable } from '@nestjs/common';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { type CallFilter, spanOf } from '../filter/call-filter.js';
import { bucketEdges, bucketWidth } from '../filter/time-buckets.js';
import type { Span } from '../filter/time-grains.js';
import { addCalls, type Counts, countsOf, noCounts, type Stats, stats } from './figures.js';
import { exactPercentiles, extent, histogram, latencies, type LatencyRow, toolTotals, totals } from './figures.sql.js';
import { bars, type LatencyBucket, milliseconds, named, type Percentiles, percentiles } from './latencies.js';

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

/** What figures over time show beside the recorded calls. */
export interface TimeOptions {
  now: number;
  timeZone: string;
  /** When calls in progress started. */
  running: readonly number[];
}

/** Up to so many calls percentiles are exact; beyond, they are at most 2.2 % off. */
const exactUpTo = 20_000;

/** Figures of the calls that a filter leaves. */
@Injectable()
export class FiguresService {
  constructor(private readonly clickhouse: ClickHouse) {}

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
  async byTime(filter: CallFilter, { now, timeZone, running }: TimeOptions): Promise<TimeHistogram> {
    const span = await this.boundedSpan(filter, now, running);
    const width = bucketWidth(span);
    const edges = bucketEdges(span, width, timeZone);
    const rows = await this.clickhouse.rows(histogram({ ...filter, ...span }, edges));
    const counted = new Map(rows.map(({ bucket, classes }) => [Number(bucket) * 1_000, classes]));
    const buckets = edges.slice(0, -1).map((at, index) => {
      const counts = countsOf(counted.get(at) ?? {});
      const started = running.filter((since) => since >= at && since < edges[index + 1]!).length;
      counts.byStatus.in_progress = started;
      counts.total += started;
      return { at: new Date(at).toISOString(), ...counts };
    });
    return { by: 'time', bucketSeconds: width.ms / 1_000, buckets };
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

  /** An open range begins with the first call and ends now. */
  async boundedSpan(filter: CallFilter, now: number, running: readonly number[] = []): Promise<Span> {
    const span = spanOf(filter);
    const to = filter.to ?? Math.max(now, filter.from ?? 0);
    if (filter.from !== undefined) return { from: span.from, to };
    return { from: Math.min((await this.oldest(filter)) ?? to, to, ...running), to };
  }
}

export function merged(rows: LatencyRow[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { bucket, calls } of rows) sums.set(bucket, (sums.get(bucket) ?? 0) + calls);
  return sums;
}
