import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import type { components } from '../schema.js';

export type Quota = components['schemas']['QuotaDto'];

/** The quotas of the signed-in account, and of a server when one is named. */
export const quotasQuery = (serverId?: string) =>
  queryOptions({
    queryKey: ['quotas', serverId ?? null],
    queryFn: async ({ signal }): Promise<Quota[]> =>
      (await bodyOf(api.GET('/api/v1/quotas', { params: { query: { serverId } }, signal }))).items,
  });
