import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { type Principal, Rejected } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import { GatewayConfig } from '../gateway.config.js';
import { GatewayService } from '../gateway.js';
import { checkConnection, type CheckReport, type CheckStep } from './connection-check.js';

class CheckRequestDto {
  @ApiProperty()
  method!: string;

  @ApiProperty()
  url!: string;
}

class CheckStepDto implements CheckStep {
  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'Which clients behave like this.' })
  client!: string;

  @ApiProperty()
  request!: CheckRequestDto;

  @ApiProperty({ type: Number, nullable: true, description: 'Status of the answer; null when there was none.' })
  status!: number | null;

  @ApiProperty()
  ok!: boolean;

  @ApiProperty()
  got!: string;

  @ApiProperty()
  expected!: string;

  @ApiPropertyOptional({ description: 'How to mend it, where it is not as expected.' })
  repair?: string;
}

class CheckReportDto implements CheckReport {
  @ApiProperty({ description: 'The address that clients are given.' })
  url!: string;

  @ApiProperty()
  ok!: boolean;

  @ApiProperty()
  checkedAt!: string;

  @ApiProperty({ type: [CheckStepDto] })
  steps!: CheckStepDto[];
}

@ApiTags('Servers')
@ApiBearerAuth()
@Controller('api/v1/servers/:id/connection-check')
export class ConnectionCheckController {
  constructor(
    private readonly gateway: GatewayService,
    private readonly config: GatewayConfig,
  ) {}

  @Get()
  @Allow(['admin', 'own', 'usable'], { by: 'server' })
  @ApiOperation({
    summary: 'Try whether MCP clients can connect',
    description:
      'Makes the requests of the common MCP clients to the public URL, in their order and in ' +
      'your name, and says of each what came back, what was expected and how to mend it. ' +
      'Calls no tool.',
  })
  @ApiOkResponse({ type: CheckReportDto })
  @ApiErrors('forbidden', 'not_found')
  check(@Param('id') serverId: string, @CurrentPrincipal() { userId }: Principal): Promise<CheckReport> {
    const { routes, platformTokens } = this.gateway.mcp;
    const route = [...routes.all()].find((each) => each.serverId === serverId);
    if (!route)
      throw new Rejected(
        'not_found',
        'There is no such server, or the gateway has not heard of it yet. Try again in a moment.',
      );
    return checkConnection(
      this.config.TOOLYARD_PUBLIC_URL,
      route,
      platformTokens.issue({ userId, serverId, mayCall: false }),
    );
  }
}
