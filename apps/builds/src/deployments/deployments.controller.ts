import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor } from '@toolyard/service';
import { DeploymentsService } from './deployments.service.js';
import {
  BuildPlanDto,
  CommitPageDto,
  ContractDto,
  DeployDto,
  DeploymentDto,
  DeploymentPageDto,
  ListCommitsDto,
  ListDeploymentsDto,
  ToolsDto,
} from './deployments.dto.js';
import { present } from './deployment-record.js';
import { Commits } from '../repositories/commits.js';

const pageSize = 30;
const noPlan: BuildPlanDto = { lines: [], ignored: [] };

@ApiTags('Deployments')
@ApiBearerAuth()
@Controller('api/v1')
export class DeploymentsController {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly mainCommits: Commits,
  ) {}

  @Post('servers/:id/deployments')
  @Allow(['admin', 'own'], { by: 'server', right: 'deploy' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Deploy the latest or a chosen commit of main' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  @ApiErrors(
    'invalid_request',
    'malformed_json',
    'not_found',
    'nothing_to_deploy',
    'server_disabled',
    'repository_taken',
    'source_not_connected',
  )
  async deploy(
    @Param('id') serverId: string,
    @Body() input: DeployDto,
    @CurrentActor() actor: Actor,
  ): Promise<DeploymentDto> {
    return present(await this.deployments.deploy(serverId, input?.commit, actor));
  }

  @Get('servers/:id/deployments')
  @Allow(['admin', 'auditor', 'own'], { by: 'server' })
  @ApiOperation({ summary: 'List the deployments of a server, the newest first' })
  @ApiOkResponse({ type: DeploymentPageDto })
  @ApiErrors('invalid_request', 'not_found')
  list(@Param('id') serverId: string, @Query() query: ListDeploymentsDto): DeploymentPageDto {
    const { items, nextCursor } = this.deployments.page(serverId, {
      limit: query.limit ?? pageSize,
      cursor: query.cursor,
    });
    return { items: items.map(present), nextCursor };
  }

  @Get('servers/:id/commits')
  @Allow(['admin', 'auditor', 'own'], { by: 'server' })
  @ApiOperation({ summary: 'List or search the commits of main, the newest first' })
  @ApiOkResponse({ type: CommitPageDto })
  @ApiErrors('invalid_request', 'not_found', 'repository_taken', 'source_not_connected')
  commits(@Param('id') serverId: string, @Query() query: ListCommitsDto): Promise<CommitPageDto> {
    return this.mainCommits.page(
      this.deployments.readableSource(serverId),
      query.search?.trim() || undefined,
      query.cursor,
    );
  }

  @Get('servers/:id/tools')
  @Allow(['admin', 'auditor', 'usable'], { by: 'server' })
  @ApiOperation({ summary: 'List the tools that the live deployment offers' })
  @ApiOkResponse({ type: ToolsDto })
  @ApiErrors('not_found')
  tools(@Param('id') serverId: string): ToolsDto {
    const live = this.deployments.view.live(this.deployments.server(serverId).id);
    return { items: live?.tools ?? [], deploymentId: live?.id ?? null };
  }

  @Get('deployments/:id')
  @Allow(['admin', 'auditor', 'own'], { by: 'deployment' })
  @ApiOperation({ summary: 'Read a deployment' })
  @ApiOkResponse({ type: DeploymentDto })
  @ApiErrors('not_found')
  read(@Param('id') id: string): DeploymentDto {
    return present(this.deployments.get(id));
  }

  @Get('deployments/:id/tools')
  @Allow(['admin', 'auditor', 'own'], { by: 'deployment' })
  @ApiOperation({
    summary: 'List the tools of a deployment beside those of the one before',
    description: 'What the deployment offers or offered, and what it replaced, so that the two can be compared.',
  })
  @ApiOkResponse({ type: ContractDto })
  @ApiErrors('not_found')
  contract(@Param('id') id: string): ContractDto {
    const { tools, previousId } = this.deployments.get(id);
    const before = previousId === null ? undefined : this.deployments.view.get(previousId);
    return { deploymentId: id, items: tools, before: before ? { deploymentId: before.id, items: before.tools } : null };
  }

  @Get('deployments/:id/plan')
  @Allow(['admin', 'auditor', 'own'], { by: 'deployment' })
  @ApiOperation({
    summary: 'Read how a deployment was built',
    description: 'What was chosen, where it came from, and what was ignored. Empty before the build is planned.',
  })
  @ApiOkResponse({ type: BuildPlanDto })
  @ApiErrors('not_found')
  plan(@Param('id') id: string): BuildPlanDto {
    return this.deployments.get(id).plan ?? noPlan;
  }

  @Get('servers/:id/plan')
  @Allow(['admin', 'auditor', 'own'], { by: 'server' })
  @ApiOperation({
    summary: 'Read how the live deployment of a server was built',
    description: 'Of the latest deployment that was planned, when none is live.',
  })
  @ApiOkResponse({ type: BuildPlanDto })
  @ApiErrors('not_found')
  serverPlan(@Param('id') serverId: string): BuildPlanDto {
    const { id } = this.deployments.server(serverId);
    const latest = this.deployments.view.ofServer(id).find(({ plan }) => plan !== null);
    return this.deployments.view.live(id)?.plan ?? latest?.plan ?? noPlan;
  }

  @Post('deployments/:id/cancel')
  @Allow(['admin', 'own'], { by: 'deployment', right: 'deploy' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Stop a deployment that is not live yet',
    description: 'A running build is stopped; the live deployment stays.',
  })
  @ApiAcceptedResponse({ type: DeploymentDto })
  @ApiErrors('not_found', 'deployment_ended')
  async cancel(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<DeploymentDto> {
    return present(await this.deployments.cancel(id, actor));
  }

  @Post('deployments/:id/rollback')
  @Allow(['admin', 'own'], { by: 'deployment', right: 'deploy' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Bring the image of an earlier deployment back',
    description: 'Nothing is built; answers the new deployment.',
  })
  @ApiAcceptedResponse({ type: DeploymentDto })
  @ApiErrors('not_found', 'conflict', 'nothing_to_deploy', 'image_gone', 'server_disabled')
  async rollback(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<DeploymentDto> {
    return present(await this.deployments.rollback(id, actor));
  }
}
