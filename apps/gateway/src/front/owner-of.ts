/** Which service answers which path of the REST API; the one table behind the public port. */

export const services = ['identity', 'registry', 'builds', 'secrets', 'analytics', 'runtime'] as const;
export type ServiceName = (typeof services)[number];
/** The gateway answers some itself, on its inner address, where the guard and Nest are. */
export type Owner = ServiceName | 'gateway';

const owners: readonly [RegExp, Owner][] = [
  [/^\/(events|health)$/, 'gateway'],
  [/^\/servers\/[^/]+\/connection-check$/, 'gateway'],
  [/^\/servers\/[^/]+\/tools\/[^/]+\/try$/, 'gateway'],
  [/^\/servers$/, 'registry'],
  [/^\/servers\/[^/]+$/, 'registry'],
  [/^\/servers\/[^/]+\/(disable|enable)$/, 'registry'],
  [/^\/servers\/[^/]+\/(deployments|commits|tools)$/, 'builds'],
  [/^\/servers\/[^/]+\/variables(\/[^/]+)?$/, 'secrets'],
  [/^\/me\/credentials$/, 'secrets'],
  [/^\/servers\/[^/]+\/(auth-secret|credential(\/connect)?)$/, 'secrets'],
  [/^\/credentials\/(redirect-uri|callback\/[^/]+)$/, 'secrets'],
  [/^\/servers\/[^/]+\/(logs|overview)$/, 'analytics'],
  [/^\/deployments\/[^/]+\/logs$/, 'analytics'],
  [/^\/deployments\/[^/]+(\/(cancel|rollback|tools))?$/, 'builds'],
  [/^\/activity(\/[^/]+)?$/, 'analytics'],
  [/^\/audit(\/[^/]+)?$/, 'analytics'],
  [
    /^\/(session|sessions|setup|me|users|invitations|groups|api-keys|service-accounts|sign-in|password-links)(\/.*)?$/,
    'identity',
  ],
];

/** @param url path and query of the request. */
export function ownerOf(url: string): Owner | null {
  const path = (/^[^?#]*/.exec(url)?.[0] ?? '').replace(/\/$/, '');
  if (path === '/git' || path.startsWith('/git/')) return 'builds';
  if (
    /^\/(oauth|scim\/v2)\//.test(path) ||
    /^\/\.well-known\/(oauth-authorization-server|openid-configuration)(\/|$)/.test(path)
  )
    return 'identity';
  if (!path.startsWith('/api/v1/')) return null;
  const rest = path.slice('/api/v1'.length);
  return owners.find(([pattern]) => pattern.test(rest))?.[1] ?? null;
}
