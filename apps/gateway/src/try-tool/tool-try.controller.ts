import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { type Endpoint, type Principal, Rejected, type Route } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import { IsObject, IsOptional } from 'class-validator';
import type { Response } from 'express';
import { GatewayConfig } from '../gateway.config.js';
import { GatewayService } from '../gateway.js';
import { type Tried, tryTool } from './tool-try.js';

class TryDto {
  @ApiPropertyOptional({ type: Object, description: 'Arguments of the tool.', default: {} })
  @IsOptional()
  @IsObject()
  arguments?: Record<string, unknown>;
}

class TriedErrorDto {
  @ApiProperty({ description: 'Code of JSON-RPC, or of the platform.' })
  code!: string;

  @ApiProperty()
  message!: string;

  @ApiPropertyOptional({ type: Object })
  data?: unknown;
}

class TriedDto implements Tried {
  @ApiProperty()
  latencyMs!: number;

  @ApiPropertyOptional({ type: Object, description: 'As MCP has it: `content`, `structuredContent`, `isError`.' })
  result?: object;

  @ApiPropertyOptional({ description: 'The call was refused, or the server broke the protocol.' })
  error?: TriedErrorDto;
}

/** A little more than the gateway itself gives a call, so that its own answer comes first. */
const reserveMs = 2_000;

@ApiTags('Servers')
@ApiBearerAuth()
@Controller('api/v1/servers/:id/tools')
export class TryController {
  constructor(
    private readonly gateway: GatewayService,
    private readonly config: GatewayConfig,
  ) {}

  @Post(':name/try')
  @HttpCode(200)
  @Allow(['admin', 'own', 'usable'], { by: 'server', right: 'call' })
  @ApiOperation({
    summary: 'Call a tool',
    description:
      'As an MCP client would, in your name: with your rights and credentials, and recorded ' +
      'with the source "Toolyard dashboard". Ending the request cancels the call.',
  })
  @ApiOkResponse({ type: TriedDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'not_found', 'server_disabled', 'upstream_failed')
  async try(
    @Param('id') serverId: string,
    @Param('name') name: string,
    @Body() body: TryDto,
    @CurrentPrincipal() { userId }: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Tried> {
    const { routes, platformTokens, handler } = this.gateway.mcp;
    const route = callable([...routes.all()].find((each) => each.serverId === serverId));
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return tryTool(route, { name, arguments: body?.arguments ?? {} }, gone.signal, {
      handler,
      publicPath: new URL(this.config.TOOLYARD_PUBLIC_URL).pathname.replace(/\/$/, ''),
      token: () => platformTokens.issue({ userId, serverId, mayCall: true }),
      version: '1',
      timeoutMs: this.config.TOOLYARD_CALL_TIMEOUT_SECONDS * 1_000 + reserveMs,
    });
  }
}

function callable(route: Route | undefined): Route & { endpoint: Endpoint } {
  if (!route)
    throw new Rejected(
      'not_found',
      'There is no such server, or the gateway has not heard of it yet. Try again in a moment.',
    );
  if (route.status === 'disabled')
    throw new Rejected('server_disabled', 'The server is disabled, so nothing was called. Enable it first.');
  if (!route.endpoint)
    throw new Rejected('not_found', 'The server has no live deployment, so there is no tool to call. Deploy it first.');
  return { ...route, endpoint: route.endpoint };
}
