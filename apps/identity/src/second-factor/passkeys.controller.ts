import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import { CurrentExchange, type Exchange } from '../sessions/exchange.js';
import { OwnSecondFactor } from './own-second-factor.js';
import { NewPasskeyDto, PasskeyOptionsDto, RecoveryCodesDto } from './second-factor.dto.js';

@ApiTags('Second factor')
@ApiBearerAuth()
@Controller('api/v1/me')
export class PasskeysController {
  constructor(private readonly own: OwnSecondFactor) {}

  @Post('passkeys/registration')
  @Allow(['anyone'], { session: true, stepUp: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'Begin to register a passkey', description: 'Nothing changes until its answer comes back.' })
  @ApiOkResponse({ type: PasskeyOptionsDto })
  @ApiErrors('forbidden', 'step_up_needed', 'conflict')
  begin(@CurrentPrincipal() principal: Principal): Promise<PasskeyOptionsDto> {
    return this.own.beginPasskey(principal);
  }

  @Post('passkeys')
  @Allow(['anyone'], { session: true, stepUp: true })
  @ApiOperation({
    summary: 'Register a passkey',
    description: 'Answers recovery codes when it is the first second factor, and none otherwise.',
  })
  @ApiCreatedResponse({ type: RecoveryCodesDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'conflict', 'second_factor_failed')
  add(
    @Body() body: NewPasskeyDto,
    @CurrentPrincipal() principal: Principal,
    @CurrentExchange() exchange: Exchange,
  ): Promise<RecoveryCodesDto> {
    return this.own.addPasskey(body, principal, exchange);
  }

  @Delete('passkeys/:id')
  @Allow(['anyone'], { session: true, stepUp: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a passkey',
    description: 'With the last one, and without an authenticator app, the password alone is enough again.',
  })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'not_found', 'conflict')
  remove(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.own.removePasskey(id, principal);
  }

  @Post('step-up/passkey')
  @Allow(['anyone'], { session: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask a passkey for its signature, in place of a code' })
  @ApiOkResponse({ type: PasskeyOptionsDto })
  @ApiErrors('forbidden')
  ask(@CurrentPrincipal() principal: Principal): Promise<PasskeyOptionsDto> {
    return this.own.askPasskey(principal);
  }
}
