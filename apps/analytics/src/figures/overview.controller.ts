import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal, Requests } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { Allow, ApiErrors, CurrentPrincipal, log } from '@toolyard/service';
import { CallsService } from '../calls/calls.service.js';
import { figuresFor, visibleTo } from '../calls/call-visibility.js';
import { OverviewDto } from './figures.dto.js';
import { ServerDirectory } from '../servers/server-directory.js';

type Deployments = Requests['builds.deployments.summary']['reply'];

const days = 7;
const recentCalls = 10;

@ApiTags('Servers')
@ApiBearerAuth()
@Controller('api/v1/servers')
export class OverviewController {
  constructor(
    private readonly calls: CallsService,
    private readonly directory: ServerDirectory,
    private readonly requester: Requester,
  ) {}

  @Get(':id/overview')
  @Allow(['admin', 'auditor', 'usable'], { by: 'server' })
  @ApiOperation({
    summary: 'A server at a glance',
    description:
      "Figures of the last 7 days, the 10 newest calls without payloads, the live deployment and those in progress. Admins, auditors and the developer of the server get figures over all callers, others of their own calls; recent calls are one's own for all but admins and auditors.",
  })
  @ApiOkResponse({ type: OverviewDto })
  @ApiErrors('not_found')
  async overview(@Param('id') serverId: string, @CurrentPrincipal() principal: Principal): Promise<OverviewDto> {
    await this.directory.assertServer(serverId);
    const from = Date.now() - days * 86_400_000;
    const [{ totalCalls, uniqueUsers, errorRate, averageLatencyMs }, { items }, deployments] = await Promise.all([
      this.calls.stats(figuresFor(principal, { serverId, from }, this.directory.owns(principal, serverId))),
      this.calls.page(visibleTo(principal, { serverId }), undefined, recentCalls, false),
      this.deployments(serverId),
    ]);
    const { live, inProgress } = deployments;
    return {
      totalCalls,
      uniqueUsers,
      errorRate,
      averageLatencyMs,
      recent: items,
      ...(live ? { live } : {}),
      inProgress,
    };
  }

  /** The figures are worth showing without them. */
  private async deployments(serverId: string): Promise<Pick<Deployments, 'live' | 'inProgress'>> {
    try {
      return await this.requester.request('builds.deployments.summary', { serverId }, { timeoutMs: 2_000 });
    } catch (error) {
      log.warn({ err: error, serverId }, 'an overview is shown without deployments');
      return { live: null, inProgress: [] };
    }
  }
}
