import type { IncomingHttpHeaders } from 'node:http';
import { log } from '@toolyard/service';
import { corsHeaders } from '../exchange/cors.js';
import { timeoutMsOf } from '../exchange/call-start.js';
import { answerError } from '../exchange/error-answer.js';
import { requestHeaders, responseHeaders } from '../exchange/headers.js';
import type { McpRequest, Posted } from '../exchange/request.js';
import { JsonObserver, SseObserver, type AnswerListener, type AnswerObserver } from '../protocol/answer-observers.js';
import { withQuery } from '../mcp-address.js';
import { initializeOf } from '../protocol/era.js';
import {
  errorAnswer,
  isId,
  kindOf,
  objectOf,
  onlyId,
  paramsOf,
  rpcCodes,
  sourceOf,
  type Message,
  type MessageId,
} from '../protocol/jsonrpc.js';
import { isEventStream, isJson } from '../protocol/media-types.js';
import type { Outcome } from '../recording/call-outcome.js';
import type { CallOwner, PendingCall } from '../recording/pending-call.js';
import { BodyFilter, EventFilter, type Transform } from '../rights/list-filter.js';
import type { OpenStream } from '../rights/open-streams.js';
import { LostSession } from '../sessions/lost-session.js';
import type { McpSession } from '../sessions/mcp-session.js';
import type { McpSessions } from '../sessions/mcp-sessions.js';
import type { SessionMover } from '../sessions/session-mover.js';
import { ServerDown, type Circuits } from '../upstreams/circuits.js';
import type { Target } from '../upstreams/upstreams.js';
import { inSequence, otherForm } from './answer-form.js';
import { McpReview } from './answer-review.js';
import type { Deadlines } from './deadlines.js';
import type { JobContext } from './job-context.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';
import { clientGone, lostBeforeAnswer, notReached, outcomeOfEnd, serverDown, timedOut } from './post-outcomes.js';
import { PostedCalls } from './posted-calls.js';
import { SessionStart } from './session-start.js';
import { cancelCall, type SessionAnswersContext } from './session-answers.js';
import { TimedRequests } from './timed-requests.js';
import { answerAll, cancelAt, endBegun } from './unanswered.js';

/** What a POST uses. */
export interface PostJobContext extends JobContext, SessionAnswersContext {
  sessions: McpSessions;
  mover: SessionMover;
  circuits: Circuits;
  deadlines: Deadlines;
  /** Time limit of requests that are no tool calls, unless the server sets one. */
  timeoutMs: number;
}

/** One POST: records its tool calls, opens a session for its `initialize`, and replaces a session's lost container. */
export class PostJob implements Job, AnswerListener, CallOwner, OpenStream {
  readonly method = 'POST';
  readonly body: Buffer;
  filter: Transform | null = null;
  readonly #forwarding: Forwarding;
  readonly #calls: PostedCalls;
  readonly #start: SessionStart | null;
  /** HTTP+SSE (2024-11-05): answers come on the session's stream, and the session ends with its stream. */
  readonly #oldTransport: boolean;
  /** The body asks for the list of tools, which is reduced to those that the caller may call. */
  readonly #lists: boolean;
  /** `subscriptions/listen` of the modern era: its answer is a stream that stays open. */
  readonly #listens: Message | null;
  readonly #timed: TimedRequests;
  #session: McpSession | null;
  #target: Target | null = null;

