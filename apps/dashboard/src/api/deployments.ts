import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.js';
import type { components } from './schema.js';

export type Deployment = components['schemas']['DeploymentDto'];
export type DeploymentStatus = Deployment['status'];
export type DeploymentPage = components['schemas']['DeploymentPageDto'];
export type Stage = components['schemas']['StageTimeDto']['name'];
export type StageTime = components['schemas']['StageTimeDto'];
export type Commit = components['schemas']['CommitDto'];
export type CommitPage = components['schemas']['CommitPageDto'];

export const deploymentsQuery = (serverId: string, page: { cursor?: string; limit: number }) =>
  queryOptions({
    queryKey: ['deployments', serverId, page],
    queryFn: ({ signal }): Promise<DeploymentPage> =>
      bodyOf(api.GET('/api/v1/servers/{id}/deployments', { params: { path: { id: serverId }, query: page }, signal })),
  });

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: ['deployments', 'one', id],
    queryFn: ({ signal }): Promise<Deployment> =>
      bodyOf(api.GET('/api/v1/deployments/{id}', { params: { path: { id } }, signal })),
  });

export const commitsQuery = (serverId: string, search: string) =>
  queryOptions({
    queryKey: ['commits', serverId, search],
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
  bodyOf(api.POST('/api/v1/servers/{id}/deployments', { params: { path: { id: serverId } }, body: { commit } }));
export const cancelDeployment = (id: string): Promise<Deployment> =>
  bodyOf(api.POST('/api/v1/deployments/{id}/cancel', { params: { path: { id } } }));
export const rollBack = (id: string): Promise<Deployment> =>
  bodyOf(api.POST('/api/v1/deployments/{id}/rollback', { params: { path: { id } } }));
