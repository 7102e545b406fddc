import { Injectable } from '@nestjs/common';
import { mayUse, type Principal } from '@toolyard/contracts';
import { type Breakdown, BreakdownService } from '../analysis/breakdown.service.js';
import type { Dimension } from '../analysis/breakdown.sql.js';
import { ComparisonService, type ToolComparison, type ToolMeasures } from '../analysis/comparison.service.js';
import { type ErrorGroup, ErrorsService } from '../analysis/errors.service.js';
import { type HeatMap, type Series, SeriesService } from '../analysis/series.service.js';
import type { CallFilter } from '../filter/call-filter.js';
import { figuresFor, seesAllCalls } from '../filter/call-visibility.js';
import type { Span } from '../filter/time-grains.js';
import { ServerDirectory } from '../servers/server-directory.js';
import type { Promotion } from '../servers/servers.view.js';
import type { ActivityFilterDto, TimeQueryDto } from './activity.dto.js';
import type { AnalysisQueryDto, BreakdownQueryDto, ComparisonQueryDto, ErrorsQueryDto } from './analysis-query.dto.js';
import { filterOf } from './query-filter.js';

const defaultGroups = 100;
const defaultErrors = 50;
const mostMarkers = 200;
/** A table by these singles out callers. */
const callerDimensions: readonly Dimension[] = ['user', 'client', 'client_version'];

/** What figures answer about the calls that a principal may see or have counted. */
@Injectable()
export class AnalysisService {
  constructor(
    private readonly seriesOf: SeriesService,
    private readonly breakdowns: BreakdownService,
    private readonly groupedErrors: ErrorsService,
    private readonly comparisons: ComparisonService,
    private readonly directory: ServerDirectory,
  ) {}

  /** @throws Rejected `invalid_request`, `forbidden`; the same for the others */
  async series(principal: Principal, query: AnalysisQueryDto): Promise<Series & { deployments: Promotion[] }> {
    const zone = query.timeZone ?? 'UTC';
    const filter = this.figuresOf(principal, query);
    const series = await this.seriesOf.series(filter, zone, Date.now(), query.compare === 'previous');
    return { ...series, deployments: this.markers(principal, query, series) };
  }

  async breakdown(principal: Principal, query: BreakdownQueryDto): Promise<Breakdown> {
    const { by = 'server', limit = defaultGroups } = query;
    const filter = this.figuresOf(principal, query, callerDimensions.includes(by));
    return this.breakdowns.breakdown(filter, by, limit, spanBefore(query, filter));
  }

  async errors(principal: Principal, query: ErrorsQueryDto): Promise<{ items: ErrorGroup[]; more: boolean }> {
    const filter = this.figuresOf(principal, query);
    const showsCalls = seesAllCalls(principal) || filter.visible?.userId !== undefined;
    return this.groupedErrors.groups(filter, query.limit ?? defaultErrors, showsCalls, spanBefore(query, filter));
  }

  async heatMap(principal: Principal, query: TimeQueryDto): Promise<HeatMap> {
    return this.seriesOf.heatMap(this.figuresOf(principal, query), query.timeZone ?? 'UTC', Date.now());
  }

  async comparison(principal: Principal, query: ComparisonQueryDto): Promise<{ items: ToolComparison[] }> {
    const filter = this.figuresOf(principal, query);
    return { items: await this.comparisons.deployments(filter, query.base, query.candidate) };
  }

  async sizes(principal: Principal, query: ActivityFilterDto): Promise<{ items: ({ tool: string } & ToolMeasures)[] }> {
    return { items: await this.comparisons.sizes(this.figuresOf(principal, query)) };
  }

  private figuresOf(principal: Principal, query: ActivityFilterDto & { mine?: string }, byCaller = false): CallFilter {
    const owned = this.directory.ownedBy(principal.userId);
    return figuresFor(principal, filterOf(query), { owned, mine: query.mine === 'true', byCaller });
  }

  /** Promotions of servers that the caller may use, with the time axis of the series. */
  private markers(principal: Principal, query: AnalysisQueryDto, { from, to }: Series): Promotion[] {
    const owned = this.directory.ownedBy(principal.userId);
    const isShown = ({ serverId }: Promotion) =>
      (query.mine !== 'true' || owned.includes(serverId)) &&
      (mayUse(principal, serverId) ||
        (principal.servers === 'all' && seesAllCalls(principal)) ||
        owned.includes(serverId));
    return this.directory
      .promotions(query.serverId)
      .filter(({ at }) => at >= from && at < to)
      .filter(isShown)
      .slice(-mostMarkers);
  }
}

/** The period of the same length before the one of the filter; undefined when it is not asked for or has no begin. */
function spanBefore({ compare }: AnalysisQueryDto, { from, to = Date.now() }: CallFilter): Span | undefined {
  return compare === 'previous' && from !== undefined ? { from: Math.max(0, 2 * from - to), to: from } : undefined;
}
