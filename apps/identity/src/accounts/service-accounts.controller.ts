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
  ) {}

  @Get()
  @Allow(['admin', 'auditor'])
  @ApiOperation({ summary: 'List service accounts' })
  @ApiOkResponse({ type: ServiceAccountsDto })
  @ApiErrors('forbidden')
  list(): ServiceAccountsDto {
    return this.answers.serviceAccounts();
  }

  @Post()
  @Allow(['admin'], { stepUp: true })
  @ApiOperation({
    summary: 'Create a service account',
    description: 'An account for a program: it has API keys and no password.',
  })
  @ApiCreatedResponse({ type: UserDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed')
  async create(
    @Body() { name, role, groupIds }: CreateServiceAccountDto,
    @CurrentActor() actor: Actor,
  ): Promise<UserDto> {
    return this.answers.account(await this.accounts.createService({ name, role, groupIds: groupIds ?? [] }, actor));
  }

  @Patch(':id')
  @Allow(['admin'], { stepUp: true })
  @ApiOperation({ summary: 'Change a service account', description: 'What is not given stays.' })
  @ApiOkResponse({ type: UserDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'not_found')
  async edit(
    @Param('id') id: string,
    @Body() { name, role, groupIds }: EditServiceAccountDto,
    @CurrentActor() actor: Actor,
  ): Promise<UserDto> {
    return this.answers.account(
      await this.accounts.edit(this.accounts.service(id).id, { name, role, groupIds }, actor),
    );
  }

  @Delete(':id')
  @Allow(['admin'], { stepUp: true })
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a service account', description: 'Its API keys stop at once.' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'not_found')
  async delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    await this.accounts.delete(this.accounts.service(id).id, actor);
  }
}
