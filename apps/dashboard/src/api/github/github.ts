import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { githubKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type GitHubConnection = components['schemas']['GitHubDto'];
export type SourceReport = components['schemas']['SourceReportDto'];
export type WebhookDelivery = components['schemas']['DeliveryDto'];

const refreshMs = 15_000;

/** The GitHub App of this installation, and where it is installed. */
export const githubQuery = queryOptions({
  queryKey: githubKeys.connection,
  queryFn: ({ signal }): Promise<GitHubConnection> => bodyOf(api.GET('/api/v1/github', { signal })),
});

export const repositoriesQuery = (installationId: number, search: string) =>
  queryOptions({
    queryKey: githubKeys.repositories(installationId, search),
    queryFn: async ({ signal }): Promise<string[]> => {
      const query = { installationId, ...(search === '' ? {} : { search }) };
      const { items } = await bodyOf(api.GET('/api/v1/github/repositories', { params: { query }, signal }));
      return items.map(({ fullName }) => fullName);
    },
  });

export const branchesQuery = (repository: string) =>
  queryOptions({
    queryKey: githubKeys.branches(repository),
    queryFn: async ({ signal }): Promise<string[]> =>
      (await bodyOf(api.GET('/api/v1/github/branches', { params: { query: { repository } }, signal }))).items,
  });

export const deliveriesQuery = queryOptions({
  queryKey: githubKeys.deliveries,
  queryFn: async ({ signal }): Promise<WebhookDelivery[]> =>
    (await bodyOf(api.GET('/api/v1/github/deliveries', { signal }))).items,
  refetchInterval: refreshMs,
});

/**
 * Where the commits of a server come from. It changes with what GitHub answers, which is no event of the live stream.
 */
export const sourceQuery = (serverId: string) =>
  queryOptions({
    queryKey: githubKeys.source(serverId),
    queryFn: ({ signal }): Promise<SourceReport> =>
      bodyOf(api.GET('/api/v1/servers/{id}/source', { params: { path: { id: serverId } }, signal })),
    refetchInterval: refreshMs,
  });
