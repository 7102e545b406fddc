import { Body, Controller, Get, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Principal, Rejected } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import type { Request, Response } from 'express';
import { AccountsService } from '../accounts/accounts.service.js';
import { LoginSessions } from './login-sessions.js';
import { MeAnswers } from './me-answers.js';
import { EditMeDto, MeDto } from './me.dto.js';
import { Passwords } from '../passwords/passwords.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { ChangePasswordDto } from '../passwords/passwords.dto.js';

@ApiTags('Me')
@ApiBearerAuth()
@Controller('api/v1/me')
export class MeController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly answers: MeAnswers,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly sessions: LoginSessions,
  ) {}

  @Get()
  @Allow(['anyone'])
  @ApiOperation({ summary: 'Who I am' })
  @ApiOkResponse({ type: MeDto })
  @ApiErrors()
  read(@CurrentPrincipal() principal: Principal): MeDto {
    return this.answers.principal(principal);
  }

  @Patch()
  @Allow(['anyone'])
  @ApiOperation({ summary: 'Change my name' })
  @ApiOkResponse({ type: MeDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden')
  async edit(@Body() { name }: EditMeDto, @CurrentPrincipal() principal: Principal): Promise<MeDto> {
    await this.accounts.edit(principal.userId, { name }, actorOf(principal));
    return this.answers.principal(principal.kind === 'user' ? { ...principal, name } : principal);
  }

  @Post('password')
  @Allow(['anyone'])
  @HttpCode(204)
  @ApiOperation({ summary: 'Change my password', description: 'All other sessions of the dashboard end.' })
  @ApiNoContentResponse()
  @ApiErrors(
    'invalid_request',
    'malformed_json',
    'forbidden',
    'sign_in_failed',
    'conflict',
    'weak_password',
    'too_many_requests',
  )
  async changePassword(
    @Body() { current, password }: ChangePasswordDto,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (principal.kind !== 'user')
      throw new Rejected(
        'forbidden',
        'A password can be changed by its signed-in user, not with an API key. Nothing was changed; sign in.',
      );
    const account = this.accounts.get(principal.userId);
    if (account.passwordHash === null)
      throw new Rejected('conflict', 'You sign in at another provider, so there is no password to change here.');
    await this.limits.attempt(account.email!, originAddress());
    if (!(await this.passwords.matches(current, account.passwordHash)))
      throw new Rejected('sign_in_failed', 'This is not your current password. Nothing was changed.');
    await this.limits.succeeded(account.email!, originAddress());
    const hash = await this.passwords.hash(password, [account.name, account.email!]);
    const changed = await this.accounts.setPassword(account.id, hash, actorOf(principal));
    response.append(
      'Set-Cookie',
      await this.sessions.start(changed, { address: originAddress(), userAgent: request.headers['user-agent'] }),
    );
  }
}
