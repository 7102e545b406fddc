import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.js';

/** The tools that the live deployment of a server offers. */
export const toolsQuery = (serverId: string) =>
  queryOptions({
    queryKey: ['tools', serverId],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/servers/{id}/tools', { params: { path: { id: serverId } }, signal })),
  });
