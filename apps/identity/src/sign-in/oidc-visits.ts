import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { errorBody, log } from '@toolyard/service';
import { parseCookie, stringifySetCookie } from 'cookie';
import { IdentityConfig } from '../identity.config.js';
import { signIns } from '../identity.metrics.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import type { Exchange } from '../sessions/exchange.js';
import { returnAddress } from './oidc-claims.js';
import { journeyMs, OidcClient } from './oidc-client.js';
import { OidcSignIn } from './oidc-sign-in.js';
import { SignInService } from './sign-in.service.js';

const cookieName = 'toolyard_sign_in';
const path = '/api/v1/sign-in/oidc';

/** Takes browsers to the outside provider and back. */
@Injectable()
export class OidcVisits {
  constructor(
    private readonly provider: OidcClient,
    private readonly outside: OidcSignIn,
    private readonly signIn: SignInService,
    private readonly limits: RateLimits,
    private readonly config: IdentityConfig,
  ) {}

  /** The address at the provider. @throws Rejected `not_found`, `unavailable` */
  async begin(returnTo: string | undefined, { response }: Exchange): Promise<{ url: string }> {
    const { url, journey } = await this.provider.begin(returnAddress(returnTo, this.config.publicUrl));
    response.append('Set-Cookie', this.cookie(journey, journeyMs / 1_000));
    response.setHeader('Cache-Control', 'no-store');
    return { url: url.href };
  }

  /** The page that the browser came from; when the sign-in fails, the sign-in page. */
  async finish(exchange: Exchange): Promise<{ url: string }> {
    const { request, response } = exchange;
    response.append('Set-Cookie', this.cookie('', 0));
    response.setHeader('Cache-Control', 'no-store');
    try {
      const query = request.originalUrl.split('?', 2)[1] ?? '';
      const journey = parseCookie(request.headers.cookie ?? '')[cookieName];
      const { person, groups, returnTo } = await this.limits.link(originAddress(), () =>
        this.provider.finish(query, journey),
      );
      await this.signIn.enter(await this.outside.account(person, groups), 'oidc', exchange);
      return { url: returnTo };
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
      return { url: page.href };
    }
  }

  private cookie(value: string, maxAge: number): string {
    const secure = new URL(this.config.publicUrl).protocol === 'https:';
    // Lax, because the provider sends the browser back from its own site.
    return stringifySetCookie({ name: cookieName, value, path, httpOnly: true, sameSite: 'lax', secure, maxAge });
  }
}
