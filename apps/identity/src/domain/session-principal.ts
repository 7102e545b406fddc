import { type Principal, rights, type UsableServers } from '@toolyard/contracts';
import type { Account } from './account.js';

/** Who acts when an account is signed in: the account itself, with all its rights. */
export const sessionPrincipal = ({ id, name, role }: Account, usable: UsableServers): Principal => ({
  kind: 'user',
  via: 'session',
  id,
  userId: id,
  name,
  role,
  rights: [...rights],
  servers: 'all',
  usable,
});
