import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, CurrentPrincipal } from '@toolyard/service';
import { CurrentExchange, type Exchange } from '../sessions/exchange.js';
import { OwnSecondFactor } from './own-second-factor.js';
import {
  ConfirmSecondFactorDto,
  EnrolmentDto,
  OrganisationDto,
  ProofDto,
  RecoveryCodesDto,
  SecondFactorDto,
} from './second-factor.dto.js';
import { SecondFactorsService } from './second-factors.service.js';

@ApiTags('Second factor')
@ApiBearerAuth()
@Controller('api/v1')
export class SecondFactorController {
  constructor(
    private readonly own: OwnSecondFactor,
    private readonly factors: SecondFactorsService,
  ) {}

  @Get('me/second-factor')
  @Allow(['anyone'])
  @ApiOperation({ summary: 'My second factor' })
  @ApiOkResponse({ type: SecondFactorDto })
  @ApiErrors('forbidden')
  read(@CurrentPrincipal() principal: Principal): SecondFactorDto {
    return this.own.read(principal);
  }

  @Post('me/second-factor')
  @Allow(['anyone'], { session: true, stepUp: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Begin to set up an authenticator app',
    description: 'Nothing changes until a code of the app confirms it.',
  })
  @ApiOkResponse({ type: EnrolmentDto })
  @ApiErrors('forbidden', 'step_up_needed', 'conflict')
  begin(@CurrentPrincipal() principal: Principal): EnrolmentDto {
    return this.own.begin(principal);
  }

  @Post('me/second-factor/confirm')
  @Allow(['anyone'], { session: true, stepUp: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'Set up the authenticator app with its first code' })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed', 'conflict', 'second_factor_failed')
  confirm(
    @Body() body: ConfirmSecondFactorDto,
    @CurrentPrincipal() principal: Principal,
    @CurrentExchange() exchange: Exchange,
  ): Promise<RecoveryCodesDto> {
    return this.own.confirm(body, principal, exchange);
  }

  @Post('me/second-factor/recovery-codes')
  @Allow(['anyone'], { session: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'Make new recovery codes', description: 'Those from before stop.' })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'conflict', 'second_factor_failed', 'too_many_requests')
  renew(@Body() proof: ProofDto, @CurrentPrincipal() principal: Principal): Promise<RecoveryCodesDto> {
    return this.own.renew(proof, principal);
  }

  @Post('me/second-factor/remove')
  @Allow(['anyone'], { session: true })
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove my second factor, passkeys too' })
  @ApiNoContentResponse()
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'conflict', 'second_factor_failed', 'too_many_requests')
  remove(@Body() proof: ProofDto, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.own.remove(proof, principal);
  }

  @Post('me/step-up')
  @Allow(['anyone'], { session: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Use the second factor before a dangerous action',
    description: 'For routes that answer `step_up_needed`; it holds for this session for 15 minutes.',
  })
  @ApiNoContentResponse()
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'second_factor_failed', 'too_many_requests')
  stepUp(
    @Body() proof: ProofDto,
    @CurrentPrincipal() principal: Principal,
    @CurrentExchange() exchange: Exchange,
  ): Promise<void> {
    return this.own.stepUp(proof, principal, exchange);
  }

  @Delete('users/:id/second-factor')
  @Allow(['admin'], { stepUp: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Reset the second factor of a user',
    description: 'For a user whose authenticator and recovery codes are lost. The password alone is enough then.',
  })
  @ApiNoContentResponse()
  @ApiErrors('forbidden', 'step_up_needed', 'not_found', 'conflict')
  reset(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.factors.reset(id, actor);
  }

  @Get('organisation')
  @Allow(['admin', 'auditor'])
  @ApiOperation({ summary: 'Read the sign-in rules of the organisation' })
  @ApiOkResponse({ type: OrganisationDto })
  @ApiErrors('forbidden')
  organisation(): OrganisationDto {
    return { secondFactorRequired: this.factors.isRequired };
  }

  @Patch('organisation')
  @Allow(['admin'], { stepUp: true })
  @ApiOperation({
    summary: 'Require a second factor, or stop requiring it',
    description: 'It holds for sign-ins with a password, from the next one on. Open sessions stay.',
  })
  @ApiOkResponse({ type: OrganisationDto })
  @ApiErrors('invalid_request', 'malformed_json', 'forbidden', 'step_up_needed')
  async edit(
    @Body() { secondFactorRequired }: OrganisationDto,
    @CurrentActor() actor: Actor,
  ): Promise<OrganisationDto> {
    await this.factors.require(secondFactorRequired, actor);
    return { secondFactorRequired };
  }
}
