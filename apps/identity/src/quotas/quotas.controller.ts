import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, CurrentPrincipal } from '@toolyard/service';
import { ListQuotasDto, quotaAnswer, QuotaOfSubjectDto, QuotasDto, SetQuotaDto } from './quotas.dto.js';
import { QuotasService } from './quotas.service.js';

@ApiTags('Quotas')
@ApiBearerAuth()
@Controller('api/v1/quotas')
export class QuotasController {
  constructor(private readonly quotas: QuotasService) {}

  @Get()
  @Allow(['anyone'])
  @ApiOperation({
    summary: 'List quotas with their limits and how much is used',
    description: 'Of an account, of a server when it is named, and of the organisation for all but members.',
  })
  @ApiOkResponse({ type: QuotasDto })
  @ApiErrors('invalid_request', 'forbidden', 'not_found')
  async list(@Query() query: ListQuotasDto, @CurrentPrincipal() principal: Principal): Promise<QuotasDto> {
    return { items: (await this.quotas.list(query, principal)).map(quotaAnswer) };
  }

  @Put(':name')
  @Allow(['admin'])
  @HttpCode(204)
  @ApiOperation({ summary: 'Set the limit of a quota', description: 'What is in use beyond it stays.' })
  @ApiNoContentResponse()
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'not_found')
  set(
    @Param('name') name: string,
    @Body() { limit, subjectId }: SetQuotaDto,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.quotas.set(name, limit, subjectId ?? null, actor);
  }

  @Delete(':name')
  @Allow(['admin'])
  @HttpCode(204)
  @ApiOperation({ summary: 'Take back a limit', description: 'The one of the environment or the default holds again.' })
  @ApiNoContentResponse()
  @ApiErrors('invalid_request', 'forbidden', 'not_found')
  clear(
    @Param('name') name: string,
    @Query() { subjectId }: QuotaOfSubjectDto,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.quotas.set(name, null, subjectId ?? null, actor);
  }
}
