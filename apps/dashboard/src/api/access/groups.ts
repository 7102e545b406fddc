import type { Rule } from '@toolyard/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { groupKeys, groupsKeys } from '../query-keys.js';
import type { components } from '../schema.js';
import { byCursor, pageSize } from './paging.js';

type Schemas = components['schemas'];
/** The API document cannot say which kinds of rule have tools. */
export type PermissionGroup = Omit<Schemas['GroupDto'], 'servers'> & { servers: Record<string, Rule> };

const at = (id: string) => ({ params: { path: { id } } });
const memberAt = (id: string, userId: string) => ({ params: { path: { id, userId } } });

export const groupsQuery = queryOptions({
  queryKey: groupsKeys.all,
  queryFn: async ({ signal }) => (await bodyOf(api.GET('/api/v1/groups', { signal }))).items as PermissionGroup[],
});

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: groupKeys.one(id),
    queryFn: async ({ signal }) =>
      (await bodyOf(api.GET('/api/v1/groups/{id}', { ...at(id), signal }))) as PermissionGroup,
  });

export const membersQuery = (id: string, search: string) =>
  infiniteQueryOptions({
    queryKey: groupKeys.members(id, search),
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/groups/{id}/members', {
          params: { path: { id }, query: { search: search || undefined, cursor: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    ...byCursor,
  });

export const createGroup = (body: Schemas['CreateGroupDto']) => bodyOf(api.POST('/api/v1/groups', { body }));
export const editGroup = (id: string, body: Schemas['EditGroupDto']) =>
  bodyOf(api.PATCH('/api/v1/groups/{id}', { ...at(id), body }));
export const deleteGroup = (id: string) => api.DELETE('/api/v1/groups/{id}', at(id));

/** `null` removes the rule, so that the group's default applies to the server again. */
export async function setRule(id: string, serverId: string, rule: Rule | null): Promise<void> {
  const params = { path: { id, serverId } };
  await (rule === null
    ? api.DELETE('/api/v1/groups/{id}/servers/{serverId}', { params })
    : api.PUT('/api/v1/groups/{id}/servers/{serverId}', { params, body: rule }));
}

export const addMember = (id: string, userId: string) =>
  api.PUT('/api/v1/groups/{id}/members/{userId}', memberAt(id, userId));
export const removeMember = (id: string, userId: string) =>
  api.DELETE('/api/v1/groups/{id}/members/{userId}', memberAt(id, userId));
