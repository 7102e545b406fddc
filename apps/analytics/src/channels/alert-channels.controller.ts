import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor } from '@toolyard/service';
import type { AlertChannel } from './alert-channel.decider.js';
import {
  AlertChannelDto,
  AlertChannelListDto,
  ChannelTestDto,
  CreateAlertChannelDto,
  EditAlertChannelDto,
  NewAlertChannelDto,
} from './alert-channels.dto.js';
import { AlertChannelsService } from './alert-channels.service.js';

@ApiTags('Alerts')
@ApiBearerAuth()
@Allow(['admin'])
@Controller('api/v1/alert-channels')
export class AlertChannelsController {
  constructor(private readonly channels: AlertChannelsService) {}

  @Get()
  @Allow(['admin', 'developer', 'auditor'])
  @ApiOperation({ summary: 'List the channels that messages about alerts go to' })
  @ApiOkResponse({ type: AlertChannelListDto })
  list(): AlertChannelListDto {
    return { items: this.channels.list().map(answer) };
  }

  @Post()
  @ApiOperation({ summary: 'Create a channel' })
  @ApiCreatedResponse({ type: NewAlertChannelDto })
  @ApiErrors('invalid_request', 'malformed_json', 'conflict')
  async create(
    @Body() { kind, name, url, to }: CreateAlertChannelDto,
    @CurrentActor() actor: Actor,
  ): Promise<NewAlertChannelDto> {
    const { channel, secret } = await this.channels.create(kind, name, { url, to }, actor);
    return { ...answer(channel), ...(secret === undefined ? {} : { secret }) };
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a channel', description: 'A webhook keeps its secret when its address changes.' })
  @ApiOkResponse({ type: AlertChannelDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found')
  async edit(
    @Param('id') id: string,
    @Body() change: EditAlertChannelDto,
    @CurrentActor() actor: Actor,
  ): Promise<AlertChannelDto> {
    return answer(await this.channels.edit(id, change, actor));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a channel' })
  @ApiNoContentResponse()
  @ApiErrors('not_found')
  delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.channels.delete(id, actor);
  }

  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a test message' })
  @ApiOkResponse({ type: ChannelTestDto })
  @ApiErrors('not_found')
  test(@Param('id') id: string): Promise<ChannelTestDto> {
    return this.channels.test(id);
  }
}

const answer = ({ id, kind, name, shown: target, enabled, createdAt }: AlertChannel) => ({
  id,
  kind,
  name,
  target,
  enabled,
  createdAt,
});
