import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor } from '@toolyard/service';
import type { Invitation } from '../domain/invitation.decider.js';
import { InvitationsService } from './invitations.service.js';
import { InvitationDto, InvitationsDto, InviteDto, NewInvitationDto } from '../accounts/users.dto.js';
import { UserAnswers } from '../accounts/user-answers.js';

@ApiTags('Invitations')
@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly answers: UserAnswers,
  ) {}

  @Post()
  @Allow(['admin'], { stepUp: true })
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Invite a user',
    description: 'Answers a link that works once, for seven days; an earlier one for the same address stops.',
  })
  @ApiCreatedResponse({ type: NewInvitationDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'email_taken')
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

  private answer({ id, email, role, groupIds, createdBy, createdAt, expiresAt }: Invitation): InvitationDto {
    return { id, email, role, groups: this.answers.groups(groupIds), invitedBy: createdBy.name, createdAt, expiresAt };
  }
}
