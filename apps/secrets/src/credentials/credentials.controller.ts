import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiFoundResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { type Actor, type Principal, Rejected } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, CurrentPrincipal, sessionCookie } from '@toolyard/service';
import type { Request, Response } from 'express';
import { ServerDirectory } from '../owners/server-directory.js';
import { SecretsConfig } from '../secrets.config.js';
import { ClientSecrets } from '../credential-store/client-secrets.js';
import { ProviderAccounts } from '../provider-accounts/provider-accounts.js';
import {
  AuthSecretDto,
  ConnectDto,
  ConnectUrlDto,
  CredentialItemDto,
  CredentialsDto,
  EndpointsDto,
  RedirectUriDto,
  SetCredentialDto,
} from './credential.dto.js';
import { CredentialsService } from './credentials.service.js';
import { redirectUriOf } from '../oauth/redirect.js';

@ApiTags('Credentials')
@ApiBearerAuth()
@Controller('api/v1')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly accounts: ProviderAccounts,
    private readonly secrets: ClientSecrets,
    private readonly servers: ServerDirectory,
    private readonly config: SecretsConfig,
  ) {}

  @Get('me/credentials')
  @Allow(['anyone'])
  @ApiOperation({ summary: 'List what the servers you may use ask of you, and how far you are' })
  @ApiOkResponse({ type: CredentialsDto })
  @ApiErrors()
  mine(@CurrentPrincipal() principal: Principal): CredentialsDto {
    return { items: this.credentials.mine(principal) };
  }

  @Put('servers/:id/credential')
  @Allow(['usable'], { by: 'server' })
  @ApiOperation({
    summary: 'Fill in your credentials for a server',
    description:
      'They reach the server as headers of your calls from the next call on. The same values again change nothing.',
  })
  @ApiOkResponse({ type: CredentialItemDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found', 'conflict')
  set(
    @Param('id') id: string,
    @Body() { values }: SetCredentialDto,
    @CurrentPrincipal() { userId }: Principal,
    @CurrentActor() actor: Actor,
  ): Promise<CredentialItemDto> {
    return this.credentials.set(id, userId, values, actor);
  }

  @Delete('servers/:id/credential')
  @Allow(['anyone'], { by: 'server' })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove your credentials for a server',
    description: 'The tokens of a provider account are also revoked at the provider, if it can be reached.',
  })
  @ApiNoContentResponse()
  @ApiErrors('not_found')
  remove(
    @Param('id') id: string,
    @CurrentPrincipal() { userId }: Principal,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.credentials.remove(id, userId, actor);
  }

  @Post('servers/:id/credential/connect')
  @Allow(['usable'], { by: 'server' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Begin to connect your account at the provider of a server' })
  @ApiOkResponse({ type: ConnectUrlDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found', 'conflict')
  async connect(
    @Param('id') id: string,
    @Body() { returnTo }: ConnectDto,
    @CurrentPrincipal() { userId }: Principal,
    @Req() request: Request,
  ): Promise<ConnectUrlDto> {
    return { url: await this.accounts.begin(id, userId, this.sessionOf(request), returnTo) };
  }

  @Get('credentials/redirect-uri')
  @Allow(['admin', 'developer'])
  @ApiOperation({
    summary: 'The redirect URI to register at a provider',
    description: 'It belongs to the two endpoints, so it can be had before the server is created.',
  })
  @ApiOkResponse({ type: RedirectUriDto })
  @ApiErrors('invalid_request')
  redirectUri(@Query() endpoints: EndpointsDto): RedirectUriDto {
    return { redirectUri: redirectUriOf(this.config.publicUrl, endpoints) };
  }

  /** All parameters of the provider's answer are read, not only the documented ones. */
  @Get('credentials/callback/:provider')
  @Allow(['anyone'], { right: 'write' })
  @ApiOperation({ summary: 'Where providers send browsers back to' })
  @ApiQuery({ name: 'code', required: false })
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'iss', required: false })
  @ApiFoundResponse({
    description: 'Back to the page that the connection began on, with `outcome` `connected`, `failed` or `stale`',
  })
  @ApiErrors()
  async callback(
    @Param('provider') provider: string,
    @Req() request: Request,
    @CurrentPrincipal() principal: Principal,
    @CurrentActor() actor: Actor,
    @Res() response: Response,
  ): Promise<void> {
    const query = request.originalUrl.split('?').slice(1).join('?');
    const path = await this.accounts.finish(provider, query, principal, this.sessionOf(request), actor);
    response.setHeader('Cache-Control', 'no-store').setHeader('Referrer-Policy', 'no-referrer').redirect(302, path);
  }

  @Put('servers/:id/auth-secret')
  @Allow(['admin', 'own'], { by: 'server' })
  @HttpCode(204)
  @ApiOperation({
    summary: "Set the client secret of a server's OAuth 2.0 provider",
    description: 'Never shown again. Provider accounts that failed because of it work again from the next call on.',
  })
  @ApiNoContentResponse()
  @ApiErrors('invalid_request', 'malformed_json', 'not_found', 'conflict')
  async setSecret(
    @Param('id') id: string,
    @Body() { clientSecret }: AuthSecretDto,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    const { auth } = await this.servers.get(id);
    if (auth.method !== 'oauth2')
      throw new Rejected(
        'conflict',
        'This server does not use OAuth 2.0, so it has no client secret. Nothing was stored.',
      );
    await this.secrets.set(id, clientSecret, actor);
  }

  /** The session that the guard let in, if it was one. */
  private sessionOf({ headers }: Request): string | undefined {
    return headers.authorization === undefined ? sessionCookie(headers.cookie, this.config.publicUrl) : undefined;
  }
}
