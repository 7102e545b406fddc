import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '@toolyard/contracts';
import type { CallDto } from '../calls/call.dto.js';
import { CallsExport } from '../calls/calls-export.js';
import { CallsInProgress } from '../calls/calls-in-progress.js';
import { type CallPage, CallsService } from '../calls/calls.service.js';
import type { ExportedCall } from '../calls/exported-call.js';
import type { Stats } from '../figures/figures.js';
import {
  FiguresService,
  type LatencyHistogram,
  type TimeHistogram,
  type ToolFigures,
} from '../figures/figures.service.js';
import type { Percentiles } from '../figures/latencies.js';
import { figuresFor, seesAllCalls, visibleTo } from '../filter/call-visibility.js';
import { ServerDirectory } from '../servers/server-directory.js';
import type {
  ActivityFilterDto,
  ActivityPageQueryDto,
  HistogramQueryDto,
  SlowestQueryDto,
  TimeQueryDto,
  ToolFiguresQueryDto,
} from './activity.dto.js';
import { PayloadReads } from './payload-reads.js';
import { filterOf } from './query-filter.js';

const defaultLimit = 30;
const defaultTools = 100;
const defaultSlowest = 20;

/** Calls and figures as far as a principal may see them. Reads of others' payloads are recorded before the answer. */
@Injectable()
export class ActivityService {
  constructor(
    private readonly calls: CallsService,
    private readonly running: CallsInProgress,
    private readonly figures: FiguresService,
    private readonly exports: CallsExport,
    private readonly reads: PayloadReads,
    private readonly directory: ServerDirectory,
  ) {}

  /** @throws Rejected `invalid_request`, `forbidden`, `unavailable` when the reads cannot be recorded */
  async page(principal: Principal, query: ActivityPageQueryDto): Promise<CallPage> {
    const payloads = query.payloads !== 'false';
    const filter = visibleTo(principal, filterOf(query));
    const page = await this.calls.page(filter, query.cursor, query.limit ?? defaultLimit, payloads);
    if (payloads) await this.reads.ofCalls(actorOf(principal), page.items);
    return page;
  }

  /** @throws Rejected `not_found`, `unavailable` when the read cannot be recorded */
  async call(principal: Principal, id: string): Promise<CallDto> {
    const call = await this.calls.call(id, visibleTo(principal, {}));
    await this.reads.ofCalls(actorOf(principal), [call]);
    return call;
  }

  async stats(principal: Principal, query: ActivityFilterDto): Promise<Stats> {
    return this.figures.stats(visibleTo(principal, filterOf(query)));
  }

  async histogram(principal: Principal, query: HistogramQueryDto): Promise<TimeHistogram | LatencyHistogram> {
    const filter = visibleTo(principal, filterOf(query));
    if (query.by === 'latency') return this.figures.byLatency(filter);
    const running = (await this.running.of(filter)).map(({ startedAt }) => Date.parse(startedAt));
    return this.figures.byTime(filter, { now: Date.now(), timeZone: query.timeZone ?? 'UTC', running });
  }

  async percentiles(principal: Principal, query: ActivityFilterDto): Promise<Percentiles> {
    return this.figures.percentiles(visibleTo(principal, filterOf(query)));
  }

  /** Calls that reached a server and took the longest, without payloads. */
  async slowest(principal: Principal, query: SlowestQueryDto): Promise<{ items: CallDto[] }> {
    return { items: await this.calls.slowest(visibleTo(principal, filterOf(query)), query.limit ?? defaultSlowest) };
  }

  async tools(principal: Principal, query: ToolFiguresQueryDto): Promise<{ items: ToolFigures[] }> {
    const owned = this.directory.ownedBy(principal.userId);
    const filter = figuresFor(principal, filterOf(query), { owned });
    return { items: await this.figures.tools(filter, query.limit ?? defaultTools) };
  }

  /** @throws Rejected `invalid_request`, `forbidden`, `unavailable` when the export cannot be recorded */
  async export(principal: Principal, query: TimeQueryDto): Promise<AsyncGenerator<ExportedCall[]>> {
    const filter = visibleTo(principal, filterOf(query));
    if (seesAllCalls(principal) && query.userId !== principal.userId)
      await this.reads.ofExport(actorOf(principal), textOf(query));
    return this.exports.records(filter, Date.now(), query.timeZone ?? 'UTC');
  }
}

/** The fields that a query has, as they stand in its address. */
function textOf(query: TimeQueryDto): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
