import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { originAddress } from '@toolyard/messaging';
import { ApiErrors, Public } from '@toolyard/service';
import type { Request, Response } from 'express';
import { InvitationsService } from '../invitations/invitations.service.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { MeDto } from '../sessions/me.dto.js';
import { MeAnswers } from '../sessions/me-answers.js';
import { SameOriginGuard } from '../sessions/same-origin.js';
import { AcceptInvitationDto, InvitedDto } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

/** What the holder of an invitation link may do, without an account. */
@ApiTags('Invitations')
@Controller('api/v1/invitations')
export class InvitationLinksController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly me: MeAnswers,
    private readonly signIn: SignInService,
    private readonly limits: RateLimits,
  ) {}

  @Get(':token')
  @Public()
  @ApiOperation({ summary: 'What an invitation link offers' })
  @ApiOkResponse({ type: InvitedDto })
  @ApiErrors('link_invalid', 'too_many_requests')
  async look(@Param('token') token: string): Promise<InvitedDto> {
    const { email, role, createdBy, expiresAt } = await this.limits.link(originAddress(), () =>
      this.invitations.withToken(token),
    );
    return { email, role, invitedBy: createdBy.name, expiresAt };
  }

  @Post(':token/accept')
  @Public()
  @UseGuards(SameOriginGuard)
  @ApiOperation({ summary: 'Accept an invitation', description: 'Makes the account and signs it in.' })
  @ApiCreatedResponse({ type: MeDto })
  @ApiErrors(
    'invalid_request',
    'malformed_json',
    'forbidden',
    'email_taken',
    'link_invalid',
    'weak_password',
    'too_many_requests',
  )
  async accept(
    @Param('token') token: string,
    @Body() { name, password }: AcceptInvitationDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    const account = await this.limits.link(originAddress(), () => this.invitations.accept(token, name, password));
    await this.signIn.enter(account, 'invitation', request, response);
    return this.me.user(account);
  }
}
