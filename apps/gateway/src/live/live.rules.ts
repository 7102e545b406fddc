import { mayUse, type Principal } from '@toolyard/contracts';
import type { Change } from './live-feed.js';

const hidden = new Set(['slug', 'datakey', 'email']);
const ofServers = new Set(['server', 'deployment', 'variables']);

/** Id of the account whose server it is; undefined while that has not been read. */
export type OwnerOf = (serverId: string) => string | undefined;

/** The servers that `GET /api/v1/servers` lists to the principal, and no others. */
export function showsServer(principal: Principal, serverId: string, ownerOf: OwnerOf): boolean {
  const { role, userId, servers } = principal;
  if (servers !== 'all' && !servers.includes(serverId)) return false;
  if (role === 'admin' || role === 'auditor' || mayUse(principal, serverId)) return true;
  return role === 'developer' && ownerOf(serverId) === userId;
}

/** Whether a principal gets a change. It has ids only; reads of the changed data have their own guard. */
export function concerns(principal: Principal, { noun, id, serverId }: Change, ownerOf: OwnerOf): boolean {
  if (hidden.has(noun)) return false;
  if (ofServers.has(noun)) return serverId !== undefined && showsServer(principal, serverId, ownerOf);
  if (principal.role === 'admin' || noun === 'group') return true;
  return noun === 'credential' ? id.endsWith(`-${principal.userId}`) : id === principal.userId;
}
