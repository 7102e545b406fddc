import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
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
import { DirectoryService } from '../directory/directory.service.js';
import { noSuchAccount } from '../domain/account.decider.js';
import { AccountsService } from './accounts.service.js';
import { CreateServiceAccountDto, EditServiceAccountDto, ServiceAccountsDto, UserDto } from './users.dto.js';
import { UserAnswers } from './user-answers.js';

@ApiTags('Service accounts')
@ApiBearerAuth()
@Controller('api/v1/service-accounts')
export class ServiceAccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly answers: UserAnswers,
    private readonly directory: DirectoryService,
  ) {}

  @Get()
  @Allow(['admin', 'auditor'])
  @ApiOperation({ summary: 'List service accounts' })
  @ApiOkResponse({ type: ServiceAccountsDto })
  @ApiErrors('forbidden')
  list(): ServiceAccountsDto {
    const accounts = [...this.directory.view.accounts.values()].filter((account) => account.kind === 'service');
    return { items: accounts.map((account) => this.answers.account(account)) };
  }

  @Post()
  @Allow(['admin'])
  @ApiOperation({
    summary: 'Create a service account',
    description: 'An account for a program: it has API keys and no password.',
  })
  @ApiCreatedResponse({ type: UserDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden')
  async create(
    @Body() { name, role, groupIds }: CreateServiceAccountDto,
    @CurrentActor() actor: Actor,
  ): Promise<UserDto> {
    return this.answers.account(await this.accounts.createService({ name, role, groupIds: groupIds ?? [] }, actor));
  }

  @Patch(':id')
  @Allow(['admin'])
  @ApiOperation({ summary: 'Change a service account', description: 'What is not given stays.' })
  @ApiOkResponse({ type: UserDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'not_found')
  async edit(
    @Param('id') id: string,
    @Body() { name, role, groupIds }: EditServiceAccountDto,
    @CurrentActor() actor: Actor,
  ): Promise<UserDto> {
    this.assertService(id);
    return this.answers.account(await this.accounts.edit(id, { name, role, groupIds }, actor));
  }

  @Delete(':id')
  @Allow(['admin'])
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a service account', description: 'Its API keys stop at once.' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'not_found')
  async delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    this.assertService(id);
    await this.accounts.delete(id, actor);
  }

  private assertService(id: string): void {
    if (this.accounts.get(id).kind !== 'service') throw noSuchAccount();
  }
}
