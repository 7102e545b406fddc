import { pathOnThisOrigin } from '@toolyard/contracts';

/** The path to open after a sign-in: a page of the dashboard or the authorization of an MCP client on this origin. */
export function safeReturnTo(given: string | undefined): string {
  const path = pathOnThisOrigin(given) ?? '/';
  return /^\/sign-in(?![^?#])/.test(path) ? '/' : path;
}

/** Whether the path is a page of the dashboard; other paths need a full page load. */
export const isDashboardPath = (path: string): boolean => !/^\/(api|oauth|s|git|scim|\.well-known)(\/|$)/.test(path);