  constructor(
    private readonly context: PostJobContext,
    readonly request: McpRequest,
    private readonly posted: Posted,
  ) {
    const { session, parsed, modern } = posted;
    const { route } = request;
    this.#oldTransport = session?.record.kind === 'sse';
    this.body = posted.body;
    this.#session = session;
    this.#timed = new TimedRequests(context.deadlines, (ids) => this.#giveUp(ids));
    this.#calls = new PostedCalls(context.calls, request, parsed);
    const initialize = modern || session ? null : initializeOf(parsed);
    this.#start = initialize && new SessionStart(context.sessions, request, initialize);
    this.#lists = route.access !== 'public' && parsed.messages.some(({ method }) => method === 'tools/list');
    this.#listens = parsed.messages.find(({ method }) => method === 'subscriptions/listen') ?? null;
    this.#forwarding = new Forwarding(context.upstreams, request.reply, this, {
      retry: { routes: context.routes, slug: route.slug, circuits: context.circuits },
      review: new McpReview(
        session && !this.#oldTransport ? new LostSession(context.mover, session) : null,
        () => session?.record.kind === 'http' && session.record.innerId === null,
      ),
    });
  }

  /** A session of the old transport has another path at each container. */
  get path(): string {
    const { address, route } = this.request;
    return (this.#oldTransport && this.#session?.record.innerId) || withQuery(route.endpoint!.path, address.query);
  }

  start(): void {
    for (const message of this.posted.parsed.messages) this.#read(message);
    this.#timed.start(timeoutMsOf(this.request.route) ?? this.context.timeoutMs);
    this.#forwarding.start();
  }

  target(): Target | null | Promise<Target | null> {
    const { routes, upstreams, mover } = this.context;
    const session = this.#session;
    if (session && this.#oldTransport) return mover.awaited(session);
    // Without a session id of the container, any container can answer.
    if (session && session.record.innerId !== null) return mover.locate(session);
    const route = routes.get(this.request.route.slug);
    const affinity = this.posted.modern ? `${this.request.caller.principal} ${this.request.remoteAddress}` : undefined;
    this.#target = route ? upstreams.pick(route, affinity) : null;
    return this.#target;
  }

  headers(target: Target): string[] {
    const record = this.#session?.record;
    this.#calls.sentTo(target.deploymentId);
    return requestHeaders(this.request.rawHeaders, {
      port: target.port,
      sessionId: this.#oldTransport ? null : (record?.innerId ?? null),
      protocolVersion: record && record.innerVersion !== record.clientVersion ? record.innerVersion : undefined,
      userId: this.request.caller.id,
      correlationId: this.request.correlationId,
      trace: this.request.trace?.sending(target),
      serverHeaders: this.request.serverHeaders,
    });
  }

  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): AnswerObserver | null {
    const { reply, correlationId } = this.request;
    if (this.#lists) this.#filterLists(stream);
    const reformed = status === 200 && !this.#listens && !this.#oldTransport ? this.#reform(headers, stream) : null;
    if (reformed) this.filter = inSequence(this.filter, reformed.filter);
    const form = reformed?.contentType ?? null;
    const given = form ? { ...headers, 'content-type': form } : headers;
    const asStream = form ? isEventStream(form) : stream;
    const changed = this.#lists || form !== null;
    const out = [...corsHeaders(reply.origin), ...responseHeaders(given, { stream: asStream, changed })];
    out.push('x-correlation-id', correlationId);
    if (this.#start && status === 200) {
      this.#session = this.#start.accepted(this.#target!, headers);
      out.push('mcp-session-id', this.#session.record.id);
    }
    // A body made of events has no byte before its end, so that until then an error can be answered.
    reply.head(status, out, asStream ? 'stream' : 'whole', form === 'application/json');
    if (stream && this.#listens) this.context.streams.add(this);
    const { observedBytes } = this.context;
    if (stream && (this.#calls.size > 0 || this.#timed.size > 0)) return new SseObserver(this, observedBytes);
    if (this.#calls.size === 0 && !this.#start && !this.request.trace) return null;
    return isJson(headers['content-type']) ? new JsonObserver(this, observedBytes) : null;
  }

  onMessage(message: Message, text: string): void {
    this.#calls.answered(message, text);
    this.#start?.answered(message);
    this.#timed.answered(message);
    this.request.trace?.answered(message);
  }

  onOversized(...found: Parameters<AnswerListener['onOversized']>): void {
    this.#calls.answeredOversized(...found);
  }

  /** Sends a notification with the id of the subscription (2026-07-28). */
  toolsChanged(): void {
    const { toolsListChanged } = objectOf(paramsOf(this.#listens!), 'notifications');
    const _meta = { 'io.modelcontextprotocol/subscriptionId': this.#listens!.id };
    if (toolsListChanged === true)
      this.request.reply.inject({ jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta } });
  }

  revoked(): void {
    this.#timed.stop();
    this.#forwarding.stop('the caller lost access');
    this.request.reply.abort();
  }

  ended(ending: Ending): void {
    this.#timed.stop();
    if (this.#listens) this.context.streams.delete(this);
    switch (ending.kind) {
      case 'complete':
        if (this.#oldTransport && ending.status < 300) this.#calls.accepted();
        else this.#endCalls(ending.resumable && ending.stream, outcomeOfEnd(ending));
        return this.request.reply.end();
      case 'client_gone':
        if (!this.#oldTransport) this.#endCalls(!this.posted.modern && ending.resumable, clientGone);
        return;
      case 'upstream_lost':
        if (ending.error instanceof ServerDown)
          return this.#failed(ending.headSent, { class: 'upstream_down', error: serverDown });
        this.#warn('a container did not complete its answer', ending.error);
        return this.#failed(ending.headSent, {
          class: 'upstream_down',
          error: ending.headSent ? lostBeforeAnswer : notReached,
        });
      case 'refused':
        return this.#failed(ending.headSent, { class: 'protocol_error', error: ending.message });
    }
  }

  /** The time limit of the call has passed: answers the client, and cancels the call at the server. */
  timeOut(call: PendingCall): void {
    const { reply } = this.request;
    const error = errorAnswer(call.messageId, rpcCodes.timeout, timedOut);
    const unended = this.#calls.unended;
    reply.hold(this.context.calls.written());
    if (this.#oldTransport) {
      for (const stream of this.#session!.streams) stream.inject(error);
    } else if (reply.headSent && reply.stream) {
      const sent = reply.inject(error);
      if (unended.some((other) => other !== call)) return;
      if (sent) reply.end();
      else reply.abort();
    } else if (reply.headSent) {
      reply.abort();
    } else {
      for (const each of unended) each.owner = null;
      answerAll(reply, idsOf(unended), error, this.posted.parsed.batch);
    }
    this.#forwarding.stop('the call took too long');
    if (this.#session && !this.posted.modern)
      cancelAt(this.context.upstreams, this.#session, this.path, call.messageId);
  }

  /** The time limit of requests that are no tool calls has passed. */
  #giveUp(ids: MessageId[]): void {
    this.request.trace?.failed('timeout');
    const { reply } = this.request;
    const error = errorAnswer(null, rpcCodes.timeout, timedOut);
    if (reply.headSent) endBegun(reply, ids, error);
    else answerAll(reply, ids, { ...error, id: ids[0]! }, this.posted.parsed.batch);
    this.#forwarding.stop('the request took too long');
    const session = this.posted.modern ? null : this.#session;
    if (session) for (const id of ids) cancelAt(this.context.upstreams, session, this.path, id);
  }

  /** The container gave no answer that can be sent: records it, and answers each call as far as the client can be. */
  #failed(headSent: boolean, outcome: Outcome): void {
    const { reply } = this.request;
    const { waiting } = this.#calls;
    const message = outcome.error;
    this.#calls.end(outcome);
    this.request.trace?.failed(outcome.class);
    if (!headSent || !reply.headSent) {
      const id = onlyId(this.posted.parsed);
      const headers = outcome.class === 'upstream_down' ? ['retry-after', '2'] : [];
      return this.context.calls.afterWritten(() =>
        answerError(reply.res, reply.origin, { code: 'upstream_failed', message, id, headers }),
      );
    }
    reply.hold(this.context.calls.written());
    endBegun(reply, idsOf(waiting), errorAnswer(null, rpcCodes.refused, message));
  }

  #warn(what: string, { message: reason }: Error): void {
    const { correlationId, route } = this.request;
    log.warn({ correlationId, server: route.serverId, reason }, what);
  }

  /** @param elsewhere the answers may come on another stream of the session */
  #endCalls(elsewhere: boolean, outcome: Outcome): void {
    if (elsewhere && this.#session) this.#calls.detach();
    else this.#calls.end(outcome);
  }

  #read(message: Message): void {
    const session = this.#session;
    if (kindOf(message) === 'request' && isId(message.id)) {
      if (message.method === 'tools/call') return this.#calls.begin(message, session, this);
      // The answers of the old transport come on the session's stream, and this one has no end.
      if (!this.#oldTransport && message !== this.#listens) this.#timed.add(message.id);
    }
    if (!session) return;
    if (message.method === 'notifications/cancelled')
      cancelCall(this.context, session, message, sourceOf(this.posted.parsed, message));
    this.context.sessions.remember(session, message);
  }

  #reform(headers: IncomingHttpHeaders, stream: boolean): ReturnType<typeof otherForm> {
    return otherForm(this.request.rawHeaders, headers['content-type'], stream, this.posted.parsed);
  }

  #filterLists(stream: boolean): void {
    const rights = () => this.context.access.rightsNow(this.request);
    const id = onlyId(this.posted.parsed);
    this.filter = stream ? new EventFilter(rights, true, id) : new BodyFilter(rights, id);
  }
}

const idsOf = (calls: PendingCall[]): MessageId[] => calls.map(({ messageId }) => messageId);
