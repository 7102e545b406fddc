import {
  All,
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiExcludeEndpoint, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, CurrentActor, ServiceConfig } from '@toolyard/service';
import type { Response } from 'express';
import { ScimGroups } from './scim-groups.js';
import { ScimErrorsFilter, ScimMediaType } from './scim-http.js';
import { listAnswer, listQuery, ScimError } from './scim-messages.js';
import { resourceTypes, schemaResources, serviceProviderConfig } from './scim-schemas.js';
import { scimBase, ScimUsers } from './scim-users.js';

type Resource = Record<string, unknown>;
type Query_ = Record<string, unknown>;

const Scim = (path: string) =>
  applyDecorators(
    ApiTags('SCIM'),
    ApiBearerAuth(),
    Allow(['admin'], { right: 'scim', stepUp: true }),
    UseFilters(ScimErrorsFilter),
    UseInterceptors(ScimMediaType),
    Controller(`scim/v2${path}`),
  );

const anyObject = { schema: { type: 'object' as const, additionalProperties: true } };
const Narrowed = () =>
  applyDecorators(...['attributes', 'excludedAttributes'].map((name) => ApiQuery({ name, required: false })));
const Listed = () =>
  applyDecorators(Narrowed(), ...['filter', 'startIndex', 'count'].map((name) => ApiQuery({ name, required: false })));

/** The address of what was made, as its representation says it. */
function created(response: Response, resource: Resource): Resource {
  response.location((resource['meta'] as { location: string }).location);
  return resource;
}

@Scim('/Users')
export class ScimUsersController {
  constructor(private readonly users: ScimUsers) {}

  @Get()
  @Listed()
  @ApiOperation({ summary: 'Find users (SCIM)' })
  list(@Query() query: Query_): Resource {
    return this.users.list(listQuery(query));
  }

  @Get(':id')
  @Narrowed()
  @ApiOperation({ summary: 'Read a user (SCIM)' })
  read(@Param('id') id: string, @Query() query: Query_): Resource {
    return this.users.read(id, listQuery(query));
  }

  @Post()
  @ApiBody(anyObject)
  @ApiOperation({ summary: 'Create a user (SCIM)' })
  async create(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Resource> {
    return created(response, await this.users.create(body, actor));
  }

  @Put(':id')
  @ApiBody(anyObject)
  @ApiOperation({ summary: 'Replace a user (SCIM)' })
  replace(@Param('id') id: string, @Body() body: unknown, @CurrentActor() actor: Actor): Promise<Resource> {
    return this.users.replace(id, body, actor);
  }

  @Patch(':id')
  @ApiBody(anyObject)
  @ApiOperation({
    summary: 'Change a user (SCIM)',
    description: 'With `active` false the account is signed out everywhere.',
  })
  patch(@Param('id') id: string, @Body() body: unknown, @CurrentActor() actor: Actor): Promise<Resource> {
    return this.users.patch(id, body, actor);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a user (SCIM)' })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.users.delete(id, actor);
  }
}

@Scim('/Groups')
export class ScimGroupsController {
  constructor(private readonly groups: ScimGroups) {}

  @Get()
  @Listed()
  @ApiOperation({ summary: 'Find permission groups (SCIM)' })
  list(@Query() query: Query_): Resource {
    return this.groups.list(listQuery(query));
  }

  @Get(':id')
  @Narrowed()
  @ApiOperation({ summary: 'Read a permission group (SCIM)' })
  read(@Param('id') id: string, @Query() query: Query_): Resource {
    return this.groups.read(id, listQuery(query));
  }

  @Post()
  @ApiBody(anyObject)
  @ApiOperation({ summary: 'Create a permission group (SCIM)' })
  async create(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Resource> {
    return created(response, await this.groups.create(body, actor));
  }

  @Put(':id')
  @ApiBody(anyObject)
  @ApiOperation({ summary: 'Replace a permission group (SCIM)' })
  replace(@Param('id') id: string, @Body() body: unknown, @CurrentActor() actor: Actor): Promise<Resource> {
    return this.groups.replace(id, body, actor);
  }

  @Patch(':id')
  @ApiBody(anyObject)
  @ApiOperation({ summary: 'Change a permission group or its members (SCIM)' })
  patch(@Param('id') id: string, @Body() body: unknown, @CurrentActor() actor: Actor): Promise<Resource> {
    return this.groups.patch(id, body, actor);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a permission group (SCIM)' })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.groups.delete(id, actor);
  }
}

/** What a client can find out before it begins. It comes last, because it also answers unknown paths. */
@Scim('')
export class ScimDiscoveryController {
  private readonly base: string;

  constructor(config: ServiceConfig) {
    this.base = scimBase(config);
  }

  @Get('ServiceProviderConfig')
  @ApiOperation({ summary: 'What is supported (SCIM)' })
  config(): Resource {
    return serviceProviderConfig(this.base);
  }

  @Get('ResourceTypes')
  @ApiOperation({ summary: 'Kinds of resources (SCIM)' })
  types(): Resource {
    return everything(resourceTypes(this.base));
  }

  @Get('ResourceTypes/:id')
  @ApiOperation({ summary: 'A kind of resource (SCIM)' })
  type(@Param('id') id: string): Resource {
    return named(resourceTypes(this.base), id);
  }

  @Get('Schemas')
  @ApiOperation({ summary: 'Schemas (SCIM)' })
  schemas(): Resource {
    return everything(schemaResources(this.base));
  }

  @Get('Schemas/:id')
  @ApiOperation({ summary: 'A schema (SCIM)' })
  schema(@Param('id') id: string): Resource {
    return named(schemaResources(this.base), id);
  }

  @All('*path')
  @ApiExcludeEndpoint()
  unknown(): never {
    throw new ScimError(
      404,
      'There is nothing at this address. Users, Groups, ServiceProviderConfig, ResourceTypes and Schemas are.',
    );
  }
}

const everything = (resources: Resource[]): Resource =>
  listAnswer(resources, { startIndex: 1, count: resources.length }, (each) => each);

function named(resources: Resource[], id: string): Resource {
  const found = resources.find((each) => each['id'] === id);
  if (!found) throw new ScimError(404, `There is no ${id.slice(0, 200)}. The address without it lists what there is.`);
  return found;
}
