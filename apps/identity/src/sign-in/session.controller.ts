import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Principal } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { Allow, ApiErrors, CurrentPrincipal, Public } from '@toolyard/service';
import type { Request, Response } from 'express';
import { AccountsService } from '../accounts/accounts.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { MeAnswers } from '../sessions/me-answers.js';
import { MeDto } from '../sessions/me.dto.js';
import { OidcClient } from './oidc-client.js';
import { PasswordLinks } from '../passwords/password-links.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { SameOriginGuard } from '../sessions/same-origin.js';
import { SetUp } from './set-up.js';
import { SetPasswordDto } from '../passwords/passwords.dto.js';
import { PasswordLinkDto, SessionDto, SetUpDto, SignInDto } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('Signing in')
@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly sessions: LoginSessions,
    private readonly signIn: SignInService,
    private readonly me: MeAnswers,
    private readonly setUp: SetUp,
    private readonly links: PasswordLinks,
    private readonly outside: OidcClient,
    private readonly limits: RateLimits,
  ) {}

  @Get('session')
  @Public()
  @ApiOperation({ summary: 'Who is signed in, and how one can' })
  @ApiOkResponse({ type: SessionDto })
  async read(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionDto> {
    response.setHeader('Cache-Control', 'no-store');
    const cookie = this.sessions.tokenIn(request.headers.cookie);
    const found = cookie === undefined ? undefined : await this.sessions.find(cookie);
    return {
      user: found ? this.me.user(found.account) : null,
      setupRequired: this.directory.view.needsSetUp,
      signIn: { password: true, oidc: this.outside.name === null ? null : { name: this.outside.name } },
    };
  }

  @Post('setup')
  @Public()
  @UseGuards(SameOriginGuard)
  @ApiOperation({
    summary: 'Make the first admin',
    description: 'With the one-time link of the first start. Signs in.',
  })
  @ApiCreatedResponse({ type: MeDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'link_invalid', 'weak_password', 'too_many_requests')
  async makeFirstAdmin(
    @Body() { token, name, email, password }: SetUpDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    const account = await this.limits.link(originAddress(), () => this.setUp.run(token, { name, email, password }));
    await this.signIn.enter(account, 'setup', request, response);
    return this.me.user(account);
  }

  @Post('session')
  @Public()
  @UseGuards(SameOriginGuard)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in with a password',
    description: 'Sets the session cookie. The answer does not reveal whether the address has an account.',
  })
  @ApiOkResponse({ type: MeDto })
  @ApiErrors('invalid_request', 'malformed_json', 'sign_in_failed', 'forbidden', 'too_many_requests')
  async enter(
    @Body() { email, password }: SignInDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    const account = await this.signIn.authenticate(email, password, request);
    await this.signIn.enter(account, 'password', request, response);
    return this.me.user(account);
  }

  @Delete('session')
  @Public()
  @UseGuards(SameOriginGuard)
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out', description: 'Answers 204 without a login session, too.' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden')
  async leave(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.signIn.leave(request, response);
  }

  @Delete('sessions')
  @Allow(['anyone'])
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sign out everywhere',
    description: 'Ends all sessions of the dashboard and all connections of MCP clients. API keys stay.',
  })
  @ApiNoContentResponse()
  @ApiErrors('forbidden')
  async leaveEverywhere(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.accounts.endSessions(principal.userId, actorOf(principal));
    response.append('Set-Cookie', this.sessions.forget());
  }

  @Get('password-links/:token')
  @Public()
  @ApiOperation({ summary: 'Whose password a link sets' })
  @ApiOkResponse({ type: PasswordLinkDto })
  @ApiErrors('link_invalid', 'too_many_requests')
  async look(@Param('token') token: string): Promise<PasswordLinkDto> {
    const { name, email, passwordLink } = await this.limits.link(originAddress(), () => this.links.withToken(token));
    return { name, email: email!, expiresAt: passwordLink!.expiresAt };
  }

  @Post('password-links/:token')
  @Public()
  @UseGuards(SameOriginGuard)
  @HttpCode(200)
  @ApiOperation({ summary: 'Set a new password with a link', description: 'All other sessions end. Signs in.' })
  @ApiOkResponse({ type: MeDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'link_invalid', 'weak_password', 'too_many_requests')
  async setPassword(
    @Param('token') token: string,
    @Body() { password }: SetPasswordDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    const account = await this.limits.link(originAddress(), () => this.links.use(token, password));
    await this.signIn.enter(account, 'password-link', request, response);
    return this.me.user(account);
  }
}
