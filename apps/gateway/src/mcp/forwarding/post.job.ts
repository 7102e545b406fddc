import type { IncomingHttpHeaders } from 'node:http';
import { log } from '@toolyard/service';
import { answer, rpcCodes } from '../endpoint/error-answer.js';
import { callStart } from '../recording/call-start.js';
import { Scope, type CallOwner, type PendingCall } from '../recording/calls.js';
import { corsHeaders } from '../endpoint/cors.js';
import { initializeOf } from '../protocol/era.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';
import { isJson, requestHeaders, responseHeaders } from '../endpoint/headers.js';
import {
  errorAnswer,
  idKey,
  isId,
  kindOf,
  objectOf,
  paramsOf,
  textOf,
  type Message,
  type Parsed,
} from '../protocol/jsonrpc.js';
import { BodyFilter, EventFilter, type Transform } from '../rights/list-filter.js';
import type { OpenStream } from '../rights/open-streams.js';
import { outcomeOfStatus } from '../recording/call-outcome.js';
import { anotherChance, rightsNow, type McpParts, type McpRequest } from '../endpoint/request.js';
import { clientOf, remembered } from '../sessions/session-recovery.js';
import type { Session } from '../sessions/session-store.js';
import { JsonTap, SseTap, type Tap, type TapListener } from './answer-observers.js';
import { askUpstream, type Asked } from './upstream-ask.js';
import type { Target } from './upstreams.js';

export interface Posted {
  body: Buffer;
  parsed: Parsed;
  modern: boolean;
  session: Session | null;
}

/** What servers say to a session they do not know; the protocol asks for 404, many answer 400. */
const lostSession = /session|not initialized/i;
const notInitialized = /not initialized/i;

/**
 * One POST: its tool calls are recorded, its `initialize` opens a session, and a session's lost container is replaced.
 */
export class PostJob implements Job, TapListener, CallOwner, OpenStream {
  readonly method = 'POST';
  readonly path: string;
  readonly body: Buffer;
  filter: Transform | null = null;
  readonly #forwarding: Forwarding;
  readonly #own = new Scope();
  readonly #calls: PendingCall[] = [];
  readonly #initialize: Message | null;
  readonly #since = Date.now();
  /** HTTP+SSE of 2024-11-05: answers come on the session's stream, and a session cannot outlive its stream. */
  readonly #oldTransport: boolean;
  /** The body asks for the list of tools, which is shortened to what the caller may call. */
  readonly #lists: boolean;
  /** `subscriptions/listen` of the modern era: its answer is a stream that stays open. */
  readonly #listens: Message | null;
  #session: Session | null;
  #target: Target | null = null;
  #restored = false;

