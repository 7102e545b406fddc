import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, sessionCookie } from '@toolyard/service';
import type { Request, Response } from 'express';
import { BuildsConfig } from '../../builds.config.js';
import { GitHubApp } from '../connection/github-app.js';
import { BeginSetupDto, FinishSetupDto, SetupDto } from './github-setup.dto.js';
import { GitHubSetupService } from './github-setup.service.js';

@ApiTags('GitHub')
@ApiBearerAuth()
@Controller('api/v1/github')
export class GitHubSetupController {
  constructor(
    private readonly setup: GitHubSetupService,
    private readonly app: GitHubApp,
    private readonly config: BuildsConfig,
  ) {}

  @Post('setup')
  @Allow(['admin'], { session: true, stepUp: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Begin to connect GitHub',
    description: 'The page at `path` sends the browser to GitHub, which makes the App and leads back to the dashboard.',
  })
  @ApiOkResponse({ type: SetupDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'conflict')
  async begin(@Body() body: BeginSetupDto, @Req() request: Request): Promise<SetupDto> {
    return { path: await this.setup.begin(body, this.sessionOf(request)) };
  }

  @Get('setup/:state')
  @Allow(['admin'], { session: true })
  @ApiOperation({ summary: 'Send the browser to GitHub with the manifest of the App' })
  @ApiOkResponse({ content: { 'text/html': { schema: { type: 'string' } } } })
  @ApiErrors('forbidden', 'link_invalid')
  async page(@Param('state') state: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { headers, html } = await this.setup.page(state, this.sessionOf(request));
    response.set(headers).send(html);
  }

  @Post('connection')
  @Allow(['admin'], { session: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Connect the App that GitHub made',
    description: 'Its private key and webhook secret are stored encrypted. Nothing is started again.',
  })
  @ApiNoContentResponse()
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'conflict', 'link_invalid', 'unavailable')
  finish(
    @Body() { code, state }: FinishSetupDto,
    @Req() request: Request,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.setup.finish(code, state, this.sessionOf(request), actor);
  }

  @Delete('connection')
  @Allow(['admin'], { stepUp: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Disconnect GitHub',
    description:
      'The private key and the webhook secret are destroyed. The App stays on GitHub until it is deleted there; ' +
      'what is live stays live.',
  })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'conflict')
  disconnect(@CurrentActor() actor: Actor): Promise<void> {
    return this.app.disconnect(actor);
  }

  /** The guard let in a session alone, so there is one. */
  private sessionOf({ headers }: Request): string {
    return sessionCookie(headers.cookie, this.config.publicUrl) ?? '';
  }
}
