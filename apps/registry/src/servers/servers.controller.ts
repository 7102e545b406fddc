import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Access, type Actor, type Principal, Rejected, type Server } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, CurrentPrincipal } from '@toolyard/service';
import { RegistryConfig } from '../registry.config.js';
import { DeploymentStates } from './deployment-states.js';
import { ServersService } from './servers.service.js';
import { serverAnswer } from './server-answer.js';
import { ListServersDto } from './list-servers.dto.js';
import { CreateServerDto, EditServerDto, ServerDto, ServerPageDto } from './servers.dto.js';

@ApiTags('Servers')
@ApiBearerAuth()
@Controller('api/v1/servers')
export class ServersController {
  constructor(
    private readonly servers: ServersService,
    private readonly states: DeploymentStates,
    private readonly config: RegistryConfig,
  ) {}

  @Post()
  @Allow(['admin', 'developer'], { stepUp: { access: 'public' } })
  @ApiOperation({ summary: 'Create a server' })
  @ApiCreatedResponse({ type: ServerDto })
  @ApiErrors(
    'invalid_request',
    'malformed_json',
    'step_up_needed',
    'slug_taken',
    'repository_taken',
    'source_not_connected',
    'quota_exceeded',
  )
  async create(
    @Body() input: CreateServerDto,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ServerDto> {
    assertMayPublish(principal, input.access);
    assertWholeKey(principal);
    const server = await this.servers.create(input, actor, principal.role === 'admin');
    this.states.isNew(server.id);
    return serverAnswer(server, (await this.states.of([])).get(server.id), this.config.publicUrl);
  }

  @Get()
  @Allow(['anyone'])
  @ApiOperation({ summary: 'List servers, the newest first' })
  @ApiOkResponse({ type: ServerPageDto })
  @ApiErrors('invalid_request')
  async list(@Query() query: ListServersDto, @CurrentPrincipal() principal: Principal): Promise<ServerPageDto> {
    const { items, nextCursor } = this.servers.page(query, principal);
    const states = await this.states.of(items.map((server) => server.id));
    return {
      items: items.map((server) => serverAnswer(server, states.get(server.id), this.config.publicUrl)),
      nextCursor,
    };
  }

  @Get(':id')
  @Allow(['admin', 'auditor', 'usable'], { by: 'server' })
  @ApiOperation({ summary: 'Read a server' })
  @ApiOkResponse({ type: ServerDto })
  @ApiErrors('not_found')
  async read(@Param('id') id: string): Promise<ServerDto> {
    return this.answer(await this.servers.get(id));
  }

  @Patch(':id')
  @Allow(['admin', 'own'], { by: 'server', stepUp: { access: 'public' } })
  @ApiOperation({
    summary: 'Edit a server',
    description: 'What is not given stays. Slug, source and auth method never change.',
  })
  @ApiOkResponse({ type: ServerDto })
  @ApiErrors('invalid_request', 'malformed_json', 'step_up_needed', 'not_found', 'auth_method_fixed', 'quota_exceeded')
  async edit(
    @Param('id') id: string,
    @Body() input: EditServerDto,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ServerDto> {
    if ((await this.servers.get(id)).access !== 'public') assertMayPublish(principal, input.access);
    return this.answer(await this.servers.edit(id, input, actor));
  }

  @Delete(':id')
  @Allow(['admin', 'own'], { by: 'server', stepUp: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a server',
    description: 'Its containers, images, variables, deployment history and routes go too; the repository stays.',
  })
  @ApiNoContentResponse()
  @ApiErrors('step_up_needed', 'not_found')
  async delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    await this.servers.delete(id, actor);
    this.states.forget(id);
  }

  @Post(':id/disable')
  @Allow(['admin', 'own'], { by: 'server' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Disable a server',
    description: 'All its MCP endpoints answer an error until it is enabled again.',
  })
  @ApiOkResponse({ type: ServerDto })
  @ApiErrors('not_found')
  async disable(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<ServerDto> {
    return this.answer(await this.servers.disable(id, actor));
  }

  @Post(':id/enable')
  @Allow(['admin', 'own'], { by: 'server' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a server' })
  @ApiOkResponse({ type: ServerDto })
  @ApiErrors('not_found', 'quota_exceeded')
  async enable(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<ServerDto> {
    return this.answer(await this.servers.enable(id, actor));
  }

  private async answer(server: Server): Promise<ServerDto> {
    const states = await this.states.of([server.id]);
    return serverAnswer(server, states.get(server.id), this.config.publicUrl);
  }
}

/** A public server is open to anyone who has its address, so its developer does not decide that alone. */
function assertMayPublish({ role }: Principal, access: Access | undefined): void {
  if (access !== 'public' || role === 'admin') return;
  throw new Rejected(
    'forbidden',
    'Only an admin may make a server public, because anyone with its address could then call it. Nothing ' +
      'was changed; ask an admin to set "access": "public".',
  );
}

function assertWholeKey({ servers }: Principal): void {
  if (servers === 'all') return;
  throw new Rejected(
    'forbidden',
    'This API key is limited to servers, so it creates none. Nothing was changed; sign in, or use a key ' +
      'for all servers.',
  );
}
