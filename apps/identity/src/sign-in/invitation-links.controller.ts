import { Body, Controller, Get, Param, Post, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiErrors, Public } from '@toolyard/service';
import { CurrentExchange, type Exchange } from '../sessions/exchange.js';
import { MeDto } from '../sessions/me.dto.js';
import { SameOriginGuard } from '../sessions/same-origin.js';
import { SessionService } from './session.service.js';
import { AcceptInvitationDto, InvitedDto } from './sign-in.dto.js';

/** What the holder of an invitation link may do, without an account. */
@ApiTags('Invitations')
@Controller('api/v1/invitations')
export class InvitationLinksController {
  constructor(private readonly session: SessionService) {}

  @Get(':token')
  @Public()
  @ApiOperation({ summary: 'What an invitation link offers' })
  @ApiOkResponse({ type: InvitedDto })
  @ApiErrors('link_invalid', 'too_many_requests')
  look(@Param('token') token: string): Promise<InvitedDto> {
    return this.session.invited(token);
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
  accept(
    @Param('token') token: string,
    @Body() body: AcceptInvitationDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<MeDto> {
    return this.session.accept(token, body, exchange);
  }
}
