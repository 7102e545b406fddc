import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { apiKeyKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type ApiKey = components['schemas']['ApiKeyDto'];

export const apiKeysQuery = queryOptions({
  queryKey: apiKeyKeys.all,
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/api-keys', { signal })),
});

export const createApiKey = (body: components['schemas']['CreateApiKeyDto']) =>
  bodyOf(api.POST('/api/v1/api-keys', { body }));
export const revokeApiKey = (id: string) => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } });
