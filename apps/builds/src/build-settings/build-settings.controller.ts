import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor } from '@toolyard/service';
import { BuildSettingsDto } from './build-settings.dto.js';
import { BuildSettingsService } from './build-settings.service.js';

@ApiTags('Deployments')
@ApiBearerAuth()
@Controller('api/v1/servers/:id/build-settings')
export class BuildSettingsController {
  constructor(private readonly settings: BuildSettingsService) {}

  @Get()
  @Allow(['admin', 'auditor', 'own'], { by: 'server' })
  @ApiOperation({
    summary: 'Read the build settings of a server',
    description: 'Fields that replace what the repository says. A field that is absent is decided by the repository.',
  })
  @ApiOkResponse({ type: BuildSettingsDto })
  @ApiErrors('not_found')
  read(@Param('id') serverId: string): BuildSettingsDto {
    return this.settings.read(serverId);
  }

  @Put()
  @Allow(['admin', 'own'], { by: 'server', right: 'deploy' })
  @ApiOperation({
    summary: 'Replace the build settings of a server',
    description: 'The next deployment is built with them; nothing is deployed by the change.',
  })
  @ApiOkResponse({ type: BuildSettingsDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found')
  change(
    @Param('id') serverId: string,
    @Body() input: BuildSettingsDto,
    @CurrentActor() actor: Actor,
  ): Promise<BuildSettingsDto> {
    return this.settings.change(serverId, input, actor);
  }
}