  constructor(
    private readonly parts: McpParts,
    readonly request: McpRequest,
    private readonly posted: Posted,
  ) {
    this.#oldTransport = posted.session?.record.kind === 'sse';
    this.path = (this.#oldTransport && posted.session?.record.innerId) || request.route.endpoint!.path;
    this.body = posted.body;
    this.#session = posted.session;
    this.#initialize = posted.modern || posted.session ? null : initializeOf(posted.parsed);
    this.#lists =
      request.route.access !== 'public' && posted.parsed.messages.some(({ method }) => method === 'tools/list');
    this.#listens = posted.parsed.messages.find(({ method }) => method === 'subscriptions/listen') ?? null;
    this.#forwarding = new Forwarding(parts.upstreams, request.reply, this);
  }

  start(): void {
    for (const message of this.posted.parsed.messages) this.#note(message);
    this.#forwarding.start();
  }

  target(): Target | null | Promise<Target | null> {
    const { routes, upstreams, mover } = this.parts;
    const session = this.#session;
    if (session && this.#oldTransport) return mover.present(session);
    // A container that keeps no session can be any.
    if (session && session.record.innerId !== null) return mover.locate(session);
    const route = routes.get(this.request.route.slug);
    const affinity = this.posted.modern ? `${this.request.caller.principal} ${this.request.remoteAddress}` : undefined;
    this.#target = route ? upstreams.pick(route, affinity) : null;
    return this.#target;
  }

  headers(target: Target): string[] {
    const record = this.#session?.record;
    for (const call of this.#calls) call.record.deploymentId = target.deploymentId;
    return requestHeaders(this.request.rawHeaders, {
      port: target.port,
      sessionId: this.#oldTransport ? null : (record?.innerId ?? null),
      protocolVersion: record && record.innerVersion !== record.clientVersion ? record.innerVersion : undefined,
      userId: this.request.caller.id,
      correlationId: this.request.correlationId,
      credentials: this.request.credentials,
    });
  }

  holds(status: number): boolean {
    if (!this.#session || this.#restored || this.#oldTransport) return false;
    return status === 400 || (status === 404 && this.#session.record.innerId !== null);
  }

  async held(status: number, body: string): Promise<'again' | 'pass'> {
    const lost = this.#session!.record.innerId === null ? notInitialized : lostSession;
    if (status === 400 && !lost.test(body)) return 'pass';
    this.#restored = true;
    return (await this.parts.mover.move(this.#session!)) ? 'again' : 'pass';
  }

  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): Tap | null {
    if (this.#lists) this.#watchLists(stream);
    const out = [
      ...corsHeaders(this.request.reply.origin),
      ...responseHeaders(headers, { stream, changed: this.#lists }),
      'x-correlation-id',
      this.request.correlationId,
    ];
    if (this.#initialize && status === 200) this.#open(headers);
    if (this.#session && this.#initialize) out.push('mcp-session-id', this.#session.record.id);
    this.request.reply.head(status, out, stream);
    if (stream && this.#listens) this.parts.streams.add(this);
    if (this.#calls.length === 0 && !this.#initialize) return null;
    const { observedBytes } = this.parts.limits;
    return stream
      ? new SseTap(this, observedBytes)
      : isJson(headers['content-type'])
        ? new JsonTap(this, observedBytes)
        : null;
  }

  onMessage(message: Message, text: string): void {
    this.parts.calls.answered(this.#own, message, text);
    if (this.#initialize && message.method === undefined && message.id === this.#initialize.id) this.#opened(message);
  }

  onOversized(...[found, beginning, bytes]: Parameters<TapListener['onOversized']>): void {
    this.parts.calls.answeredOversized(this.#own, found, beginning, bytes);
  }

  /**
   * The stream of a subscription follows what its caller may do (2026-07-28: notifications carry the id of the
   * subscription).
   */
  toolsChanged(): void {
    const asked = objectOf(paramsOf(this.#listens!), 'notifications');
    const _meta = { 'io.modelcontextprotocol/subscriptionId': this.#listens!.id };
    if (asked.toolsListChanged === true)
      this.request.reply.inject({ jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta } });
  }

  revoked(): void {
    this.#forwarding.stop('the caller may not be here any more');
    this.request.reply.abort();
  }

  async again(attempt: number): Promise<boolean> {
    return anotherChance(this.parts, this.request.route.slug, this.#since, attempt);
  }

  ended(ending: Ending): void {
    const { reply } = this.request;
    if (this.#listens) this.parts.streams.delete(this);
    switch (ending.kind) {
      case 'complete':
        if (!this.#oldTransport || ending.status >= 300) {
          this.#endCalls(
            ending.resumable && ending.stream,
            ending.stream ? unanswered : outcomeOfStatus(ending.status),
          );
        }
        return reply.end();
      case 'client_gone':
        if (this.#oldTransport) return;
        return this.#endCalls(!this.posted.modern && ending.resumable, clientGone);
      case 'upstream_lost':
        return this.#upstreamLost(ending);
    }
  }

  #upstreamLost(ending: Extract<Ending, { kind: 'upstream_lost' }>): void {
    const { reply } = this.request;
    const waiting = this.#calls.filter((call) => !call.ended && !call.detached);
    const message = ending.headSent
      ? 'The connection to the server was lost before the call was answered.'
      : 'The server could not be reached. Nothing is known of what it did; try again in a moment.';
    this.#endCalls(false, { class: 'upstream_down', error: message });
    log.warn(
      { correlationId: this.request.correlationId, server: this.request.route.serverId, reason: ending.error.message },
      'a container did not answer to the end',
    );
    if (!ending.headSent) {
      answer(reply.res, reply.origin, {
        code: 'upstream_failed',
        message,
        id: this.#onlyId(),
        headers: ['retry-after', '2'],
      });
      return;
    }
    // A client that cannot resume would wait for ever: it is told before the stream ends.
    const told =
      reply.stream &&
      waiting.length > 0 &&
      waiting.every((call) => reply.inject(errorAnswer(call.messageId, rpcCodes.refused, message)));
    if (told) reply.end();
    else reply.abort();
  }

  /** Ends the calls that this exchange was to answer; `elsewhere` leaves them to another stream of the session. */
  #endCalls(elsewhere: boolean, outcome: Parameters<typeof this.parts.calls.end>[1]): void {
    for (const call of this.#calls) {
      // A call that waits for the client's part of the answer has left.
      if (call.ended || this.#own.pending.get(idKey(call.messageId)) !== call) continue;
      if (elsewhere && this.#session) {
        call.detached = true;
        call.owner = null;
        continue;
      }
      this.parts.calls.end(call, outcome);
    }
  }

  #note(message: Message): void {
    const session = this.#session;
    if (message.method === 'tools/call' && kindOf(message) === 'request' && isId(message.id))
      return this.#beginCall(message);
    if (!session) return;
    if (message.method === 'notifications/cancelled')
      this.parts.calls.cancelled(session.scope, paramsOf(message).requestId);
    const replay = remembered(session.record.replay, message);
    if (replay) session.record.replay = replay;
    if (message.method === 'notifications/initialized') session.record.initialized = true;
    if (message.method === 'initialize') Object.assign(session.record, { client: clientOf(message).client });
    if (replay || message.method === 'notifications/initialized') this.parts.sessions.save(session);
  }

  #beginCall(message: Message): void {
    const homes = this.#session ? [this.#own, this.#session.scope] : [this.#own];
    const call = this.parts.calls.begin(homes, message.id!, callStart(this.request, this.#session, message));
    call.owner = this;
    this.#calls.push(call);
  }

  #watchLists(stream: boolean): void {
    const rights = () => rightsNow(this.parts, this.request);
    this.filter = stream ? new EventFilter(rights, true) : new BodyFilter(rights, this.#onlyId());
  }

  /** The container accepted `initialize`: from now on the session is the gateway's. */
  #open(headers: IncomingHttpHeaders): void {
    const { route, caller, remoteAddress } = this.request;
    const innerId = headers['mcp-session-id'];
    const { client, params } = clientOf(this.#initialize!);
    const version = textOf(params, 'protocolVersion');
    this.#session = this.parts.sessions.create({
      kind: 'http',
      serverId: route.serverId,
      slug: route.slug,
      principal: caller.principal,
      bucket: `${route.serverId} ${caller.principal === 'anonymous' ? remoteAddress : caller.principal}`,
      client,
      initialize: params,
      initialized: false,
      clientVersion: version,
      innerVersion: version,
      listChanged: false,
      target: this.#target!,
      innerId: typeof innerId === 'string' ? innerId : null,
      replay: [],
    });
    this.#session.credentials = this.request.credentials;
  }

  #opened(message: Message): void {
    const session = this.#session;
    if (!session) return;
    if (message.result === undefined) return this.parts.sessions.end(session);
    const result = objectOf(message as Record<string, unknown>, 'result');
    const version = textOf(result, 'protocolVersion') || session.record.clientVersion;
    session.record.listChanged = objectOf(objectOf(result, 'capabilities'), 'tools').listChanged === true;
    Object.assign(session.record, { clientVersion: version, innerVersion: version });
    this.parts.sessions.save(session);
  }

  /** Answers the client in the server's place and takes the call back from the server. */
  timeOut(call: PendingCall): void {
    const { reply } = this.request;
    const error = errorAnswer(
      call.messageId,
      rpcCodes.timeout,
      'The server did not answer within the time limit of the gateway. The call was given up.',
    );
    const open = this.#calls.some((other) => other !== call && !other.ended);
    if (this.#oldTransport) {
      for (const stream of this.#session!.streams) stream.inject(error);
    } else if (reply.headSent && reply.stream) {
      const told = reply.inject(error);
      if (open) return;
      if (told) reply.end();
      else reply.abort();
    } else if (reply.headSent) {
      reply.abort();
    } else {
      const waiting = this.#calls.filter((each) => !each.ended);
      for (const each of waiting) each.owner = null;
      const body = Buffer.from(
        JSON.stringify(this.posted.parsed.batch ? waiting.map((each) => ({ ...error, id: each.messageId })) : error),
      );
      reply.head(
        200,
        [...corsHeaders(reply.origin), 'content-type', 'application/json', 'content-length', String(body.length)],
        false,
      );
      reply.res.end(body);
    }
    this.#forwarding.stop('the call took too long');
    this.#takeBack(call);
  }

  /** In the legacy era a closed connection is no cancel. */
  #takeBack(call: PendingCall): void {
    const session = this.#session;
    if (!session || this.posted.modern) return;
    const params = { requestId: call.messageId, reason: 'timeout' };
    const { target, innerId, innerVersion } = session.record;
    const message = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
    askUpstream(this.parts.upstreams, target, this.path, message, {
      innerId: this.#oldTransport ? null : innerId,
      version: innerVersion || null,
      credentials: session.credentials,
    }).catch((): Asked | null => null);
  }

  #onlyId(): Message['id'] {
    const { parsed } = this.posted;
    const first = parsed.batch ? undefined : parsed.messages[0];
    return first && isId(first.id) ? first.id : null;
  }
}

const unanswered = {
  class: 'upstream_down',
  error: 'The server ended its answer without answering the call.',
} as const;
const clientGone = {
  class: 'cancelled',
  error: 'The client closed the connection before the call was answered.',
} as const;
