import type { IncomingHttpHeaders } from 'node:http';
import type { McpRequest } from '../exchange/request.js';
import { idKey, isId, objectOf, type Message } from '../protocol/jsonrpc.js';
import type { Target } from '../upstreams/upstreams.js';
import type { McpSession } from '../sessions/mcp-session.js';
import { tracedSessionId } from '../sessions/session-caller.js';
import type { McpSessions } from '../sessions/mcp-sessions.js';

/** Without NATS a session is not stored; its client does not wait for longer than this. */
const storeMs = 500;

/** The `initialize` of a client: opens its session when the container accepts it, and ends it when it does not. */
export class SessionStart {
  /** Null before the container accepted the request. */
  session: McpSession | null = null;

  constructor(
    private readonly sessions: McpSessions,
    private readonly request: McpRequest,
    private readonly initialize: Message,
  ) {}

  /** The container answered 200 with these headers. */
  accepted(target: Target, headers: IncomingHttpHeaders): McpSession {
    const { route, caller, remoteAddress, serverHeaders, address } = this.request;
    const innerId = headers['mcp-session-id'];
    this.session = this.sessions.open({
      kind: 'http',
      route,
      principal: caller.principal,
      remoteAddress,
      target,
      innerId: typeof innerId === 'string' ? innerId : null,
      initialize: this.initialize,
      query: address.query,
    });
    this.session.useServerHeaders(serverHeaders);
    this.request.trace?.learned({ sessionId: tracedSessionId(this.session) });
    return this.session;
  }

  /** Reads a message of the container's answer. */
  answered(message: Message): void {
    const { session } = this;
    if (!session || message.method !== undefined || !sameId(message, this.initialize)) return;
    if (message.result === undefined) return this.sessions.end(session);
    session.opened(objectOf(message as Record<string, unknown>, 'result'));
    this.sessions.save(session);
    // A client may send its next request to another gateway at once, or this one may be killed.
    this.request.reply.hold(this.sessions.stored(session, storeMs));
  }
}

const sameId = (one: Message, other: Message): boolean =>
  isId(one.id) && isId(other.id) && idKey(one.id) === idKey(other.id);
