import { Controller, Get, Query, Redirect } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiErrors, Public } from '@toolyard/service';
import { CurrentExchange, type Exchange } from '../sessions/exchange.js';
import { OidcVisits } from './oidc-visits.js';
import { BeginSignInDto } from './sign-in.dto.js';

@ApiTags('Signing in')
@Controller('api/v1/sign-in/oidc')
export class OidcController {
  constructor(private readonly visits: OidcVisits) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Sign in at the outside provider' })
  @ApiFoundResponse({ description: 'To the provider.' })
  @ApiErrors('invalid_request', 'not_found')
  @Redirect()
  begin(@Query() { returnTo }: BeginSignInDto, @CurrentExchange() exchange: Exchange): Promise<{ url: string }> {
    return this.visits.begin(returnTo, exchange);
  }

  @Get('callback')
  @Public()
  @ApiOperation({
    summary: 'Where the outside provider sends people back to',
    description: 'Leads on to the page they came from; when it fails, to the sign-in page with `error` in its query.',
  })
  @ApiFoundResponse({ description: 'Back to the platform.' })
  @Redirect()
  finish(@CurrentExchange() exchange: Exchange): Promise<{ url: string }> {
    return this.visits.finish(exchange);
  }
}
