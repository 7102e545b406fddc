/** Where to go after a sign-in: a path of this dashboard or of the sign-in of an MCP client, never another origin. */
export function safeReturnTo(given: string | undefined): string {
  if (!given || !/^\/(?![/\\])/.test(given)) return '/';
  const url = new URL(given, 'http://here.invalid');
  // Dots are resolved by now, so what begins with two slashes would be a host.
  if (url.host !== 'here.invalid' || url.pathname.startsWith('//') || url.pathname === '/sign-in') return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Whether the dashboard shows that path itself; the others belong to a server's page. */
export const isDashboardPath = (path: string): boolean => !/^\/(api|oauth|s|git|scim|\.well-known)(\/|$)/.test(path);
