import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import { ActivityFilterDto, TimeQueryDto } from './activity.dto.js';
import { AnalysisQueryDto, BreakdownQueryDto, ComparisonQueryDto, ErrorsQueryDto } from './analysis-query.dto.js';
import { BreakdownDto, ComparisonDto, ErrorGroupsDto, HeatMapDto, SeriesDto, SizesDto } from './analysis.dto.js';
import { AnalysisService } from './analysis.service.js';

const whose =
  'Of own calls; admins and auditors get those of all users, developers those of their own server over all callers.';

@ApiTags('Activity')
@ApiBearerAuth()
@Allow(['anyone'])
@Controller('api/v1/activity')
export class AnalysisController {
  constructor(private readonly analysis: AnalysisService) {}

  @Get('series')
  @ApiOperation({ summary: 'Calls, error rate and latency over time', description: whose })
  @ApiOkResponse({ type: SeriesDto })
  @ApiErrors('invalid_request')
  series(@Query() query: AnalysisQueryDto, @CurrentPrincipal() principal: Principal): Promise<SeriesDto> {
    return this.analysis.series(principal, query);
  }

  @Get('breakdown')
  @ApiOperation({
    summary: 'Calls, error rate and latency by server, tool, user, client, class or deployment',
    description: `${whose} By user or client, developers get their own calls too.`,
  })
  @ApiOkResponse({ type: BreakdownDto })
  @ApiErrors('invalid_request')
  breakdown(@Query() query: BreakdownQueryDto, @CurrentPrincipal() principal: Principal): Promise<BreakdownDto> {
    return this.analysis.breakdown(principal, query);
  }

  @Get('errors')
  @ApiOperation({ summary: 'Failed calls grouped by cause', description: whose })
  @ApiOkResponse({ type: ErrorGroupsDto })
  @ApiErrors('invalid_request')
  errors(@Query() query: ErrorsQueryDto, @CurrentPrincipal() principal: Principal): Promise<ErrorGroupsDto> {
    return this.analysis.errors(principal, query);
  }

  @Get('heatmap')
  @ApiOperation({ summary: 'Calls by time and latency', description: whose })
  @ApiOkResponse({ type: HeatMapDto })
  @ApiErrors('invalid_request')
  heatMap(@Query() query: TimeQueryDto, @CurrentPrincipal() principal: Principal): Promise<HeatMapDto> {
    return this.analysis.heatMap(principal, query);
  }

  @Get('comparison')
  @ApiOperation({ summary: 'Two deployments, tool by tool', description: whose })
  @ApiOkResponse({ type: ComparisonDto })
  @ApiErrors('invalid_request')
  comparison(@Query() query: ComparisonQueryDto, @CurrentPrincipal() principal: Principal): Promise<ComparisonDto> {
    return this.analysis.comparison(principal, query);
  }

  @Get('sizes')
  @ApiOperation({ summary: 'What the answers of each tool weigh, in bytes and estimated tokens', description: whose })
  @ApiOkResponse({ type: SizesDto })
  @ApiErrors('invalid_request')
  sizes(@Query() query: ActivityFilterDto, @CurrentPrincipal() principal: Principal): Promise<SizesDto> {
    return this.analysis.sizes(principal, query);
  }
}
