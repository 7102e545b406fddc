import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiErrors, Public } from '@toolyard/service';
import {
  EnrolmentDto,
  PasskeyOptionsDto,
  RecoveryCodesDto,
  TicketConfirmDto,
  TicketDto,
  TicketProofDto,
} from '../second-factor/second-factor.dto.js';
import { CurrentExchange, type Exchange } from '../sessions/exchange.js';
import { MeDto } from '../sessions/me.dto.js';
import { SameOriginGuard } from '../sessions/same-origin.js';
import { SessionService } from './session.service.js';

/** The second step of a sign-in, with the ticket of the first. */
@ApiTags('Signing in')
@Controller('api/v1/session/second-factor')
@UseGuards(SameOriginGuard)
export class SecondStepController {
  constructor(private readonly session: SessionService) {}

  @Post()
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in with the second factor, after the password',
    description: 'Sets the session cookie. A code works once, and so does the answer of a passkey.',
  })
  @ApiOkResponse({ type: MeDto })
  @ApiErrors(
    'invalid_request',
    'malformed_json',
    'forbidden',
    'sign_in_failed',
    'second_factor_failed',
    'too_many_requests',
  )
  verify(@Body() body: TicketProofDto, @CurrentExchange() exchange: Exchange): Promise<MeDto> {
    return this.session.verify(body, exchange);
  }

  @Post('passkey')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask a passkey for its signature, after the password' })
  @ApiOkResponse({ type: PasskeyOptionsDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'sign_in_failed')
  ask(@Body() body: TicketDto): Promise<PasskeyOptionsDto> {
    return this.session.askPasskey(body);
  }

  @Post('enrolment')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Begin to set up the second factor that the organisation requires' })
  @ApiOkResponse({ type: EnrolmentDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'sign_in_failed', 'conflict')
  enrol(@Body() body: TicketDto): Promise<EnrolmentDto> {
    return this.session.enrol(body);
  }

  @Post('enrolment/confirm')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Set up the required second factor, and sign in' })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'sign_in_failed', 'conflict', 'second_factor_failed')
  confirm(@Body() body: TicketConfirmDto, @CurrentExchange() exchange: Exchange): Promise<RecoveryCodesDto> {
    return this.session.confirm(body, exchange);
  }
}
