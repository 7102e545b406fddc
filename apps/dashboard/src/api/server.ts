import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.js';
import type { Deployment } from './deployments.js';
import { ApiError } from './error.js';
import type { components } from './schema.js';
import type { Server } from './servers.js';

export type { Deployment };
export type ServerEdit = components['schemas']['EditServerDto'];
/** The schema leaves deployments inside of an overview open. */
export type Overview = Omit<components['schemas']['OverviewDto'], 'live' | 'inProgress'> & {
  live?: Deployment;
  inProgress: Deployment[];
};

/** The server at an address, disabled or not. */
export const serverQuery = (slug: string) =>
  queryOptions({
    queryKey: ['server', 'at', slug],
    queryFn: async ({ signal }): Promise<Server> => {
      const { items } = await bodyOf(api.GET('/api/v1/servers', { params: { query: { slug } }, signal }));
      if (!items[0])
        throw new ApiError(
          404,
          'not_found',
          `There is no server at "${slug}", or none that you may see. It may have been deleted.`,
        );
      return items[0];
    },
  });

export const overviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['server', 'overview', id],
    queryFn: ({ signal }): Promise<Overview> =>
      bodyOf(api.GET('/api/v1/servers/{id}/overview', { params: { path: { id } }, signal })) as Promise<Overview>,
  });

/** The newest deployments, from which usual times are taken. */
export const pastDeploymentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['deployments', id, 'past'],
    queryFn: async ({ signal }): Promise<Deployment[]> =>
      (
        await bodyOf(
          api.GET('/api/v1/servers/{id}/deployments', { params: { path: { id }, query: { limit: 30 } }, signal }),
        )
      ).items,
  });

const at = (id: string) => ({ params: { path: { id } } });

export const editServer = (id: string, body: ServerEdit): Promise<Server> =>
  bodyOf(api.PATCH('/api/v1/servers/{id}', { ...at(id), body }));
export const disableServer = (id: string) => api.POST('/api/v1/servers/{id}/disable', at(id));
export const enableServer = (id: string) => api.POST('/api/v1/servers/{id}/enable', at(id));
export const deleteServer = (id: string) => api.DELETE('/api/v1/servers/{id}', at(id));
