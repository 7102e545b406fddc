import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie } from 'cookie';

/** Cookie of a login session: HttpOnly, SameSite=Lax, Secure behind https. */
export const sessionCookieName = 'toolyard_session';

export function sessionCookie(header: string | undefined): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[sessionCookieName] || undefined;
}

/**
 * A page of another origin can make a browser send our cookie, but cannot forge these headers. A request without either
 * of them does not come from a current browser, and is refused as well.
 */
export function isSameOrigin(
  { origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders,
  publicUrl: string,
): boolean {
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined) return site === 'same-origin';
  return origin === new URL(publicUrl).origin || (URL.canParse(origin) && new URL(origin).host === host);
}
