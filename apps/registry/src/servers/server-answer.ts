import type { Requests, Server, ServerStatus } from '@toolyard/contracts';
import { traitsOf } from './server.decider.js';
import type { ServerDto } from './servers.dto.js';

/** The deployments of one server, as `builds` answers for it. */
export type DeploymentState = Requests['builds.deployments.states']['reply']['states'][string];

export const neverDeployed: DeploymentState = { live: null, failing: false, tools: 0, lastDeployedAt: null };

/**
 * The status that callers see: a server whose last deployment failed is live while the deployment before it answers.
 * @param state undefined while `builds` has not answered for the server
 */
export function statusOf(server: Pick<Server, 'disabled'>, state: DeploymentState | undefined): ServerStatus {
  if (server.disabled) return 'disabled';
  if (!state) return 'unknown';
  if (state.live !== null) return 'live';
  return state.failing ? 'failing' : 'never_deployed';
}

/** A server as the REST API answers it. */
export function serverAnswer(server: Server, state: DeploymentState | undefined, publicUrl: string): ServerDto {
  const url = publicUrl.replace(/\/+$/, '');
  const { id, source, disabled, createdBy, createdAt, updatedAt } = server;
  return {
    id,
    ...traitsOf(server),
    status: statusOf(server, state),
    disabled,
    tools: state?.tools ?? 0,
    liveDeploymentId: state?.live ?? null,
    lastDeploymentFailed: state?.failing ?? false,
    lastDeployedAt: state?.lastDeployedAt ?? null,
    mcpUrl: `${url}/s/${server.slug}/mcp`,
    ...(source.provider === 'git' ? { gitUrl: `${url}/git/${source.repository}.git` } : {}),
    createdBy,
    createdAt,
    updatedAt,
  };
}
