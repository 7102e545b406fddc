import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.js';
import type { components } from './schema.js';

/** What somebody has to give to use a server, and how far that is. */
export type Credential = components['schemas']['CredentialItemDto'];

const at = (id: string) => ({ params: { path: { id } } });

export const credentialsQuery = queryOptions({
  queryKey: ['credentials'],
  queryFn: async ({ signal }): Promise<Credential[]> =>
    (await bodyOf(api.GET('/api/v1/me/credentials', { signal }))).items,
});

export const saveCredential = (serverId: string, values: Record<string, string>): Promise<Credential> =>
  bodyOf(api.PUT('/api/v1/servers/{id}/credential', { ...at(serverId), body: { values } }));
export const removeCredential = (serverId: string) => api.DELETE('/api/v1/servers/{id}/credential', at(serverId));
/** Where the browser has to go to connect an account. */
export const connectCredential = (serverId: string, returnTo: string): Promise<{ url: string }> =>
  bodyOf(api.POST('/api/v1/servers/{id}/credential/connect', { ...at(serverId), body: { returnTo } }));
