import type { Requests, Server, ServerStatus } from '@toolyard/contracts';
import type { ServerDto } from './servers.dto.js';

/** What `builds` knows of one server's deployments. */
export type DeploymentState = Requests['builds.deployments.states']['reply']['states'][string];

export const neverDeployed: DeploymentState = { live: null, failing: false, tools: 0, lastDeployedAt: null };

/**
 * What traffic meets comes first: a server whose last deployment failed is live as long as the one before still
 * answers. `state` is undefined while it cannot be known.
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
  const {
    id,
    slug,
    name,
    description,
    visibility,
    access,
    source,
    auth,
    replicas,
    disabled,
    createdBy,
    createdAt,
    updatedAt,
  } = server;
  return {
    id,
    slug,
    name,
    description,
    status: statusOf(server, state),
    visibility,
    access,
    source,
    auth,
    replicas,
    disabled,
    tools: state?.tools ?? 0,
    liveDeploymentId: state?.live ?? null,
    lastDeploymentFailed: state?.failing ?? false,
    lastDeployedAt: state?.lastDeployedAt ?? null,
    mcpUrl: `${url}/s/${slug}/mcp`,
    ...(source.provider === 'git' ? { gitUrl: `${url}/git/${source.repository}.git` } : {}),
    createdBy,
    createdAt,
    updatedAt,
  };
}
