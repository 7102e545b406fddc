import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor } from '@toolyard/service';
import { present } from '../deployments/deployment-record.js';
import { DeploymentDto } from '../deployments/deployments.dto.js';
import { BeginDto, TemplatesDto } from './templates.dto.js';
import { templates } from './templates.js';
import { TemplatesService } from './templates.service.js';

@ApiTags('Templates')
@ApiBearerAuth()
@Controller('api/v1')
export class TemplatesController {
  constructor(private readonly service: TemplatesService) {}

  @Get('templates')
  @Allow(['admin', 'developer'])
  @ApiOperation({ summary: 'List the repositories that a new server can begin with' })
  @ApiOkResponse({ type: TemplatesDto })
  list(): TemplatesDto {
    return { items: [...templates] };
  }

  @Post('servers/:id/template')
  @Allow(['admin', 'own'], { by: 'server', right: 'deploy' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Begin the empty repository of a server with a template',
    description: 'It is the first commit of main in the built-in git remote, and is deployed like a push.',
  })
  @ApiAcceptedResponse({ type: DeploymentDto })
  @ApiErrors(
    ...(['invalid_request', 'malformed_json', 'not_found', 'conflict', 'server_disabled', 'repository_taken'] as const),
    'unavailable',
  )
  async begin(
    @Param('id') serverId: string,
    @Body() { template }: BeginDto,
    @CurrentActor() actor: Actor,
  ): Promise<DeploymentDto> {
    return present(await this.service.begin(serverId, template, actor));
  }
}
