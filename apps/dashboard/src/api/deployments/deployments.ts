import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { deploymentKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type Deployment = components['schemas']['DeploymentDto'];
export type DeploymentStatus = Deployment['status'];
type DeploymentPage = components['schemas']['DeploymentPageDto'];
export type ToolChanges = components['schemas']['ToolChangesDto'];
export type Stage = components['schemas']['StageTimeDto']['name'];
export type StageTime = components['schemas']['StageTimeDto'];
export type Commit = components['schemas']['CommitDto'];
type CommitPage = components['schemas']['CommitPageDto'];

const pastDeployments = 30;
const at = (id: string) => ({ params: { path: { id } } });

export const deploymentsQuery = (serverId: string, page: { cursor?: string; limit: number }) =>
  queryOptions({
    queryKey: deploymentKeys.page(serverId, page),
    queryFn: ({ signal }) => fetchDeployments(serverId, page, signal),
  });

/** The newest deployments of a server. */
export const fetchDeployments = (
  serverId: string,
  query: { cursor?: string; limit: number },
  signal?: AbortSignal,
): Promise<DeploymentPage> =>
  bodyOf(api.GET('/api/v1/servers/{id}/deployments', { params: { path: { id: serverId }, query }, signal }));

/** The newest deployments of a server, from which usual durations are computed. */
export const pastDeploymentsQuery = (serverId: string) =>
  queryOptions({
    queryKey: deploymentKeys.past(serverId),
    queryFn: async ({ signal }): Promise<Deployment[]> =>
      (await fetchDeployments(serverId, { limit: pastDeployments }, signal)).items,
  });

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: deploymentKeys.one(id),
    queryFn: ({ signal }): Promise<Deployment> => bodyOf(api.GET('/api/v1/deployments/{id}', { ...at(id), signal })),
  });

export const commitsQuery = (serverId: string, search: string) =>
  queryOptions({
    queryKey: deploymentKeys.commits(serverId, search),
    queryFn: ({ signal }): Promise<CommitPage> =>
      bodyOf(
        api.GET('/api/v1/servers/{id}/commits', {
          params: { path: { id: serverId }, query: search ? { search } : {} },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export const deploy = (serverId: string, commit?: string): Promise<Deployment> =>
  bodyOf(api.POST('/api/v1/servers/{id}/deployments', { ...at(serverId), body: { commit } }));
export const cancelDeployment = (id: string): Promise<Deployment> =>
  bodyOf(api.POST('/api/v1/deployments/{id}/cancel', at(id)));
export const rollBack = (id: string): Promise<Deployment> =>
  bodyOf(api.POST('/api/v1/deployments/{id}/rollback', at(id)));
