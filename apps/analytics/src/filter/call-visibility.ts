import { type Principal, Rejected } from '@toolyard/contracts';
import type { CallFilter, Visibility } from './call-filter.js';

/** Admins and auditors see the calls of all users, payloads included. */
export const seesAllCalls = ({ role }: Pick<Principal, 'role'>): boolean => role === 'admin' || role === 'auditor';

/** @throws Rejected `forbidden` for a server that the API key is not limited to */
export function visibleTo(principal: Principal, filter: CallFilter): CallFilter {
  const { servers, userId } = principal;
  if (servers !== 'all' && filter.serverId !== undefined && !servers.includes(filter.serverId)) {
    throw new Rejected('forbidden', 'This API key is limited to other servers. Nothing was shown.');
  }
  const visible: Visibility = {
    ...(seesAllCalls(principal) ? {} : { userId }),
    ...(servers === 'all' || filter.serverId !== undefined ? {} : { serverIds: servers }),
  };
  return Object.keys(visible).length === 0 ? filter : { ...filter, visible };
}

/** A developer sees figures of their own server over all callers, as long as they do not single one out. */
export function figuresFor(principal: Principal, filter: CallFilter, owns: boolean): CallFilter {
  const seen = visibleTo(principal, filter);
  if (!owns || filter.serverId === undefined || filter.userId !== undefined || filter.source !== undefined) return seen;
  const { visible: _, ...open } = seen;
  return open;
}
