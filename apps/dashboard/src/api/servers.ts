import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.js';
import type { components, paths } from './schema.js';

export type Server = components['schemas']['ServerDto'];
export type ServerPage = components['schemas']['ServerPageDto'];
export type NewServer = components['schemas']['CreateServerDto'];
export type ServersFilter = NonNullable<paths['/api/v1/servers']['get']['parameters']['query']>;

export const serversQuery = (filter: ServersFilter) =>
  queryOptions({
    queryKey: ['servers', filter],
    queryFn: ({ signal }): Promise<ServerPage> =>
      bodyOf(api.GET('/api/v1/servers', { params: { query: filter }, signal })),
  });

export const createServer = (input: NewServer): Promise<Server> => bodyOf(api.POST('/api/v1/servers', { body: input }));

/** The server at `/servers/<slug>`; null when there is none that one may see. */
export const serverQuery = (slug: string) =>
  queryOptions({
    queryKey: ['server', slug],
    queryFn: async ({ signal }): Promise<Server | null> =>
      (await bodyOf(api.GET('/api/v1/servers', { params: { query: { slug, limit: 1 } }, signal }))).items[0] ?? null,
  });
