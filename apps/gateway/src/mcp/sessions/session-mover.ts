import type { Route } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { movedSessions } from '../../gateway.metrics.js';
import { objectOf, textOf, type Message } from '../protocol/jsonrpc.js';
import { withQuery } from '../mcp-address.js';
import type { Calls } from '../recording/calls.js';
import type { RouteTable } from '../upstreams/route-table.js';
import { askUpstream } from '../upstreams/upstream-ask.js';
import { sameContainer, type Target, type Upstreams } from '../upstreams/upstreams.js';
import type { McpSession } from './mcp-session.js';
import type { McpSessions } from './mcp-sessions.js';

const attempts = 12;
const waitMs = 400;

/**
 * Keeps a client's session alive when its container is gone: initialises another container with the client's
 * `initialize`, and repeats its log level and subscriptions. The client keeps its session id.
 */
export class SessionMover {
  constructor(
    private readonly routes: RouteTable,
    private readonly upstreams: Upstreams,
    private readonly sessions: McpSessions,
    private readonly calls: Calls,
  ) {}

  /** The session's container if it is still routed or draining; null otherwise. */
  present(session: McpSession): Target | null {
    const route = this.routes.get(session.record.slug);
    const { target } = session.record;
    if (!route) return null;
    return [...route.targets, ...route.draining].some((each) => sameContainer(each, target)) ? target : null;
  }

  /** The session's container after the move in progress, if there is one. */
  async awaited(session: McpSession): Promise<Target | null> {
    if (session.moving) await session.moving;
    return this.present(session);
  }

  /** The container for a request of the session. @returns null when no container can take it */
  async locate(session: McpSession): Promise<Target | null> {
    if (session.moving) await session.moving;
    const target = this.present(session);
    if (target && !this.upstreams.isSuspect(target)) return target;
    return (await this.move(session)) ? session.record.target : null;
  }

  /** Initialises another container, or the same one again. Concurrent requests share one move. */
  move(session: McpSession): Promise<boolean> {
    session.moving ??= this.#move(session).finally(() => (session.moving = null));
    return session.moving;
  }

  async #move(session: McpSession): Promise<boolean> {
    let failure: unknown;
    for (let attempt = 0; attempt < attempts && !session.ended && !this.upstreams.closed; attempt += 1) {
      const route = this.routes.get(session.record.slug);
      if (!route || route.status !== 'live') break;
      const target = this.upstreams.pick(route);
      try {
        if (target && (await this.#establish(session, route, target))) {
          movedSessions.inc({ outcome: 'moved' });
          return true;
        }
      } catch (error) {
        failure = error;
      }
      if (target) this.upstreams.suspect(target);
      await this.routes.changed(session.record.slug, waitMs);
    }
    movedSessions.inc({ outcome: 'failed' });
    log.warn({ server: session.record.serverId, err: failure }, 'a session could not be moved to another container');
    return false;
  }

  async #establish(session: McpSession, route: Route, target: Target): Promise<boolean> {
    const path = withQuery(route.endpoint?.path ?? '/mcp', session.record.query ?? '');
    const send = (message: Message, innerId: string | null, version: string | null) =>
      askUpstream(this.upstreams, target, path, JSON.stringify({ jsonrpc: '2.0', ...message }), {
        innerId,
        version,
        serverHeaders: session.serverHeaders,
      });
    const { record } = session;
    const { innerId, message, status } = await send(
      { id: 'toolyard-initialize', method: 'initialize', params: record.initialize },
      null,
      null,
    );
    if (status !== 200 || message?.result === undefined) return false;
    const result = objectOf(message as Record<string, unknown>, 'result');
    const innerVersion = textOf(result, 'protocolVersion') || record.clientVersion;
    if (record.initialized) await send({ method: 'notifications/initialized' }, innerId, innerVersion);
    for (const each of record.replay) await send({ ...each, id: `toolyard-${each.method}` }, innerId, innerVersion);
    const redeployed = record.target.deploymentId !== target.deploymentId;
    session.movedTo(target, innerId, innerVersion);
    this.#endDetached(session);
    this.sessions.save(session);
    for (const stream of [...session.streams]) stream.reopen();
    log.info(
      { server: record.serverId, deployment: target.deploymentId, replica: target.replica, redeployed },
      'a session moved to another container',
    );
    return true;
  }

  /** The answer to a detached call would have come on a stream of the old container. */
  #endDetached(session: McpSession): void {
    for (const call of [...session.scope.pending.values()]) {
      if (!call.detached) continue;
      this.calls.end(call, { class: 'upstream_down', error: 'The container was gone before the call was answered.' });
    }
  }
}
