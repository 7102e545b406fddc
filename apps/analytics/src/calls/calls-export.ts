import { Injectable } from '@nestjs/common';
import { type CallClass, statusOf } from '@toolyard/contracts';
import { FiguresService, merged } from '../figures/figures.service.js';
import { type CallFilter, spanOf } from '../filter/call-filter.js';
import { exportPage, type ExportRow, type Place } from './calls.sql.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { milliseconds, ranker } from '../figures/latencies.js';

export const exportColumns = ['status', 'time', 'tool', 'user', 'latency_ms', 'latency_percentile', 'error'] as const;
export type ExportRecord = [
  status: string,
  time: string,
  tool: string,
  user: string,
  latencyMs: number,
  latencyPercentile: number,
  error: string,
];

const rowsAtOnce = 5_000;
const hour = 3_600_000;
const shortestWindow = 1_000;

@Injectable()
export class CallsExport {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly figures: FiguresService,
  ) {}

  /** Recorded calls, the newest first, as they were when the export began. */
  async *records(filter: CallFilter, now: number): AsyncGenerator<ExportRecord[]> {
    const bounded = { ...filter, to: Math.min(spanOf(filter).to, now) };
    const rank = ranker(merged(await this.figures.distribution(bounded)));
    for await (const rows of this.pages(bounded)) yield rows.map((row) => record(row, rank));
  }

  /**
   * Walks back in windows of time, because the engine sorts a whole window to answer a page of it. A window is made so
   * long that it holds about one page.
   */
  private async *pages(filter: CallFilter & { to: number }): AsyncGenerator<ExportRow[]> {
    const oldest = await this.figures.oldest(filter);
    if (oldest === undefined) return;
    let to = filter.to;
    let length = hour;
    while (to > oldest) {
      const from = Math.max(oldest, to - length);
      let after: Place | undefined;
      let found = 0;
      for (;;) {
        const rows = await this.clickhouse.rows(exportPage({ ...filter, from, to }, after, rowsAtOnce));
        if (rows.length > 0) yield rows;
        found += rows.length;
        const last = rows.at(-1);
        if (!last || rows.length < rowsAtOnce) break;
        after = { startedAt: Number(last.started_ms), number: Number(last.number) };
      }
      to = from;
      length = Math.max(
        shortestWindow,
        Math.ceil(length * (found === 0 ? 16 : Math.min(4, Math.max(0.25, rowsAtOnce / found)))),
      );
    }
  }
}

function record(row: ExportRow, rank: (latencyUs: number) => number): ExportRecord {
  const latencyUs = Number(row.latency_us);
  const time = new Date(Number(row.started_ms)).toISOString();
  return [
    statusOf(row.class as CallClass),
    time,
    row.tool,
    row.user_name || row.user_id,
    milliseconds(latencyUs),
    rank(latencyUs),
    row.error,
  ];
}
