import type { DefaultAccess, Right, Role, Rule } from '@toolyard/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './client.js';
import type { Server, ServerPage } from './servers.js';

export interface User {
  id: string;
  kind: 'user' | 'service';
  name: string;
  email: string | null;
  role: Role;
  status: 'active' | 'disabled' | 'invited';
  groups: { id: string; name: string }[];
  provider: 'password' | 'oidc' | 'scim' | 'service';
  createdAt: string;
  lastSeenAt: string | null;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  groupIds: string[];
  expiresAt: string;
  createdAt?: string;
  url?: string;
}

export interface PermissionGroup {
  id: string;
  name: string;
  description: string;
  isDefault: boolean;
  memberCount: number;
  defaultAccess: DefaultAccess;
  servers: Record<string, Rule>;
  createdAt: string;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  userId: string;
  userName: string;
  rights: Right[];
  servers: 'all' | string[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  status: 'active' | 'expired' | 'revoked';
}

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const pageSize = 50;

function query(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

export interface UsersFilter {
  search: string;
  role: string;
  status: string;
}

export const usersQuery = (filter: UsersFilter) =>
  infiniteQueryOptions({
    queryKey: ['users', filter],
    queryFn: ({ pageParam, signal }) => call<Page<User>>('GET', `/api/v1/users${query({ ...filter, cursor: pageParam, limit: pageSize })}`, undefined, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export interface UserEdits {
  name?: string;
  role?: Role;
  status?: 'active' | 'disabled';
  groupIds?: string[];
}

export const editUser = (id: string, edits: UserEdits): Promise<User> => call('PATCH', `/api/v1/users/${id}`, edits);
export const deleteUser = (id: string): Promise<void> => call('DELETE', `/api/v1/users/${id}`);
export const signOutUser = (id: string): Promise<void> => call('POST', `/api/v1/users/${id}/sign-out`);
export const makePasswordLink = (id: string): Promise<{ url: string; expiresAt: string }> => call('POST', `/api/v1/users/${id}/password-link`);
export const createServiceAccount = (input: { name: string; role: Role; groupIds: string[] }): Promise<User> => call('POST', '/api/v1/service-accounts', input);

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => call<{ items: Invitation[] }>('GET', '/api/v1/invitations', undefined, signal),
});
export const invite = (input: { email: string; role: Role; groupIds: string[] }): Promise<Invitation & { url: string }> => call('POST', '/api/v1/invitations', input);
export const withdrawInvitation = (id: string): Promise<void> => call('DELETE', `/api/v1/invitations/${id}`);

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => call<{ items: PermissionGroup[] }>('GET', '/api/v1/groups', undefined, signal),
});
export const groupQuery = (id: string) =>
  queryOptions({ queryKey: ['group', id], queryFn: ({ signal }) => call<PermissionGroup>('GET', `/api/v1/groups/${id}`, undefined, signal) });
export const membersQuery = (id: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ['group', id, 'members', search],
    queryFn: ({ pageParam, signal }) => call<Page<User>>('GET', `/api/v1/groups/${id}/members${query({ search, cursor: pageParam, limit: pageSize })}`, undefined, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
export const createGroup = (input: { name: string; description: string; defaultAccess: DefaultAccess }): Promise<PermissionGroup> => call('POST', '/api/v1/groups', input);
export const editGroup = (id: string, edits: { name?: string; description?: string; defaultAccess?: DefaultAccess }): Promise<PermissionGroup> => call('PATCH', `/api/v1/groups/${id}`, edits);
export const deleteGroup = (id: string): Promise<void> => call('DELETE', `/api/v1/groups/${id}`);
/** `null` goes back to the group's default. */
export const setRule = (id: string, serverId: string, rule: Rule | null): Promise<void> =>
  rule === null ? call('DELETE', `/api/v1/groups/${id}/servers/${serverId}`) : call('PUT', `/api/v1/groups/${id}/servers/${serverId}`, rule);
export const addMember = (id: string, userId: string): Promise<void> => call('PUT', `/api/v1/groups/${id}/members/${userId}`);
export const removeMember = (id: string, userId: string): Promise<void> => call('DELETE', `/api/v1/groups/${id}/members/${userId}`);

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => call<{ items: ApiKey[] }>('GET', '/api/v1/api-keys', undefined, signal),
});
export const createApiKey = (input: { name: string; rights: Right[]; servers: 'all' | string[]; expiresAt?: string; serviceAccountId?: string }): Promise<ApiKey & { token: string }> =>
  call('POST', '/api/v1/api-keys', input);
export const revokeApiKey = (id: string): Promise<void> => call('DELETE', `/api/v1/api-keys/${id}`);

/** Every server there is, disabled ones too, for pages that set one against another. */
export const allServersQuery = queryOptions({
  queryKey: ['servers', 'all'],
  queryFn: async ({ signal }): Promise<Server[]> => {
    const servers: Server[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: ServerPage = await call('GET', `/api/v1/servers${query({ deactivated: 'true', limit: 100, cursor })}`, undefined, signal);
      servers.push(...page.items);
      cursor = page.nextCursor ?? null;
    }
    return servers.sort((a, b) => a.name.localeCompare(b.name));
  },
});
