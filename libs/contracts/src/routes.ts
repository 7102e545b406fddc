import type { Access, Endpoint, ServerAuth } from './events.js';

/** One container that may get traffic. */
export interface RouteTarget {
  /** Changes with every start of the container: under another name, the sessions inside are gone. */
  replica: string;
  host: string;
  port: number;
}

/**
 * Value of key `route.<slug>` in the `routes` bucket, written by `runtime`, watched by every gateway.
 * A deleted server's key is deleted; a server without a live deployment has no targets.
 */
export interface Route {
  serverId: string;
  slug: string;
  name: string;
  status: 'live' | 'disabled' | 'never_deployed';
  access: Access;
  /** Account of the creator, who may call all tools while being a developer. */
  ownerId?: string;
  auth: ServerAuth;
  deploymentId: string;
  endpoint: Endpoint | null;
  targets: RouteTarget[];
  /** Containers of retired deployments that still keep their sessions until the drain limit passes. */
  draining: (RouteTarget & { deploymentId: string })[];
  /** Changes when the server's secrets change, so that gateways fetch new masks. */
  secretsVersion: string;
}
