import { Injectable } from '@nestjs/common';
import { FiguresService, merged } from '../figures/figures.service.js';
import { type CallFilter, spanOf } from '../filter/call-filter.js';
import { exportPage, type ExportRow, type Place } from './calls.sql.js';
import { CallsInProgress } from './calls-in-progress.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { type ExportedCall, exportedCall, exportedInProgress, type ExportForm } from './exported-call.js';
import { ranker } from '../figures/latencies.js';
import { ServerDirectory } from '../servers/server-directory.js';

const rowsAtOnce = 5_000;
const hour = 3_600_000;
const shortestWindow = 1_000;

@Injectable()
export class CallsExport {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly figures: FiguresService,
    private readonly running: CallsInProgress,
    private readonly directory: ServerDirectory,
  ) {}

  /** The rows of the list, as they were when the export began: calls in progress, then recorded ones, newest first. */
  async *records(filter: CallFilter, now: number, timeZone: string): AsyncGenerator<ExportedCall[]> {
    const running = await this.running.of(filter);
    const bounded = { ...filter, to: Math.min(spanOf(filter).to, now) };
    const form: ExportForm = {
      timeZone,
      serverName: (serverId) => this.directory.nameOf(serverId),
      rank: ranker(merged(await this.figures.distribution(bounded))),
    };
    if (running.length > 0) yield running.map((call) => exportedInProgress(call, form));
    const shown = new Set(running.map(({ id }) => id));
    for await (const rows of this.pages(bounded))
      yield rows.filter(({ id }) => !shown.has(id)).map((row) => exportedCall(row, form));
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
