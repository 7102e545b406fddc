import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Principal, Rejected } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import type { Response } from 'express';
import { csvFile } from '../answers/csv.js';
import { answerFile } from '../answers/exported-file.js';
import { spanOfQuery } from '../filter/time-query.js';
import { AuditService, auditColumns } from './audit.service.js';
import { AuditFilterDto, AuditPageDto, AuditQueryDto } from './audit.dto.js';
import type { AuditFilter } from './audit.sql.js';

const defaultLimit = 50;

@ApiTags('Audit')
@ApiBearerAuth()
@Allow(['admin', 'auditor'])
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @ApiOperation({
    summary: 'Who changed what, and who read the calls of others',
    description: 'The newest first. An entry appears a moment after the change.',
  })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiErrors('invalid_request')
  page(@Query() query: AuditQueryDto, @CurrentPrincipal() principal: Principal): Promise<AuditPageDto> {
    return this.audit.page(filterOf(query, principal), query.cursor, query.limit ?? defaultLimit);
  }

  @Get('export.csv')
  @ApiOperation({
    summary: 'All entries of a filter as CSV',
    description: 'A cell that a spreadsheet would take for a formula has a quote in front.',
  })
  @ApiProduces('text/csv')
  @ApiErrors('invalid_request')
  export(
    @Query() query: AuditFilterDto,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    return answerFile(response, csvFile('audit.csv', auditColumns), this.audit.records(filterOf(query, principal)));
  }
}

/** @throws Rejected `invalid_request`, `forbidden` */
function filterOf(
  { actorId, type, serverId, subject, search, from, to }: AuditFilterDto,
  { servers }: Principal,
): AuditFilter {
  if (servers !== 'all' && serverId !== undefined && !servers.includes(serverId))
    throw new Rejected('forbidden', 'This API key is limited to other servers. Nothing was shown.');
  return {
    actorId,
    types: type?.split(','),
    serverId,
    subject,
    search,
    ...spanOfQuery({ from, to }),
    ...(servers === 'all' ? {} : { serverIds: servers }),
  };
}
