import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor } from '@toolyard/service';
import { VariablesService } from './variables.service.js';
import { masked, SetVariableDto, VariableDto, VariablesDto } from './variables.dto.js';

@ApiTags('Variables')
@ApiBearerAuth()
@Allow(['admin', 'own'], { by: 'server' })
@Controller('api/v1/servers/:id/variables')
export class VariablesController {
  constructor(private readonly variables: VariablesService) {}

  @Get()
  @ApiOperation({ summary: 'List the variables of a server, values masked' })
  @ApiOkResponse({ type: VariablesDto })
  @ApiErrors('not_found')
  async list(@Param('id') id: string): Promise<VariablesDto> {
    return { items: (await this.variables.list(id)).map(([name, variable]) => masked(name, variable)) };
  }

  @Get(':name')
  @ApiOperation({ summary: 'Read one variable, its value masked' })
  @ApiOkResponse({ type: VariableDto })
  @ApiErrors('not_found')
  async read(@Param('id') id: string, @Param('name') name: string): Promise<VariableDto> {
    return masked(name, await this.variables.get(id, name));
  }

  @Put(':name')
  @ApiOperation({
    summary: 'Set a variable',
    description:
      'The live deployment is replaced by one with the new value and the same image. The same value ' +
      'again changes nothing.',
  })
  @ApiOkResponse({ type: VariableDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found', 'reserved_name', 'quota_exceeded', 'payload_too_large')
  async set(
    @Param('id') id: string,
    @Param('name') name: string,
    @Body() { value }: SetVariableDto,
    @CurrentActor() actor: Actor,
  ): Promise<VariableDto> {
    return masked(name, await this.variables.set(id, name, value, actor));
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a variable' })
  @ApiNoContentResponse()
  @ApiErrors('not_found')
  remove(@Param('id') id: string, @Param('name') name: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.variables.remove(id, name, actor);
  }
}
