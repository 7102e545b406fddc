import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie } from 'cookie';

/**
 * Name of the login session's cookie: HttpOnly, SameSite=Lax, Secure behind https. The prefix keeps servers on hosts
 * below the platform's from setting it (RFC 6265bis, section 4.1.3); browsers refuse it without https.
 */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-toolyard_session' : 'toolyard_session';
}

/** The session's token in a `Cookie` header; undefined without one. */
export function sessionCookie(header: string | undefined, publicUrl: string): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[sessionCookieName(publicUrl)] || undefined;
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
