import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { toolKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type Tool = components['schemas']['ToolDto'];
export type Contract = components['schemas']['ContractDto'];

/** The tools that the live deployment of a server offers. */
export const toolsQuery = (serverId: string) =>
  queryOptions({
    queryKey: toolKeys.ofServer(serverId),
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/servers/{id}/tools', { params: { path: { id: serverId } }, signal })),
  });

/** The tools of a deployment and of the deployment that was live before it. */
export const contractQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: toolKeys.contract(deploymentId),
    queryFn: ({ signal }): Promise<Contract> =>
      bodyOf(api.GET('/api/v1/deployments/{id}/tools', { params: { path: { id: deploymentId } }, signal })),
  });
