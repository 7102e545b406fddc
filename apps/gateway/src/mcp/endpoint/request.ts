import type { Route } from '@toolyard/contracts';
import type { Access, Caller } from '../rights/access.js';
import type { Calls } from '../recording/calls.js';
import type { Origins } from './cors.js';
import type { McpAddress } from '../mcp-address.js';
import type { OpenStreams } from '../rights/open-streams.js';
import type { Masking } from '../recording/payload.js';
import type { Posted } from '../forwarding/post.job.js';
import type { Reply, KeepAlive } from './reply.js';
import type { Resources } from '../discovery/protected-resource.js';
import type { RouteTable } from '../forwarding/route-table.js';
import type { SessionMover } from '../sessions/session-recovery.js';
import type { Sessions } from '../sessions/session-store.js';
import { ToolRights } from '../rights/tool-rights.js';
import type { Upstreams } from '../forwarding/upstreams.js';
import type { TrustedProxies } from '../../front/trusted-proxies.js';

export interface McpLimits {
  bodyBytes: number;
  bodyTimeoutMs: number;
  /** Messages up to this size are parsed; larger ones are scanned as they pass. */
  observedBytes: number;
  /** How long a request waits for a container that can be reached. */
  patienceMs: number;
}

/** Knows the caller's own credentials for a server. */
export interface Credentials {
  /**
   * Asked when the request is allowed and before anything of it is passed on.
   * @returns headers for the container as a flat list of names and values, or null when the request has been answered
   * in the server's place
   */
  headersFor(
    parts: McpParts,
    request: McpRequest,
    posted: Posted | null,
  ): readonly string[] | null | Promise<readonly string[] | null>;
}

/** What every MCP request needs. */
export interface McpParts {
  access: Access;
  resources: Resources;
  /** Null: no server has credentials of its users. */
  credentials: Credentials | null;
  origins: Origins;
  proxies: TrustedProxies;
  routes: RouteTable;
  upstreams: Upstreams;
  sessions: Sessions;
  streams: OpenStreams;
  mover: SessionMover;
  calls: Calls;
  keepAlive: KeepAlive;
  limits: McpLimits;
}

/** One admitted request. */
export interface McpRequest {
  route: Route;
  address: McpAddress;
  caller: Caller;
  /** What `Credentials` added. */
  credentials: readonly string[];
  /** Hides them in what is recorded. */
  mask?: Masking | null;
  reply: Reply;
  rawHeaders: readonly string[];
  /** Of the client, as far as trusted proxies tell. */
  remoteAddress: string;
  correlationId: string;
}

/** What the caller of a request may do now, which may be less than when it began. */
export function rightsNow(
  { access, routes }: Pick<McpParts, 'access' | 'routes'>,
  { route, caller }: McpRequest,
): ToolRights {
  const now = access.again(routes.get(route.slug) ?? route, caller);
  return 'caller' in now ? now.caller.rights : ToolRights.none;
}

/** Waits for a changed route or a little while, until patience runs out. */
export async function anotherChance(parts: McpParts, slug: string, since: number, attempt: number): Promise<boolean> {
  // Another container, if there is one, is asked at once.
  if (attempt === 1 && (parts.routes.get(slug)?.targets.length ?? 0) > 1) return true;
  if (parts.upstreams.closed || Date.now() - since > parts.limits.patienceMs) return false;
  await parts.routes.changed(slug, Math.min(500, 25 * 2 ** attempt));
  return true;
}
