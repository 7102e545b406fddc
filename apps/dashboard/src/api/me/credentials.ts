import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { credentialKeys } from '../query-keys.js';
import type { components } from '../schema.js';

/** What a user has to provide to use a server, and whether it is complete. */
export type Credential = components['schemas']['CredentialItemDto'];

const at = (id: string) => ({ params: { path: { id } } });

export const credentialsQuery = queryOptions({
  queryKey: credentialKeys.all,
  queryFn: async ({ signal }): Promise<Credential[]> =>
    (await bodyOf(api.GET('/api/v1/me/credentials', { signal }))).items,
});

export const saveCredential = (serverId: string, values: Record<string, string>): Promise<Credential> =>
  bodyOf(api.PUT('/api/v1/servers/{id}/credential', { ...at(serverId), body: { values } }));
export const removeCredential = (serverId: string) => api.DELETE('/api/v1/servers/{id}/credential', at(serverId));
/** @returns the address of the provider, to which the browser has to go */
export const connectCredential = (serverId: string, returnTo: string): Promise<{ url: string }> =>
  bodyOf(api.POST('/api/v1/servers/{id}/credential/connect', { ...at(serverId), body: { returnTo } }));
