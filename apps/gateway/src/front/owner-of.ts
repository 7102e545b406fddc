import type { ServiceName } from '@toolyard/contracts';
import { routeOwners } from './route-owners.js';

const api = '/api/v1';
const owners = routeOwners.map(([path, owner]) => [patternOf(path), owner] as const);

/**
 * The service that answers a request to the public port; the gateway answers some itself, on its inner address, where
 * the guard and Nest are. Null for everything that is no part of the API.
 *
 * @param url path and query of the request
 */
export function ownerOf(url: string): ServiceName | null {
  const path = (/^[^?#]*/.exec(url)?.[0] ?? '').replace(/\/$/, '');
  if (path === '/git' || path.startsWith('/git/') || path === '/webhooks/github') return 'builds';
  if (
    /^\/(oauth|scim\/v2)\//.test(path) ||
    /^\/\.well-known\/(oauth-authorization-server|openid-configuration)(\/|$)/.test(path)
  )
    return 'identity';
  if (!path.startsWith(`${api}/`)) return null;
  const rest = path.slice(api.length);
  return owners.find(([pattern]) => pattern.test(rest))?.[1] ?? null;
}

/** `*` is one segment of the path, a last `**` any number of them. */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replace(/\/\*\*$/, '(/.*)?').replace(/(?<=\/)\*(?=\/|$)/g, '[^/]+')}$`);
}
