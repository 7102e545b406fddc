import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiErrors, Public } from '@toolyard/service';
import {
  EnrolmentDto,
  RecoveryCodesDto,
  TicketCodeDto,
  TicketConfirmDto,
  TicketDto,
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
    summary: 'Sign in with a code, after the password',
    description: 'Sets the session cookie. A code works once.',
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
  verify(@Body() body: TicketCodeDto, @CurrentExchange() exchange: Exchange): Promise<MeDto> {
    return this.session.verify(body, exchange);
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
