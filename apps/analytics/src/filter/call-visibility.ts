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

/** Which figures are asked for. */
export interface FiguresScope {
  /** Servers that the caller made. */
  owned: readonly string[];
  /** Of those servers alone. @default false */
  mine?: boolean;
  /** The figures are apart for each caller or client, which singles them out. @default false */
  byCaller?: boolean;
}

/**
 * A developer sees figures of their own servers over all callers, as long as they do not single one out.
 * @throws Rejected `forbidden` for a server that the API key is not limited to
 */
export function figuresFor(
  principal: Principal,
  filter: CallFilter,
  { owned, mine = false, byCaller = false }: FiguresScope,
): CallFilter {
  const seen = visibleTo(principal, filter);
  const isOwn = filter.serverId === undefined ? mine : owned.includes(filter.serverId);
  const open = isOwn && principal.role === 'developer' && !byCaller && !singlesOut(filter);
  const { userId, ...servers } = mine ? ofServers(seen.visible, owned) : (seen.visible ?? {});
  const visible: Visibility = { ...servers, ...(userId === undefined || open ? {} : { userId }) };
  return { ...filter, ...(Object.keys(visible).length === 0 ? {} : { visible }) };
}

const ofServers = (visible: Visibility = {}, owned: readonly string[]): Visibility => ({
  ...visible,
  serverIds: owned.filter((id) => visible.serverIds?.includes(id) ?? true),
});

const singlesOut = ({ userId, source, sourceVersion, search }: CallFilter): boolean =>
  [userId, source, sourceVersion, search].some((each) => each !== undefined);
