import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { Allow, ApiErrors, CurrentActor, Public } from '@toolyard/service';
import type { Request, Response } from 'express';
import { MeDto } from '../sessions/me.dto.js';
import { MeAnswers } from '../sessions/me-answers.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { SameOriginGuard } from '../sessions/same-origin.js';
import { AcceptInvitationDto, InvitedDto } from '../sign-in/sign-in.dto.js';
import { SignInService } from '../sign-in/sign-in.service.js';
import type { Invitation } from './invitation.decider.js';
import { InvitationsService } from './invitations.service.js';
import { InvitationDto, InvitationsDto, InviteDto, NewInvitationDto } from '../accounts/users.dto.js';
import { UserAnswers } from '../accounts/user-answers.js';

@ApiTags('Invitations')
@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly answers: UserAnswers,
    private readonly me: MeAnswers,
    private readonly signIn: SignInService,
    private readonly limits: RateLimits,
  ) {}

  @Post()
  @Allow(['admin'])
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Invite a user',
    description: 'Answers a link that works once, for seven days; an earlier one for the same address stops.',
  })
  @ApiCreatedResponse({ type: NewInvitationDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'email_taken')
  async invite(@Body() { email, role, groupIds }: InviteDto, @CurrentActor() actor: Actor): Promise<NewInvitationDto> {
    const { invitation, url } = await this.invitations.make({ email, role, groupIds: groupIds ?? [] }, actor);
    return Object.assign(this.answer(invitation), { url });
  }

  @Get()
  @Allow(['admin'])
  @ApiBearerAuth()
  @ApiOperation({ summary: 'List open invitations' })
  @ApiOkResponse({ type: InvitationsDto })
  @ApiErrors('forbidden')
  list(): InvitationsDto {
    return { items: this.invitations.open().map((invitation) => this.answer(invitation)) };
  }

  @Delete(':id')
  @Allow(['admin'])
  @ApiBearerAuth()
  @HttpCode(204)
  @ApiOperation({ summary: 'Withdraw an invitation' })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'not_found')
  withdraw(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.invitations.withdraw(id, actor);
  }

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

  private answer({ id, email, role, groupIds, createdBy, createdAt, expiresAt }: Invitation): InvitationDto {
    return { id, email, role, groups: this.answers.groups(groupIds), invitedBy: createdBy.name, createdAt, expiresAt };
  }
}
