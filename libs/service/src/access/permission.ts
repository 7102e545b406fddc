import {
  accountOf,
  includesRight,
  mayUse,
  type Principal,
  type RefusalReason,
  type Right,
  type Server,
} from '@toolyard/contracts';
import type { Allowed, Audience } from './allow.js';

/** What ownership is decided by. */
export type OwnedServer = Pick<Server, 'id' | 'createdBy'>;

/** True when the decision depends on which server it is, so that roles that are allowed anyway cost no look-up. */
export function needsServer(principal: Principal, { by, audiences }: Allowed): boolean {
  if (by === undefined) return false;
  return principal.servers !== 'all' || !(audiences.includes('anyone') || audiences.includes(principal.role));
}

/** Whether the principal may change the server: admins any, developers those they created. */
export function ownsServer(principal: Pick<Principal, 'userId' | 'role'>, server: OwnedServer): boolean {
  return (
    principal.role === 'admin' || (principal.role === 'developer' && accountOf(server.createdBy) === principal.userId)
  );
}

/** Why a principal may not use a route. */
export interface Refused {
  reason: Extract<RefusalReason, 'role' | 'right' | 'server'>;
  sentence: string;
}

/** Why the principal may not do this; undefined when they may. */
export function refusalOf(
  principal: Principal,
  audiences: readonly Audience[],
  right: Right,
  server?: OwnedServer,
): Refused | undefined {
  if (!includesRight(principal.rights, right))
    return {
      reason: 'right',
      sentence: `This API key does not have the right "${right}". Nothing was changed; make a key that has it.`,
    };
  if (server && principal.servers !== 'all' && !principal.servers.includes(server.id))
    return { reason: 'server', sentence: 'This API key is limited to other servers. Nothing was changed.' };
  if (audiences.includes('anyone') || audiences.includes(principal.role)) return undefined;
  if (server && (audiences.includes('own') || audiences.includes('usable')) && ownsServer(principal, server))
    return undefined;
  if (server && audiences.includes('usable') && mayUse(principal, server.id)) return undefined;
  return {
    reason: 'role',
    sentence:
      `Your role (${principal.role}) does not allow this. Nothing was changed. It is open to: ` +
      `${audiences.map((audience) => audienceNames[audience]).join(', ')}.`,
  };
}

/** True when the route, with this body, gives rights away or cannot be undone. @param body as JSON, not checked yet */
export function isDangerous({ stepUp }: Allowed, body: unknown): boolean {
  if (stepUp === undefined || stepUp === true) return stepUp ?? false;
  const fields = (body ?? {}) as Record<string, unknown>;
  return Object.entries(stepUp).some(([field, value]) => fields[field] === value);
}

/** Who an audience is, in words. */
export const audienceNames: Record<Audience, string> = {
  admin: 'admins',
  developer: 'developers',
  auditor: 'auditors',
  member: 'members',
  own: 'the developer whose server it is',
  usable: 'users who may call a tool of the server',
  anyone: 'everyone who is signed in',
};

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/** Whether the HTTP method only reads (RFC 9110, section 9.2.1). */
export const isSafeMethod = (method: string): boolean => safeMethods.includes(method.toUpperCase());

/** The right that an API key needs for a route. @param declared what the route says itself */
export const rightNeeded = (method: string, declared?: Right): Right =>
  declared ?? (isSafeMethod(method) ? 'read' : 'write');
