import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { connectionKeys } from '../query-keys.js';
import type { components } from '../schema.js';

/** An MCP client that a user allowed to use a server in their name. */
export type Connection = components['schemas']['ConnectionDto'];

export const connectionsQuery = queryOptions({
  queryKey: connectionKeys.all,
  queryFn: async ({ signal }): Promise<Connection[]> =>
    (await bodyOf(api.GET('/api/v1/me/connections', { signal }))).items,
});

export const disconnect = (connectionId: string) =>
  api.DELETE('/api/v1/me/connections/{connectionId}', { params: { path: { connectionId } } });
