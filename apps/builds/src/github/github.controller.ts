import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, ApiErrors } from '@toolyard/service';
import {
  BranchesDto,
  GitHubDto,
  ListBranchesDto,
  ListRepositoriesDto,
  RepositoriesDto,
  SourceReportDto,
} from './github.dto.js';
import { GitHubService } from './github.service.js';

@ApiTags('GitHub')
@ApiBearerAuth()
@Controller('api/v1')
export class GitHubController {
  constructor(private readonly github: GitHubService) {}

  @Get('github')
  @Allow(['admin', 'developer'])
  @ApiOperation({ summary: 'Read the connection to GitHub and where the App is installed' })
  @ApiOkResponse({ type: GitHubDto })
  read(): Promise<GitHubDto> {
    return this.github.connection();
  }

  @Get('github/repositories')
  @Allow(['admin', 'developer'])
  @ApiOperation({ summary: 'Search the repositories that an installation of the App sees' })
  @ApiOkResponse({ type: RepositoriesDto })
  @ApiErrors('invalid_request', 'source_not_connected', 'unavailable')
  async repositories(@Query() { installationId, search }: ListRepositoriesDto): Promise<RepositoriesDto> {
    return { items: await this.github.repositories(installationId, search?.trim() ?? '') };
  }

  @Get('github/branches')
  @Allow(['admin', 'developer'])
  @ApiOperation({ summary: 'List the branches of a repository' })
  @ApiOkResponse({ type: BranchesDto })
  @ApiErrors('invalid_request', 'source_not_connected', 'unavailable')
  async branches(@Query() { repository }: ListBranchesDto): Promise<BranchesDto> {
    return { items: await this.github.branches(repository) };
  }

  @Get('servers/:id/source')
  @Allow(['admin', 'auditor', 'own'], { by: 'server' })
  @ApiOperation({
    summary: 'Read where the commits of a server come from',
    description: 'With what is wrong and what to do when they cannot be read.',
  })
  @ApiOkResponse({ type: SourceReportDto })
  @ApiErrors('not_found')
  source(@Param('id') serverId: string): SourceReportDto {
    return this.github.sourceOf(serverId);
  }
}
