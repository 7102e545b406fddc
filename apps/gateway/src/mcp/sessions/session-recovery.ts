import type { Route } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import type { Calls } from '../recording/calls.js';
import { movedSessions } from '../../gateway.metrics.js';
import { implementationOf, objectOf, paramsOf, textOf, type Message } from '../protocol/jsonrpc.js';
import type { RouteTable } from '../forwarding/route-table.js';
import type { Session, Sessions } from './session-store.js';
import { askUpstream } from '../forwarding/upstream-ask.js';
import { sameContainer, type Target, type Upstreams } from '../forwarding/upstreams.js';

const tries = 12;
const waitMs = 400;

/**
 * Keeps a client's session alive across containers: when its container is gone, another one is initialised with what
 * the client once said, and log level and subscriptions are said again. The client keeps its session id and notices
 * nothing.
 */
export class SessionMover {
  constructor(
    private readonly routes: RouteTable,
    private readonly upstreams: Upstreams,
    private readonly sessions: Sessions,
    private readonly calls: Calls,
  ) {}

  /**
   * The session's container if traffic may still go there: routed, or draining, which is when it keeps its sessions.
   */
  present(session: Session): Target | null {
    const route = this.routes.get(session.record.slug);
    const { target } = session.record;
    if (!route) return null;
    return [...route.targets, ...route.draining].some((each) => sameContainer(each, target)) ? target : null;
  }

  /** Where a request of the session goes. @returns null when no container can take it. */
  async locate(session: Session): Promise<Target | null> {
    if (session.moving) await session.moving;
    const target = this.present(session);
    if (target && !this.upstreams.isSuspect(target)) return target;
    return (await this.move(session)) ? session.record.target : null;
  }

  /** Initialises another container (or the same one anew) once, however many requests ask for it. */
  move(session: Session): Promise<boolean> {
    session.moving ??= this.#move(session).finally(() => (session.moving = null));
    return session.moving;
  }

  async #move(session: Session): Promise<boolean> {
    let failure: unknown;
    for (let attempt = 0; attempt < tries && !session.ended && !this.upstreams.closed; attempt += 1) {
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
    log.warn(
      { server: session.record.serverId, reason: failure instanceof Error ? failure.message : undefined },
      'no container could take a session over',
    );
    return false;
  }

  async #establish(session: Session, route: Route, target: Target): Promise<boolean> {
    const path = route.endpoint?.path ?? '/mcp';
    const say = (message: Message, innerId: string | null, version: string | null) =>
      askUpstream(this.upstreams, target, path, JSON.stringify({ jsonrpc: '2.0', ...message }), {
        innerId,
        version,
        credentials: session.credentials,
      });
    const { record } = session;
    const begun = await say({ id: 'toolyard-initialize', method: 'initialize', params: record.initialize }, null, null);
    const result = objectOf(begun.message as Record<string, unknown>, 'result');
    if (begun.status !== 200 || begun.message?.result === undefined) return false;
    const innerVersion = textOf(result, 'protocolVersion') || record.clientVersion;
    if (record.initialized) await say({ method: 'notifications/initialized' }, begun.innerId, innerVersion);
    for (const message of record.replay)
      await say({ ...message, id: `toolyard-${message.method}` }, begun.innerId, innerVersion);
    const redeployed = record.target.deploymentId !== target.deploymentId;
    Object.assign(record, { target, innerId: begun.innerId, innerVersion, generation: record.generation + 1 });
    this.#lost(session);
    this.sessions.save(session);
    for (const stream of [...session.streams]) stream.reopen();
    log.info(
      { server: record.serverId, deployment: target.deploymentId, replica: target.replica, redeployed },
      'session carried on in another container',
    );
    return true;
  }

  /** Calls whose answer was to come on another stream of the old container will get none. */
  #lost(session: Session): void {
    for (const call of [...session.scope.pending.values()]) {
      if (!call.detached) continue;
      this.calls.end(call, { class: 'upstream_down', error: 'The container was gone before the call was answered.' });
    }
  }
}

/** What the client's `initialize` and its answer tell about a session. */
export function clientOf(initialize: Message): {
  client: ReturnType<typeof implementationOf>;
  params: Record<string, unknown>;
} {
  const params = paramsOf(initialize);
  return { client: implementationOf(params.clientInfo), params };
}

/** Messages that set something in the container that a client would not say again; the latest of each kind counts. */
export function remembered(replay: readonly Message[], message: Message): Message[] | null {
  const params = paramsOf(message);
  const uri = textOf(params, 'uri');
  const others = (method: string) =>
    replay.filter((each) => each.method !== method || (uri !== '' && textOf(paramsOf(each), 'uri') !== uri));
  switch (message.method) {
    case 'logging/setLevel':
      return [...replay.filter((each) => each.method !== message.method), { method: message.method, params }];
    case 'resources/subscribe':
      return [...others('resources/subscribe'), { method: message.method, params }].slice(-100);
    case 'resources/unsubscribe':
      return others('resources/subscribe');
    default:
      return null;
  }
}
