import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { deploymentKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type BuildPlan = components['schemas']['BuildPlanDto'];
export type PlanLine = components['schemas']['BuildPlanLineDto'];
/** Fields that replace what the repository says. */
export type BuildSettings = components['schemas']['BuildSettingsDto'];

/** How the image of a deployment was made, line by line. */
export const planQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: deploymentKeys.plan(deploymentId),
    queryFn: ({ signal }): Promise<BuildPlan> =>
      bodyOf(api.GET('/api/v1/deployments/{id}/plan', { params: { path: { id: deploymentId } }, signal })),
  });

export const buildSettingsQuery = (serverId: string) =>
  queryOptions({
    queryKey: deploymentKeys.settings(serverId),
    queryFn: ({ signal }): Promise<BuildSettings> =>
      bodyOf(api.GET('/api/v1/servers/{id}/build-settings', { params: { path: { id: serverId } }, signal })),
  });

export const changeBuildSettings = (serverId: string, body: BuildSettings): Promise<BuildSettings> =>
  bodyOf(api.PUT('/api/v1/servers/{id}/build-settings', { params: { path: { id: serverId } }, body }));
