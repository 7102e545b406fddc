import { queryOptions } from '@tanstack/react-query';
import type { Deployment } from '../deployments/deployments.js';
import { api, bodyOf } from '../http/client.js';
import { ApiError } from '../http/error.js';
import { serverKeys, serversKeys } from '../query-keys.js';
import type { components, paths } from '../schema.js';

export type Server = components['schemas']['ServerDto'];
export type ServerPage = components['schemas']['ServerPageDto'];
export type NewServer = components['schemas']['CreateServerDto'];
export type ServerEdit = components['schemas']['EditServerDto'];
type ServersFilter = NonNullable<paths['/api/v1/servers']['get']['parameters']['query']>;
/** Who may only call the server gets neither the commit nor the actor of a deployment. */
export type OverviewDeployment = Omit<Deployment, 'commit' | 'actor'> & Partial<Pick<Deployment, 'commit' | 'actor'>>;
/** The API document does not describe the deployments inside an overview. */
export type Overview = Omit<components['schemas']['OverviewDto'], 'live' | 'inProgress'> & {
  live?: OverviewDeployment;
  inProgress: OverviewDeployment[];
};

const pageSize = 100;
const at = (id: string) => ({ params: { path: { id } } });

export const serversQuery = (filter: ServersFilter) =>
  queryOptions({
    queryKey: serversKeys.list(filter),
    queryFn: ({ signal }): Promise<ServerPage> =>
      bodyOf(api.GET('/api/v1/servers', { params: { query: filter }, signal })),
  });

/** All servers, disabled ones included, sorted by name. */
export const allServersQuery = queryOptions({
  queryKey: serversKeys.everything,
  queryFn: async ({ client }): Promise<Server[]> => {
    const servers: Server[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await client.fetchQuery(serversQuery({ deactivated: true, limit: pageSize, cursor }));
      servers.push(...page.items);
      cursor = page.nextCursor;
    }
    return servers.sort((a, b) => a.name.localeCompare(b.name));
  },
});

/** The server with a slug, disabled or not. Fails with `not_found` when the user may not see it. */
export const serverQuery = (slug: string) =>
  queryOptions({
    queryKey: serverKeys.withSlug(slug),
    queryFn: async ({ signal }): Promise<Server> => {
      const { items } = await bodyOf(api.GET('/api/v1/servers', { params: { query: { slug } }, signal }));
      if (items[0]) return items[0];
      throw new ApiError(
        404,
        'not_found',
        `There is no server at "${slug}", or you may not see it. It may have been deleted.`,
      );
    },
  });

export const overviewQuery = (id: string) =>
  queryOptions({
    queryKey: serverKeys.overview(id),
    queryFn: ({ signal }): Promise<Overview> =>
      bodyOf(api.GET('/api/v1/servers/{id}/overview', { ...at(id), signal })) as Promise<Overview>,
  });

export const createServer = (input: NewServer): Promise<Server> => bodyOf(api.POST('/api/v1/servers', { body: input }));
export const editServer = (id: string, body: ServerEdit): Promise<Server> =>
  bodyOf(api.PATCH('/api/v1/servers/{id}', { ...at(id), body }));
export const disableServer = (id: string) => api.POST('/api/v1/servers/{id}/disable', at(id));
export const enableServer = (id: string) => api.POST('/api/v1/servers/{id}/enable', at(id));
export const deleteServer = (id: string) => api.DELETE('/api/v1/servers/{id}', at(id));
