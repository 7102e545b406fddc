import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { actorOf, type Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import type { Response } from 'express';
import { CallsService } from './calls.service.js';
import {
  ActivityFilterDto,
  ActivityPageQueryDto,
  CallDto,
  CallPageDto,
  HistogramQueryDto,
  ToolFiguresQueryDto,
} from './activity.dto.js';
import type { CallFilter } from './call-filter.js';
import { figuresFor, seesAllCalls, visibleTo } from './call-visibility.js';
import { answerCsv } from './csv.js';
import { CallsExport, exportColumns } from './calls-export.js';
import { HistogramDto, PercentilesDto, StatsDto, ToolFiguresPageDto } from '../figures/figures.dto.js';
import { ServerDirectory } from '../servers/server-directory.js';
import { PayloadReads } from './payload-reads.js';
import { spanOfQuery } from '../figures/time-query.js';

const defaultLimit = 30;
const defaultTools = 100;

@ApiTags('Activity')
@ApiBearerAuth()
@Allow(['anyone'])
@Controller('api/v1/activity')
export class ActivityController {
  constructor(
    private readonly calls: CallsService,
    private readonly exports: CallsExport,
    private readonly reads: PayloadReads,
    private readonly directory: ServerDirectory,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List tool calls, the newest first',
    description: 'Own calls; admins and auditors get those of all users.',
  })
  @ApiOkResponse({ type: CallPageDto })
  @ApiErrors('invalid_request')
  async page(@Query() query: ActivityPageQueryDto, @CurrentPrincipal() principal: Principal): Promise<CallPageDto> {
    const payloads = query.payloads !== 'false';
    const page = await this.calls.page(
      visibleTo(principal, filterOf(query)),
      query.cursor,
      query.limit ?? defaultLimit,
      payloads,
    );
    if (payloads) await this.reads.ofCalls(actorOf(principal), page.items);
    return page;
  }

  @Get('stats')
  @ApiOperation({ summary: 'Figures of the tool calls' })
  @ApiOkResponse({ type: StatsDto })
  @ApiErrors('invalid_request')
  stats(@Query() query: ActivityFilterDto, @CurrentPrincipal() principal: Principal): Promise<StatsDto> {
    return this.calls.stats(visibleTo(principal, filterOf(query)));
  }

  @Get('histogram')
  @ApiOperation({ summary: 'Tool calls over time or by latency, stacked by status and class' })
  @ApiOkResponse({ type: HistogramDto })
  @ApiErrors('invalid_request')
  histogram(@Query() query: HistogramQueryDto, @CurrentPrincipal() principal: Principal): Promise<HistogramDto> {
    const filter = visibleTo(principal, filterOf(query));
    return query.by === 'latency' ? this.calls.byLatency(filter) : this.calls.byTime(filter, Date.now());
  }

  @Get('percentiles')
  @ApiOperation({ summary: 'Latency percentiles', description: 'Exact up to 20,000 calls, at most 2.2 % off beyond.' })
  @ApiOkResponse({ type: PercentilesDto })
  @ApiErrors('invalid_request')
  percentiles(@Query() query: ActivityFilterDto, @CurrentPrincipal() principal: Principal): Promise<PercentilesDto> {
    return this.calls.percentiles(visibleTo(principal, filterOf(query)));
  }

  @Get('tools')
  @ApiOperation({
    summary: 'Figures of each tool, the most called first',
    description: 'A developer gets those of their own server over all callers.',
  })
  @ApiOkResponse({ type: ToolFiguresPageDto })
  @ApiErrors('invalid_request')
  async tools(
    @Query() query: ToolFiguresQueryDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ToolFiguresPageDto> {
    const filter = figuresFor(principal, filterOf(query), this.directory.owns(principal, query.serverId));
    return { items: await this.calls.tools(filter, query.limit ?? defaultTools) };
  }

  @Get('export.csv')
  @ApiOperation({
    summary: 'All tool calls of a filter as CSV',
    description:
      'Exports that hold calls of others leave an entry in the audit log. A cell that a spreadsheet would take for a formula has a quote in front.',
  })
  @ApiProduces('text/csv')
  @ApiErrors('invalid_request')
  async export(
    @Query() query: ActivityFilterDto,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const filter = visibleTo(principal, filterOf(query));
    if (seesAllCalls(principal) && query.userId !== principal.userId)
      await this.reads.ofExport(
        actorOf(principal),
        Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)),
      );
    await answerCsv(response, 'activity.csv', exportColumns, this.exports.records(filter, Date.now()));
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One tool call with its payload',
    description: 'Reading a call of another user leaves an entry in the audit log.',
  })
  @ApiOkResponse({ type: CallDto })
  @ApiErrors('not_found')
  async call(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<CallDto> {
    const call = await this.calls.call(id, visibleTo(principal, {}));
    await this.reads.ofCalls(actorOf(principal), [call]);
    return call;
  }
}

function filterOf({ serverId, tool, userId, status, source, from, to }: ActivityFilterDto): CallFilter {
  return { serverId, tool, userId, status, source, ...spanOfQuery({ from, to }) };
}
