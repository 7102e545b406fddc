import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { variableKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type Variable = components['schemas']['VariableDto'];

export const variablesQuery = (serverId: string) =>
  queryOptions({
    queryKey: variableKeys.ofServer(serverId),
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/servers/{id}/variables', { params: { path: { id: serverId } }, signal })),
  });

export const setVariable = (serverId: string, name: string, value: string): Promise<unknown> =>
  api.PUT('/api/v1/servers/{id}/variables/{name}', { params: { path: { id: serverId, name } }, body: { value } });

export const removeVariable = (serverId: string, name: string): Promise<unknown> =>
  api.DELETE('/api/v1/servers/{id}/variables/{name}', { params: { path: { id: serverId, name } } });

/** The secret with which the platform authenticates at the server's upstream provider. The API never returns it. */
export const setClientSecret = (id: string, clientSecret: string) =>
  api.PUT('/api/v1/servers/{id}/auth-secret', { params: { path: { id } }, body: { clientSecret } });
