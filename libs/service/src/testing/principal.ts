import { type Principal, rights, type Role } from '@toolyard/contracts';

/** A user `u1` who is signed in to the dashboard, and may call the server `s2` alone. */
export const testPrincipal = (role: Role, about: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  via: 'session',
  id: 'u1',
  userId: 'u1',
  name: 'U',
  role,
  rights: [...rights],
  servers: 'all',
  usable: { default: false, servers: { s2: true } },
  ...about,
});
