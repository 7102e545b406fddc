import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal, Public } from '@toolyard/service';
import { SetPasswordDto } from '../passwords/passwords.dto.js';
import { CurrentExchange, type Exchange } from '../sessions/exchange.js';
import { MeDto } from '../sessions/me.dto.js';
import { SameOriginGuard } from '../sessions/same-origin.js';
import { SessionService } from './session.service.js';
import { PasswordLinkDto, SessionDto, SetUpDto, SignInDto } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('Signing in')
@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly session: SessionService,
    private readonly signIn: SignInService,
  ) {}

  @Get('session')
  @Public()
  @ApiOperation({ summary: 'Who is signed in, and how one can' })
  @ApiOkResponse({ type: SessionDto })
  read(@CurrentExchange() exchange: Exchange): Promise<SessionDto> {
    return this.session.read(exchange);
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
  makeFirstAdmin(@Body() body: SetUpDto, @CurrentExchange() exchange: Exchange): Promise<MeDto> {
    return this.session.setUp(body, exchange);
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
  @ApiErrors(
    'invalid_request',
    'malformed_json',
    'sign_in_failed',
    'second_factor_needed',
    'forbidden',
    'too_many_requests',
  )
  enter(@Body() body: SignInDto, @CurrentExchange() exchange: Exchange): Promise<MeDto> {
    return this.session.enter(body, exchange);
  }

  @Delete('session')
  @Public()
  @UseGuards(SameOriginGuard)
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out', description: 'Answers 204 without a login session, too.' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden')
  leave(@CurrentExchange() exchange: Exchange): Promise<void> {
    return this.signIn.leave(exchange);
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
  leaveEverywhere(@CurrentPrincipal() principal: Principal, @CurrentExchange() exchange: Exchange): Promise<void> {
    return this.session.leaveEverywhere(principal, exchange);
  }

  @Get('password-links/:token')
  @Public()
  @ApiOperation({ summary: 'Whose password a link sets' })
  @ApiOkResponse({ type: PasswordLinkDto })
  @ApiErrors('link_invalid', 'too_many_requests')
  look(@Param('token') token: string): Promise<PasswordLinkDto> {
    return this.session.passwordLink(token);
  }

  @Post('password-links/:token')
  @Public()
  @UseGuards(SameOriginGuard)
  @HttpCode(200)
  @ApiOperation({ summary: 'Set a new password with a link', description: 'All other sessions end. Signs in.' })
  @ApiOkResponse({ type: MeDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'link_invalid', 'weak_password', 'too_many_requests')
  setPassword(
    @Param('token') token: string,
    @Body() { password }: SetPasswordDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<MeDto> {
    return this.session.setPassword(token, password, exchange);
  }
}
