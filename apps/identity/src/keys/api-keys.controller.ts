import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Principal, Rejected } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import { AccountsService } from '../accounts/accounts.service.js';
import { LastSeen } from '../accounts/last-seen.js';
import type { ApiKey } from '../domain/api-key.decider.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyDto, ApiKeysDto, CreateApiKeyDto, ListApiKeysDto, NewApiKeyDto } from './api-keys.dto.js';

@ApiTags('API keys')
@ApiBearerAuth()
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly accounts: AccountsService,
    private readonly seen: LastSeen,
  ) {}

  @Get()
  @Allow(['anyone'])
  @ApiOperation({
    summary: 'List API keys, the newest first',
    description: 'Admins see all keys, others their own.',
  })
  @ApiOkResponse({ type: ApiKeysDto })
  @ApiErrors('invalid_request', 'forbidden')
  list(@Query() { userId }: ListApiKeysDto, @CurrentPrincipal() principal: Principal): ApiKeysDto {
    const of = principal.role === 'admin' ? userId : principal.userId;
    return { items: this.keys.list(of).map((key) => this.answer(key)) };
  }

  @Post()
  @Allow(['anyone'], { stepUp: true })
  @ApiOperation({
    summary: 'Make an API key',
    description:
      'It acts as the account it belongs to, within its rights and servers. A key made with a key ' +
      'gets no more than that one has.',
  })
  @ApiCreatedResponse({ type: NewApiKeyDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'not_found', 'quota_exceeded')
  async create(
    @Body() { name, rights, servers, expiresAt, serviceAccountId }: CreateApiKeyDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<NewApiKeyDto> {
    const until = expiresAt == null ? null : instantOf(expiresAt);
    const { key, token } = await this.keys.create(
      { name, rights, servers, expiresAt: until, serviceAccountId },
      principal,
    );
    return Object.assign(this.answer(key), { token });
  }

  @Delete(':id')
  @Allow(['anyone'])
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key', description: 'It is refused from the next request on.' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'not_found')
  revoke(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.keys.revoke(id, principal);
  }

  private answer({
    id,
    name,
    prefix,
    userId,
    rights,
    servers,
    createdAt,
    createdBy,
    expiresAt,
    revoked,
  }: ApiKey): ApiKeyDto {
    const expired = expiresAt !== null && expiresAt <= new Date().toISOString();
    const status = revoked ? 'revoked' : expired ? 'expired' : 'active';
    return {
      id,
      name,
      prefix,
      userId,
      userName: this.accounts.user(userId)?.name ?? '',
      rights,
      servers,
      createdAt,
      createdBy,
      expiresAt,
      lastUsedAt: this.seen.key(id),
      status,
    };
  }
}

/** ISO 8601 also knows weeks and leap seconds, which no clock here does. */
function instantOf(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new Rejected(
      'invalid_request',
      'Nothing was changed, because expiresAt is no day and time. Send one like 2027-01-31T12:00:00Z.',
      [{ field: 'expiresAt', problem: 'is no day and time' }],
    );
  return new Date(ms).toISOString();
}
