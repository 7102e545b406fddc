import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, ServiceConfig } from '@toolyard/service';
import { digestOf, linkTo, linkToken } from '../directory/token.js';
import { AccountsService } from './accounts.service.js';
import { EditUserDto, LinkDto, ListUsersDto, UserDto, UserPageDto } from './users.dto.js';
import { UserAnswers } from './user-answers.js';

const linkLivesMs = 24 * 3_600_000;

@ApiTags('Users')
@ApiBearerAuth()
@Controller('api/v1/users')
export class UsersController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly answers: UserAnswers,
    private readonly config: ServiceConfig,
  ) {}

  @Get()
  @Allow(['admin', 'auditor'])
  @ApiOperation({ summary: 'List users, service accounts and open invitations, by name' })
  @ApiOkResponse({ type: UserPageDto })
  @ApiErrors('invalid_request', 'forbidden')
  list(@Query() { search, role, status, kind, cursor, limit }: ListUsersDto): UserPageDto {
    return this.answers.page({ search: search?.trim(), role, status, kind, cursor, limit: limit ?? 30 });
  }

  @Get(':id')
  @Allow(['admin', 'auditor'])
  @ApiOperation({ summary: 'Read a user' })
  @ApiOkResponse({ type: UserDto })
  @ApiErrors('forbidden', 'not_found')
  read(@Param('id') id: string): UserDto {
    return this.answers.account(this.accounts.get(id));
  }

  @Patch(':id')
  @Allow(['admin'], { stepUp: true })
  @ApiOperation({
    summary: 'Change a user',
    description: 'What is not given stays. It holds from the next request on, for open sessions too.',
  })
  @ApiOkResponse({ type: UserDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'not_found', 'last_admin')
  async edit(
    @Param('id') id: string,
    @Body() { name, role, status, groupIds }: EditUserDto,
    @CurrentActor() actor: Actor,
  ): Promise<UserDto> {
    const active = status && status === 'active';
    return this.answers.account(await this.accounts.edit(id, { name, role, active, groupIds }, actor));
  }

  @Delete(':id')
  @Allow(['admin'], { stepUp: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a user',
    description: 'Sessions, connections and API keys stop at once. What they did stays recorded.',
  })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'not_found', 'last_admin')
  delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.accounts.delete(id, actor);
  }

  @Post(':id/sign-out')
  @Allow(['admin'])
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sign a user out everywhere',
    description: 'Ends the sessions of the dashboard and the connections of MCP clients. API keys stay.',
  })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'not_found')
  signOut(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.accounts.endSessions(id, actor);
  }

  @Post(':id/password-link')
  @Allow(['admin'], { stepUp: true })
  @ApiOperation({
    summary: 'Make a link with which the user sets a new password',
    description: 'It works once, for 24 hours; an earlier one stops.',
  })
  @ApiCreatedResponse({ type: LinkDto })
  @ApiErrors('forbidden', 'step_up_needed', 'not_found', 'conflict')
  async passwordLink(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<LinkDto> {
    const token = linkToken();
    const expiresAt = new Date(Date.now() + linkLivesMs).toISOString();
    await this.accounts.makePasswordLink(id, digestOf(token), expiresAt, actor);
    return { url: linkTo(this.config.publicUrl, 'password', token), expiresAt };
  }
}
