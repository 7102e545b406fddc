import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Rejected } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { ApiErrors, errorBody, log, Public } from '@toolyard/service';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { IdentityConfig } from '../identity.config.js';
import { returnAddress } from './oidc-claims.js';
import { journeyMs, OidcClient } from './oidc-client.js';
import { OidcSignIn } from './oidc-sign-in.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { BeginSignInDto } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';
import { signIns } from '../identity.metrics.js';

const cookieName = 'toolyard_sign_in';
const path = '/api/v1/sign-in/oidc';

@ApiTags('Signing in')
@Controller('api/v1/sign-in/oidc')
export class OidcController {
  constructor(
    private readonly provider: OidcClient,
    private readonly outside: OidcSignIn,
    private readonly signIn: SignInService,
    private readonly limits: RateLimits,
    private readonly config: IdentityConfig,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Sign in at the outside provider' })
  @ApiFoundResponse({ description: 'To the provider.' })
  @ApiErrors('invalid_request', 'not_found')
  async begin(@Query() { returnTo }: BeginSignInDto, @Res() response: Response): Promise<void> {
    const { url, journey } = await this.provider.begin(returnAddress(returnTo, this.config.publicUrl));
    response.append('Set-Cookie', this.cookie(journey, journeyMs / 1_000));
    response.setHeader('Cache-Control', 'no-store');
    response.redirect(302, url.href);
  }

  @Get('callback')
  @Public()
  @ApiOperation({
    summary: 'Where the outside provider sends people back to',
    description: 'Leads on to the page they came from; when it fails, to the sign-in page with `error` in its query.',
  })
  @ApiFoundResponse({ description: 'Back to the platform.' })
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.append('Set-Cookie', this.cookie('', 0));
    response.setHeader('Cache-Control', 'no-store');
    try {
      const query = request.originalUrl.split('?', 2)[1] ?? '';
      const journey = parseCookie(request.headers.cookie ?? '')[cookieName];
      const { person, groups, returnTo } = await this.limits.link(originAddress(), () =>
        this.provider.finish(query, journey),
      );
      await this.signIn.enter(await this.outside.account(person, groups), 'oidc', request, response);
      response.redirect(302, returnTo);
    } catch (error) {
      // The page has its own sentence for each code: a sentence in the address could be forged.
      const { code } = errorBody(error);
      signIns.inc({ method: 'oidc', outcome: code === 'too_many_requests' ? 'limited' : 'refused' });
      log.info(
        { code, reason: error instanceof Rejected ? error.message : undefined },
        'a sign-in at the external provider was refused',
      );
      const page = new URL('/sign-in', this.config.publicUrl);
      page.searchParams.set('error', code);
      response.redirect(302, page.href);
    }
  }

  private cookie(value: string, maxAge: number): string {
    const secure = new URL(this.config.publicUrl).protocol === 'https:';
    // Lax, because the provider sends the browser back from its own site.
    return stringifySetCookie({ name: cookieName, value, path, httpOnly: true, sameSite: 'lax', secure, maxAge });
  }
}
