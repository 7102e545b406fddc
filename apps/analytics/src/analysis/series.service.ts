import { Injectable } from '@nestjs/common';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { FiguresService } from '../figures/figures.service.js';
import { type SeriesRow, series, totals } from '../figures/figures.sql.js';
import { bars, distributionOf, percentiles } from '../figures/latencies.js';
import { stats } from '../figures/figures.js';
import { merged } from '../figures/figures.service.js';
import type { CallFilter } from '../filter/call-filter.js';
import { bucketEdges, bucketWidth, earlierEdges } from '../filter/time-buckets.js';
import type { Span } from '../filter/time-grains.js';
import { type Measures, measures, noCalls } from './measures.js';

/** A span, its figures in all and in each of its buckets. */
export interface Period {
  from: string;
  to: string;
  totals: Measures;
  buckets: ({ at: string } & Measures)[];
}

export interface Series extends Period {
  timeZone: string;
  bucketSeconds: number;
  /** As many buckets right before. */
  previous?: Period;
}

export interface HeatMap {
  timeZone: string;
  bucketSeconds: number;
  /** Beginnings of the columns. */
  times: string[];
  /** From the fastest to the slowest. */
  rows: { fromMs: number; toMs: number; calls: number[] }[];
}

interface Buckets {
  span: Span;
  edges: number[];
}

/** Figures of calls over time. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly figures: FiguresService,
  ) {}

  async series(filter: CallFilter, timeZone: string, now: number, compares: boolean): Promise<Series> {
    const span = await this.figures.boundedSpan(filter, now);
    const width = bucketWidth(span);
    const edges = bucketEdges(span, width, timeZone);
    const [period, previous] = await Promise.all([
      this.period(filter, { span, edges }),
      compares ? this.period(filter, earlier(span, edges, earlierEdges(edges, width, timeZone))) : undefined,
    ]);
    return { timeZone, bucketSeconds: width.ms / 1_000, ...period, ...(previous ? { previous } : {}) };
  }

  /** Calls that reached a server by time and latency, two rows for every doubling of the latency. */
  async heatMap(filter: CallFilter, timeZone: string, now: number): Promise<HeatMap> {
    const span = await this.figures.boundedSpan(filter, now);
    const width = bucketWidth(span);
    const edges = bucketEdges(span, width, timeZone);
    const rows = await this.clickhouse.rows(series({ ...filter, ...span }, edges));
    const columns = edges.slice(0, -1);
    const counted = rows.flatMap((row) =>
      [...distributionOf(row.latencies)].map(([bucket, calls]) => ({ bucket, calls, key: String(row.bucket) })),
    );
    const columnOf = new Map(columns.map((edge, index) => [String(Math.floor(edge / 1_000)), index]));
    const joined = bars(
      counted,
      () => columns.map(() => 0),
      (counts, key, calls) => (counts[columnOf.get(key)!]! += calls),
    );
    return {
      timeZone,
      bucketSeconds: width.ms / 1_000,
      times: columns.map(iso),
      rows: joined.map(({ fromMs, toMs, counts }) => ({ fromMs, toMs, calls: counts })),
    };
  }

  private async period(filter: CallFilter, { span, edges }: Buckets): Promise<Period> {
    const within = { ...filter, ...span };
    const [rows, all, distribution] = await Promise.all([
      this.clickhouse.rows(series(within, edges)),
      this.clickhouse.row(totals(within)),
      this.figures.distribution(within),
    ]);
    const counted = new Map(rows.map((row): [number, SeriesRow] => [Number(row.bucket), row]));
    return {
      from: iso(span.from),
      to: iso(span.to),
      totals: { ...stats(all), ...percentiles(merged(distribution)) },
      buckets: edges.slice(0, -1).map((at) => ({
        at: iso(at),
        ...measures(counted.get(Math.floor(at / 1_000)) ?? noCalls),
      })),
    };
  }
}

const iso = (at: number): string => new Date(at).toISOString();

/** The span lies in its buckets where the later one lies in those after them. */
function earlier(span: Span, edges: readonly number[], before: number[]): Buckets {
  const from = before[0]! + (span.from - edges[0]!);
  return { span: { from, to: before.at(-1)! - (edges.at(-1)! - span.to) }, edges: before };
}
