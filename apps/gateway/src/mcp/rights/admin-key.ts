import { hash } from 'node:crypto';
import { bearerToken } from '@toolyard/service';
import type { AccessTable } from './access-table.js';

/** Whether an `Authorization` header shows an API key of an admin with the right "read", for all servers. */
export function isAdminKey(table: AccessTable, authorization: string | undefined): boolean {
  const presented = bearerToken(authorization);
  const key = presented === undefined ? undefined : table.key(hash('sha256', presented, 'hex'));
  if (!key || key.expiresAtMs <= Date.now() || key.servers !== 'all' || !key.rights.includes('read')) return false;
  const user = table.user(key.userId);
  return user?.active === true && user.role === 'admin';
}
