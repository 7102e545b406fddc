import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
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
import { AccountsService } from '../accounts/accounts.service.js';
import { UserAnswers } from '../accounts/user-answers.js';
import { MembersQueryDto, UserPageDto } from '../accounts/users.dto.js';
import { DirectoryService } from '../directory/directory.service.js';
import type { Group } from '../domain/group.decider.js';
import { GroupsService } from './groups.service.js';
import { CreateGroupDto, EditGroupDto, GroupDto, GroupsDto, RuleDto, ruleOf } from './groups.dto.js';

@ApiTags('Permission groups')
@ApiBearerAuth()
@Controller('api/v1/groups')
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly accounts: AccountsService,
    private readonly answers: UserAnswers,
    private readonly directory: DirectoryService,
  ) {}

  @Get()
  @Allow(['admin', 'auditor', 'developer'])
  @ApiOperation({ summary: 'List groups' })
  @ApiOkResponse({ type: GroupsDto })
  @ApiErrors('forbidden')
  list(): GroupsDto {
    return { items: this.groups.list().map((group) => this.answer(group)) };
  }

  @Post()
  @Allow(['admin'], { stepUp: { defaultAccess: 'all' } })
  @ApiOperation({ summary: 'Create a group' })
  @ApiCreatedResponse({ type: GroupDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'conflict')
  async create(
    @Body() { name, description, defaultAccess }: CreateGroupDto,
    @CurrentActor() actor: Actor,
  ): Promise<GroupDto> {
    return this.answer(await this.groups.create({ name, description, defaultAccess }, actor));
  }

  @Get(':id')
  @Allow(['admin', 'auditor', 'developer'])
  @ApiOperation({ summary: 'Read a group' })
  @ApiOkResponse({ type: GroupDto })
  @ApiErrors('forbidden', 'not_found')
  read(@Param('id') id: string): GroupDto {
    return this.answer(this.groups.get(id));
  }

  @Patch(':id')
  @Allow(['admin'], { stepUp: { defaultAccess: 'all' } })
  @ApiOperation({ summary: 'Change a group', description: 'What is not given stays.' })
  @ApiOkResponse({ type: GroupDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'not_found', 'conflict')
  async edit(
    @Param('id') id: string,
    @Body() { name, description, defaultAccess }: EditGroupDto,
    @CurrentActor() actor: Actor,
  ): Promise<GroupDto> {
    return this.answer(await this.groups.edit(id, { name, description, defaultAccess }, actor));
  }

  @Delete(':id')
  @Allow(['admin'], { stepUp: true })
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a group', description: 'Its members stay, without what it allowed.' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'not_found', 'default_group')
  delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.groups.delete(id, actor);
  }

  @Put(':id/servers/:serverId')
  @Allow(['admin', 'own'], { by: 'server', param: 'serverId', stepUp: true })
  @ApiOperation({ summary: 'Set which tools of a server the group may call' })
  @ApiOkResponse({ type: GroupDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'not_found')
  async setRule(
    @Param('id') id: string,
    @Param('serverId') serverId: string,
    @Body() rule: RuleDto,
    @CurrentActor() actor: Actor,
  ): Promise<GroupDto> {
    return this.answer(await this.groups.setRule(id, serverId, ruleOf(rule), actor));
  }

  @Delete(':id/servers/:serverId')
  @Allow(['admin', 'own'], { by: 'server', param: 'serverId', stepUp: true })
  @HttpCode(204)
  @ApiOperation({ summary: "Let the group's default apply to a server again" })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'not_found')
  removeRule(
    @Param('id') id: string,
    @Param('serverId') serverId: string,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.groups.removeRule(id, serverId, actor);
  }

  @Get(':id/members')
  @Allow(['admin', 'auditor'])
  @ApiOperation({ summary: 'List members, by name' })
  @ApiOkResponse({ type: UserPageDto })
  @ApiErrors('invalid_request', 'forbidden', 'not_found')
  members(@Param('id') id: string, @Query() { search, cursor, limit }: MembersQueryDto): UserPageDto {
    return this.answers.page({ groupId: this.groups.get(id).id, search: search?.trim(), cursor, limit: limit ?? 30 });
  }

  @Put(':id/members/:userId')
  @Allow(['admin'], { stepUp: true })
  @HttpCode(204)
  @ApiOperation({ summary: 'Add a member' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'not_found')
  async join(@Param('id') id: string, @Param('userId') userId: string, @CurrentActor() actor: Actor): Promise<void> {
    await this.accounts.join(userId, this.groups.get(id).id, actor);
  }

  @Delete(':id/members/:userId')
  @Allow(['admin'])
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a member' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'not_found')
  async leave(@Param('id') id: string, @Param('userId') userId: string, @CurrentActor() actor: Actor): Promise<void> {
    await this.accounts.leave(userId, this.groups.get(id).id, actor);
  }

  private answer({ id, name, description, isDefault, defaultAccess, servers, createdAt }: Group): GroupDto {
    return {
      id,
      name,
      description,
      isDefault,
      memberCount: this.directory.view.membersOf(id).length,
      defaultAccess,
      servers,
      createdAt,
    };
  }
}
