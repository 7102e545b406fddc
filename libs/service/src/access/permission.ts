import { accountOf, mayUse, type Principal, type Right, type Server } from '@toolyard/contracts';
import type { Allowed, Grant } from './allow.js';

export type OwnedServer = Pick<Server, 'id' | 'createdBy'>;

/** True when the decision depends on which server it is, so that roles that are allowed anyway cost no look-up. */
export function needsServer(principal: Principal, { by, grants }: Allowed): boolean {
  if (by === undefined) return false;
  return principal.servers !== 'all' || !(grants.includes('anyone') || grants.includes(principal.role));
}

export function ownsServer(principal: Pick<Principal, 'userId' | 'role'>, server: OwnedServer): boolean {
  return (
    principal.role === 'admin' || (principal.role === 'developer' && accountOf(server.createdBy) === principal.userId)
  );
}

/** Why the principal may not do this; undefined when they may. */
export function refusalOf(
  principal: Principal,
  grants: readonly Grant[],
  right: Right,
  server?: OwnedServer,
): string | undefined {
  if (!principal.rights.includes(right))
    return `This API key does not have the right "${right}". Nothing was changed; make a key that has it.`;
  if (server && principal.servers !== 'all' && !principal.servers.includes(server.id))
    return 'This API key is limited to other servers. Nothing was changed.';
  if (grants.includes('anyone') || grants.includes(principal.role)) return undefined;
  if (server && (grants.includes('own') || grants.includes('usable')) && ownsServer(principal, server))
    return undefined;
  if (server && grants.includes('usable') && mayUse(principal, server.id)) return undefined;
  return `Your role (${principal.role}) does not allow this. Nothing was changed. It is open to: ${grants.map((grant) => grantNames[grant]).join(', ')}.`;
}

/** Who a grant lets in, in words. */
export const grantNames: Record<Grant, string> = {
  admin: 'admins',
  developer: 'developers',
  auditor: 'auditors',
  member: 'members',
  own: 'the developer whose server it is',
  usable: 'whoever may call a tool of the server',
  anyone: 'everybody who is signed in',
};

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

export const isSafeMethod = (method: string): boolean => safeMethods.includes(method.toUpperCase());

/** The right that an API key needs for a route. @param declared what the route says itself */
export const rightNeeded = (method: string, declared?: Right): Right =>
  declared ?? (isSafeMethod(method) ? 'read' : 'write');
