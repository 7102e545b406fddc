import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import type { Response } from 'express';
import { csvFile } from '../answers/csv.js';
import { answerFile } from '../answers/exported-file.js';
import { ndjsonFile } from '../answers/ndjson.js';
import { CallDto, CallListDto, CallPageDto } from '../calls/call.dto.js';
import { exportColumns } from '../calls/exported-call.js';
import { HistogramDto, PercentilesDto, StatsDto, ToolFiguresPageDto } from '../figures/figures.dto.js';
import {
  ActivityFilterDto,
  ActivityPageQueryDto,
  ExportQueryDto,
  HistogramQueryDto,
  SlowestQueryDto,
  TimeQueryDto,
  ToolFiguresQueryDto,
} from './activity.dto.js';
import { ActivityService } from './activity.service.js';

const exported =
  'The rows of the list, calls in progress included; times have the offset of `timeZone`. Exports that hold calls of ' +
  'others leave an entry in the audit log. In CSV a cell that a spreadsheet would take for a formula has a quote in ' +
  'front.';

@ApiTags('Activity')
@ApiBearerAuth()
@Allow(['anyone'])
@Controller('api/v1/activity')
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  @Get()
  @ApiOperation({
    summary: 'List tool calls, the newest first',
    description: 'Own calls; admins and auditors get those of all users.',
  })
  @ApiOkResponse({ type: CallPageDto })
  @ApiErrors('invalid_request')
  page(@Query() query: ActivityPageQueryDto, @CurrentPrincipal() principal: Principal): Promise<CallPageDto> {
    return this.activity.page(principal, query);
  }

  @Get('stats')
  @ApiOperation({ summary: 'Figures of the tool calls' })
  @ApiOkResponse({ type: StatsDto })
  @ApiErrors('invalid_request')
  stats(@Query() query: ActivityFilterDto, @CurrentPrincipal() principal: Principal): Promise<StatsDto> {
    return this.activity.stats(principal, query);
  }

  @Get('histogram')
  @ApiOperation({ summary: 'Tool calls over time or by latency, stacked by status and class' })
  @ApiOkResponse({ type: HistogramDto })
  @ApiErrors('invalid_request')
  histogram(@Query() query: HistogramQueryDto, @CurrentPrincipal() principal: Principal): Promise<HistogramDto> {
    return this.activity.histogram(principal, query);
  }

  @Get('percentiles')
  @ApiOperation({
    summary: 'Latency percentiles',
    description: 'Of the calls that reached a server. Exact up to 20,000 calls, at most 2.2 % off beyond.',
  })
  @ApiOkResponse({ type: PercentilesDto })
  @ApiErrors('invalid_request')
  percentiles(@Query() query: ActivityFilterDto, @CurrentPrincipal() principal: Principal): Promise<PercentilesDto> {
    return this.activity.percentiles(principal, query);
  }

  @Get('slowest')
  @ApiOperation({
    summary: 'The slowest tool calls, without payloads',
    description: 'Own calls; admins and auditors get those of all users.',
  })
  @ApiOkResponse({ type: CallListDto })
  @ApiErrors('invalid_request')
  slowest(@Query() query: SlowestQueryDto, @CurrentPrincipal() principal: Principal): Promise<CallListDto> {
    return this.activity.slowest(principal, query);
  }

  @Get('tools')
  @ApiOperation({
    summary: 'Figures of each tool, the most called first',
    description: 'A developer gets those of their own server over all callers.',
  })
  @ApiOkResponse({ type: ToolFiguresPageDto })
  @ApiErrors('invalid_request')
  tools(@Query() query: ToolFiguresQueryDto, @CurrentPrincipal() principal: Principal): Promise<ToolFiguresPageDto> {
    return this.activity.tools(principal, query);
  }

  @Get('export.csv')
  @ApiOperation({ summary: 'All tool calls of a filter as CSV', description: exported })
  @ApiProduces('text/csv')
  @ApiErrors('invalid_request')
  async exportCsv(
    @Query() query: ExportQueryDto,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const calls = await this.activity.export(principal, query);
    await answerFile(response, csvFile('activity.csv', exportColumns, { bom: query.bom === 'true' }), calls);
  }

  @Get('export.ndjson')
  @ApiOperation({ summary: 'All tool calls of a filter as JSON, one object a line', description: exported })
  @ApiProduces('application/x-ndjson')
  @ApiErrors('invalid_request')
  async exportNdjson(
    @Query() query: TimeQueryDto,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    await answerFile(response, ndjsonFile('activity.ndjson'), await this.activity.export(principal, query));
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One tool call with its payload',
    description: 'Reading a call of another user leaves an entry in the audit log.',
  })
  @ApiOkResponse({ type: CallDto })
  @ApiErrors('not_found')
  call(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<CallDto> {
    return this.activity.call(principal, id);
  }
}
