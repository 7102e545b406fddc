import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentPrincipal } from '@toolyard/service';
import { ChangePasswordDto } from '../passwords/passwords.dto.js';
import { CurrentExchange, type Exchange } from './exchange.js';
import { MeAnswers } from './me-answers.js';
import { EditMeDto, MeDto } from './me.dto.js';
import { MeService } from './me.service.js';

@ApiTags('Me')
@ApiBearerAuth()
@Controller('api/v1/me')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly answers: MeAnswers,
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
  edit(@Body() { name }: EditMeDto, @CurrentPrincipal() principal: Principal): Promise<MeDto> {
    return this.me.rename(name, principal);
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
  changePassword(
    @Body() body: ChangePasswordDto,
    @CurrentPrincipal() principal: Principal,
    @CurrentExchange() exchange: Exchange,
  ): Promise<void> {
    return this.me.changePassword(body, principal, exchange);
  }
}
