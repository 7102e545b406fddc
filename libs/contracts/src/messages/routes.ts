import type { CallLimits } from '../rules/call-limits.js';
import type { Endpoint } from '../events/deployment.events.js';
import type { Access, ServerAuth } from '../events/server.events.js';

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
  /** Request headers of clients that reach the server, in lower case; none in routes without it. */
  headers?: string[];
  /** Absent: none. */
  limits?: CallLimits;
  deploymentId: string;
  endpoint: Endpoint | null;
  /** Names of the tools that the live deployment was found to have; absent: it listed none. */
  tools?: string[];
  targets: RouteTarget[];
  /** Containers of retired deployments that still keep their sessions until the drain limit passes. */
  draining: (RouteTarget & { deploymentId: string })[];
  /**
   * Retired deployment → when it left the route, where that was after it was retired; milliseconds since the epoch. The
   * drain limit of its containers begins then.
   */
  leftAt?: Record<string, number>;
  /** Changes when the server's secrets change, so that gateways fetch new masks. */
  secretsVersion: string;
  /**
   * The run of the platform in which `runtime` has compared these addresses with the containers. In any other run they
   * may belong to something else, so the route counts as one without targets.
   */
  runId?: string;
}

/** The same route without addresses: all else of it stays valid in another run of the platform. */
export function withoutTargets(route: Route): Route {
  return { ...route, targets: [], draining: [] };
}

/** Addresses are those of containers only in the run in which they were confirmed. */
export function trustedIn(runId: string, route: Route): Route {
  return route.runId === runId ? route : withoutTargets(route);
}

/**
 * Arguments for `ip route add` and `ip route del` (iproute2) that make every address of the pool unreachable which
 * belongs to no network of a server: those networks are smaller, so the kernel prefers their routes. The metric differs
 * between installations on one machine.
 */
export function poolRoute(pool: string, instance: string): string[] {
  let metric = 0;
  for (const char of instance) metric = (metric * 31 + char.charCodeAt(0)) % 1_000_000_007;
  return ['unreachable', pool, 'metric', String(metric + 1)];
}
