import type { Route } from '@toolyard/contracts';
import type { Access, Caller } from './access.js';
import type { Calls } from './calls.js';
import type { Origins } from './cors.js';
import type { Reply, KeepAlive } from './reply.js';
import type { RouteTable } from './route.table.js';
import type { SessionMover } from './session.mover.js';
import type { Sessions } from './sessions.js';
import type { Upstreams } from './upstreams.js';

export interface McpLimits {
  bodyBytes: number;
  bodyTimeoutMs: number;
  /** Messages up to this size are parsed; larger ones are scanned as they pass. */
  observedBytes: number;
  /** How long a request waits for a container that can be reached. */
  patienceMs: number;
}

/** What every MCP request needs. */
export interface McpParts {
  access: Access;
  origins: Origins;
  routes: RouteTable;
  upstreams: Upstreams;
  sessions: Sessions;
  mover: SessionMover;
  calls: Calls;
  keepAlive: KeepAlive;
  limits: McpLimits;
}

/** One admitted request. */
export interface McpRequest {
  route: Route;
  caller: Caller;
  reply: Reply;
  rawHeaders: readonly string[];
  remoteAddress: string;
  correlationId: string;
}

/** Waits for a changed route or a little while, until patience runs out. */
export async function anotherChance(parts: McpParts, slug: string, since: number, attempt: number): Promise<boolean> {
  // Another container, if there is one, is asked at once.
  if (attempt === 1 && (parts.routes.get(slug)?.targets.length ?? 0) > 1) return true;
  if (parts.upstreams.closed || Date.now() - since > parts.limits.patienceMs) return false;
  await parts.routes.changed(slug, Math.min(500, 25 * 2 ** attempt));
  return true;
}
