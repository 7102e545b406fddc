import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor, Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, CurrentPrincipal } from '@toolyard/service';
import { AuthorizationsService } from './authorizations.service.js';

export class ConnectionDto {
  @ApiProperty({ description: 'Id of the connection.' })
  id!: string;

  @ApiProperty({ description: 'What the client calls itself.' })
  clientName!: string;

  @ApiProperty({ description: 'Host that the client is sent back to, or that publishes its metadata document.' })
  clientHost!: string;

  @ApiProperty()
  serverId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null when the server is gone.' })
  serverName!: string | null;

  @ApiProperty({ type: [String] })
  scopes!: string[];

  @ApiProperty({ format: 'date-time' })
  connectedAt!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When it last fetched a token, which clients do about once an hour while they are in use.',
  })
  lastUsedAt!: string;
}

class ConnectionsDto {
  @ApiProperty({ type: [ConnectionDto] })
  items!: ConnectionDto[];
}

@ApiTags('Me')
@ApiBearerAuth()
@Controller('api/v1/me/connections')
export class AuthorizationsController {
  constructor(private readonly authorizations: AuthorizationsService) {}

  @Get()
  @Allow(['anyone'])
  @ApiOperation({ summary: 'List the MCP clients that may act in your name' })
  @ApiOkResponse({ type: ConnectionsDto })
  @ApiErrors()
  async list(@CurrentPrincipal() principal: Principal): Promise<ConnectionsDto> {
    return { items: await this.authorizations.of(principal.userId) };
  }

  @Delete(':connectionId')
  @HttpCode(204)
  @Allow(['anyone'])
  @ApiOperation({ summary: 'End the authorization of a client; its tokens stop at once' })
  @ApiNoContentResponse()
  @ApiErrors('not_found')
  async remove(
    @Param('connectionId') connectionId: string,
    @CurrentPrincipal() principal: Principal,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    await this.authorizations.disconnect(principal.userId, connectionId, actor);
  }
}
