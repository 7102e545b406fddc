import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import { OverviewDto } from './overview.dto.js';
import { OverviewService } from './overview.service.js';

@ApiTags('Servers')
@ApiBearerAuth()
@Controller('api/v1/servers')
export class OverviewController {
  constructor(private readonly service: OverviewService) {}

  @Get(':id/overview')
  @Allow(['admin', 'auditor', 'usable'], { by: 'server' })
  @ApiOperation({
    summary: 'A server at a glance',
    description:
      'Figures of the last 7 days, the 10 newest calls without payloads, the live deployment and those in progress. ' +
      'Admins, auditors and the developer of the server get figures over all callers and whole deployments, others ' +
      "figures of their own calls and of deployments the state and the changed tools; recent calls are one's own for " +
      'all but admins and auditors.',
  })
  @ApiOkResponse({ type: OverviewDto })
  @ApiErrors('not_found')
  overview(@Param('id') serverId: string, @CurrentPrincipal() principal: Principal): Promise<OverviewDto> {
    return this.service.overview(serverId, principal);
  }
}
