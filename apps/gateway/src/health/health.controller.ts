import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, ApiErrors } from '@toolyard/service';
import { GatewayService } from '../gateway.js';
import type { PlatformHealth } from './services-health.js';

@ApiTags('Live')
@ApiBearerAuth()
@Controller('api/v1/health')
export class HealthController {
  constructor(private readonly gateway: GatewayService) {}

  @Get()
  @Allow(['anyone'])
  @ApiOperation({
    summary: 'Which services work, and which engine is missing',
    description: 'Answers 200 whatever it finds; `GET /health` is for probes.',
  })
  @ApiOkResponse({ type: Object })
  @ApiErrors()
  health(): Promise<PlatformHealth> {
    return this.gateway.health();
  }
}
