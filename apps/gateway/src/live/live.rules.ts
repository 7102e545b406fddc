import { mayUse, type Principal } from '@toolyard/contracts';
import type { Change } from './live-feed.js';

const hidden = new Set(['slug', 'datakey', 'email']);
const ofServers = new Set(['server', 'deployment', 'variables']);

/** Whether someone is told of a change. It carries ids only; reading what changed is guarded on its own. */
export function concerns(principal: Principal, { noun, id, serverId }: Change): boolean {
  if (hidden.has(noun)) return false;
  if (ofServers.has(noun)) {
    if (principal.servers !== 'all' && !(serverId !== undefined && principal.servers.includes(serverId))) return false;
    return principal.role !== 'member' || (serverId !== undefined && mayUse(principal, serverId));
  }
  if (principal.role === 'admin' || noun === 'group') return true;
  return noun === 'credential' ? id.endsWith(`-${principal.userId}`) : id === principal.userId;
}
