/** The path to open after a sign-in: a page of the dashboard or the authorization of an MCP client on this origin. */
export function safeReturnTo(given: string | undefined): string {
  if (!given || !/^\/(?![/\\])/.test(given)) return '/';
  const url = new URL(given, 'http://here.invalid');
  // Dots are resolved here, so a path that begins with two slashes would be a host.
  if (url.host !== 'here.invalid' || url.pathname.startsWith('//') || url.pathname === '/sign-in') return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Whether the path is a page of the dashboard; other paths need a full page load. */
export const isDashboardPath = (path: string): boolean => !/^\/(api|oauth|s|git|scim|\.well-known)(\/|$)/.test(path);
