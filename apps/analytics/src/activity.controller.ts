import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Rejected } from '@toolyard/contracts';
import { Allow, ApiErrors } from '@toolyard/service';
import type { Response } from 'express';
import { Activity } from './activity.js';
import { ActivityFilterDto, ActivityPageQueryDto, CallPageDto, HistogramQueryDto, ToolFiguresQueryDto } from './activity.dto.js';
import type { CallFilter } from './call.filter.js';
import { csv, Export } from './export.js';
import { HistogramDto, PercentilesDto, StatsDto, ToolFiguresPageDto } from './figures.dto.js';

const defaultLimit = 30;
const defaultTools = 100;

@ApiTags('Activity')
@ApiBearerAuth()
@Allow(['anyone'])
@Controller('api/v1/activity')
export class ActivityController {
  constructor(
    private readonly activity: Activity,
    private readonly exports: Export,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List tool calls, the newest first' })
  @ApiOkResponse({ type: CallPageDto })
  @ApiErrors('invalid_request')
  page(@Query() query: ActivityPageQueryDto): Promise<CallPageDto> {
    return this.activity.page(filterOf(query), query.cursor, query.limit ?? defaultLimit);
  }

  @Get('stats')
  @ApiOperation({ summary: 'Figures of the tool calls' })
  @ApiOkResponse({ type: StatsDto })
  @ApiErrors('invalid_request')
  stats(@Query() query: ActivityFilterDto): Promise<StatsDto> {
    return this.activity.stats(filterOf(query));
  }

  @Get('histogram')
  @ApiOperation({ summary: 'Tool calls over time or by latency, stacked by status and class' })
  @ApiOkResponse({ type: HistogramDto })
  @ApiErrors('invalid_request')
  histogram(@Query() query: HistogramQueryDto): Promise<HistogramDto> {
    const filter = filterOf(query);
    return query.by === 'latency' ? this.activity.byLatency(filter) : this.activity.byTime(filter, Date.now());
  }

  @Get('percentiles')
  @ApiOperation({ summary: 'Latency percentiles', description: 'Exact up to 20,000 calls, at most 2.2 % off beyond.' })
  @ApiOkResponse({ type: PercentilesDto })
  @ApiErrors('invalid_request')
  percentiles(@Query() query: ActivityFilterDto): Promise<PercentilesDto> {
    return this.activity.percentiles(filterOf(query));
  }

  @Get('tools')
  @ApiOperation({ summary: 'Figures of each tool, the most called first' })
  @ApiOkResponse({ type: ToolFiguresPageDto })
  @ApiErrors('invalid_request')
  async tools(@Query() query: ToolFiguresQueryDto): Promise<ToolFiguresPageDto> {
    return { items: await this.activity.tools(filterOf(query), query.limit ?? defaultTools) };
  }

  @Get('export.csv')
  @ApiOperation({ summary: 'All tool calls of a filter as CSV', description: 'A cell that a spreadsheet would take for a formula has a quote in front.' })
  @ApiProduces('text/csv')
  @ApiErrors('invalid_request')
  async export(@Query() query: ActivityFilterDto, @Res() response: Response): Promise<void> {
    const batches = this.exports.records(filterOf(query), Date.now());
    const first = await batches.next();
    response.writeHead(200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="activity.csv"',
      'Cache-Control': 'no-store',
    });
    const records = async function* () {
      if (!first.done) yield* first.value;
      for await (const batch of batches) yield* batch;
    };
    await pipeline(Readable.from(records()), csv(), response).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
  }
}

/** @throws Rejected `invalid_request` for a range that ends before it begins */
function filterOf({ serverId, tool, userId, status, source, from, to }: ActivityFilterDto): CallFilter {
  const span = { from: from === undefined ? undefined : Date.parse(from), to: to === undefined ? undefined : Date.parse(to) };
  for (const [name, at] of Object.entries(span)) {
    if (at !== undefined && !(at >= 0 && at <= Date.UTC(2100, 0, 1))) throw new Rejected('invalid_request', `${name} must be a time between 1970 and 2100.`);
  }
  if (span.from !== undefined && span.to !== undefined && span.from > span.to) throw new Rejected('invalid_request', 'from must not be later than to.');
  return { serverId, tool, userId, status, source, ...span };
}
