/** Which service answers which path of the REST API; the one table behind the public port. */

export const services = ['registry', 'builds', 'secrets', 'analytics', 'runtime'] as const;
export type ServiceName = (typeof services)[number];

const owners: readonly [RegExp, ServiceName][] = [
  [/^\/servers$/, 'registry'],
  [/^\/servers\/[^/]+$/, 'registry'],
  [/^\/servers\/[^/]+\/(disable|enable)$/, 'registry'],
  [/^\/servers\/[^/]+\/(deployments|commits|tools)$/, 'builds'],
  [/^\/servers\/[^/]+\/variables(\/[^/]+)?$/, 'secrets'],
  [/^\/servers\/[^/]+\/(logs|overview)$/, 'analytics'],
  [/^\/deployments\/[^/]+\/logs$/, 'analytics'],
  [/^\/deployments\/[^/]+(\/(cancel|rollback))?$/, 'builds'],
  [/^\/activity(\/[^/]+)?$/, 'analytics'],
];

/** @param url path and query of the request. */
export function ownerOf(url: string): ServiceName | null {
  const path = (/^[^?#]*/.exec(url)?.[0] ?? '').replace(/\/$/, '');
  if (path === '/git' || path.startsWith('/git/')) return 'builds';
  if (!path.startsWith('/api/v1/')) return null;
  const rest = path.slice('/api/v1'.length);
  return owners.find(([pattern]) => pattern.test(rest))?.[1] ?? null;
}
