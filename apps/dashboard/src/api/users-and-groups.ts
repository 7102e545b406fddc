import type { Rule } from '@toolyard/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.js';
import type { components, paths } from './schema.js';
import { type Server, serversQuery } from './servers.js';

type Schemas = components['schemas'];
export type User = Schemas['UserDto'];
export type Invitation = Schemas['InvitationDto'];
export type ApiKey = Schemas['ApiKeyDto'];
/** The API document cannot tie the tools to the kinds of rule that have them. */
export type PermissionGroup = Omit<Schemas['GroupDto'], 'servers'> & { servers: Record<string, Rule> };
type Role = Schemas['Role'];
type Status = NonNullable<NonNullable<paths['/api/v1/users']['get']['parameters']['query']>['status']>;

const pageSize = 50;
const at = <const Id extends string>(id: Id) => ({ path: { id } });

/** Empty texts filter nothing. */
export interface UsersFilter {
  search: string;
  role: string;
  status: string;
}

export const usersQuery = ({ search, role, status }: UsersFilter) =>
  infiniteQueryOptions({
    queryKey: ['users', search, role, status],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/users', {
          params: {
            query: {
              search: search || undefined,
              role: (role || undefined) as Role | undefined,
              status: (status || undefined) as Status | undefined,
              cursor: pageParam,
              limit: pageSize,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const editUser = (id: string, body: Schemas['EditUserDto']) =>
  bodyOf(api.PATCH('/api/v1/users/{id}', { params: at(id), body }));
export const deleteUser = (id: string) => api.DELETE('/api/v1/users/{id}', { params: at(id) });
export const signOutUser = (id: string) => api.POST('/api/v1/users/{id}/sign-out', { params: at(id) });
export const makePasswordLink = (id: string) =>
  bodyOf(api.POST('/api/v1/users/{id}/password-link', { params: at(id) }));
export const createServiceAccount = (body: Schemas['CreateServiceAccountDto']) =>
  bodyOf(api.POST('/api/v1/service-accounts', { body }));

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/invitations', { signal })),
});
export const invite = (body: Schemas['InviteDto']) => bodyOf(api.POST('/api/v1/invitations', { body }));
export const withdrawInvitation = (id: string) => api.DELETE('/api/v1/invitations/{id}', { params: at(id) });

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async ({ signal }) => (await bodyOf(api.GET('/api/v1/groups', { signal }))).items as PermissionGroup[],
});
export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ['group', id],
    queryFn: async ({ signal }) =>
      (await bodyOf(api.GET('/api/v1/groups/{id}', { params: at(id), signal }))) as PermissionGroup,
  });
export const membersQuery = (id: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ['group', id, 'members', search],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/groups/{id}/members', {
          params: { ...at(id), query: { search: search || undefined, cursor: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
export const createGroup = (body: Schemas['CreateGroupDto']) => bodyOf(api.POST('/api/v1/groups', { body }));
export const editGroup = (id: string, body: Schemas['EditGroupDto']) =>
  bodyOf(api.PATCH('/api/v1/groups/{id}', { params: at(id), body }));
export const deleteGroup = (id: string) => api.DELETE('/api/v1/groups/{id}', { params: at(id) });
/** `null` goes back to the group's default. */
export async function setRule(id: string, serverId: string, rule: Rule | null): Promise<void> {
  const params = { path: { id, serverId } };
  await (rule === null
    ? api.DELETE('/api/v1/groups/{id}/servers/{serverId}', { params })
    : api.PUT('/api/v1/groups/{id}/servers/{serverId}', { params, body: rule }));
}
export const addMember = (id: string, userId: string) =>
  api.PUT('/api/v1/groups/{id}/members/{userId}', { params: { path: { id, userId } } });
export const removeMember = (id: string, userId: string) =>
  api.DELETE('/api/v1/groups/{id}/members/{userId}', { params: { path: { id, userId } } });

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/api-keys', { signal })),
});
export const createApiKey = (body: Schemas['CreateApiKeyDto']) => bodyOf(api.POST('/api/v1/api-keys', { body }));
export const revokeApiKey = (id: string) => api.DELETE('/api/v1/api-keys/{id}', { params: at(id) });

/** Every server there is, disabled ones too, for pages that set one against another. */
export const allServersQuery = queryOptions({
  queryKey: ['servers', 'all'],
  queryFn: async ({ client }): Promise<Server[]> => {
    const servers: Server[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await client.fetchQuery(serversQuery({ deactivated: true, limit: 100, cursor }));
      servers.push(...page.items);
      cursor = page.nextCursor;
    }
    return servers.sort((a, b) => a.name.localeCompare(b.name));
  },
});
