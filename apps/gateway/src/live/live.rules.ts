import { mayUse, type Principal } from '@toolyard/contracts';
import type { Change } from './live-feed.js';

const hidden = new Set(['slug', 'datakey', 'email']);
const ofServers = new Set(['server', 'deployment', 'variables']);

/** Whether a principal gets a change. It has ids only; reads of the changed data have their own guard. */
export function concerns(principal: Principal, { noun, id, serverId }: Change): boolean {
  if (hidden.has(noun)) return false;
  if (ofServers.has(noun)) {
    if (principal.servers !== 'all' && !(serverId !== undefined && principal.servers.includes(serverId))) return false;
    return principal.role !== 'member' || (serverId !== undefined && mayUse(principal, serverId));
  }
  if (principal.role === 'admin' || noun === 'group') return true;
  return noun === 'credential' ? id.endsWith(`-${principal.userId}`) : id === principal.userId;
}
