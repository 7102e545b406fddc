import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { userKeys } from '../query-keys.js';
import type { components, paths } from '../schema.js';
import { byCursor, pageSize } from './paging.js';

type Schemas = components['schemas'];
export type User = Schemas['UserDto'];
type Role = Schemas['Role'];
type Status = NonNullable<NonNullable<paths['/api/v1/users']['get']['parameters']['query']>['status']>;

const at = (id: string) => ({ params: { path: { id } } });

/** Empty texts do not filter. */
interface UsersFilter {
  search: string;
  role: string;
  status: string;
}

export const usersQuery = ({ search, role, status }: UsersFilter) =>
  infiniteQueryOptions({
    queryKey: userKeys.list(search, role, status),
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
    ...byCursor,
  });

export const editUser = (id: string, body: Schemas['EditUserDto']) =>
  bodyOf(api.PATCH('/api/v1/users/{id}', { ...at(id), body }));
export const deleteUser = (id: string) => api.DELETE('/api/v1/users/{id}', at(id));
export const signOutUser = (id: string) => api.POST('/api/v1/users/{id}/sign-out', at(id));
export const makePasswordLink = (id: string) => bodyOf(api.POST('/api/v1/users/{id}/password-link', at(id)));
export const createServiceAccount = (body: Schemas['CreateServiceAccountDto']) =>
  bodyOf(api.POST('/api/v1/service-accounts', { body }));
