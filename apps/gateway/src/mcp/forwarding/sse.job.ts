import type { IncomingHttpHeaders } from 'node:http';
import { log } from '@toolyard/service';
import { movedSessions } from '../../gateway.metrics.js';
import { corsHeaders } from '../exchange/cors.js';
import { answerError } from '../exchange/error-answer.js';
import { requestHeaders, responseHeaders } from '../exchange/headers.js';
import type { McpRequest } from '../exchange/request.js';
import { SseObserver, type AnswerObserver } from '../protocol/answer-observers.js';
import { errorAnswer, rpcCodes, type Message } from '../protocol/jsonrpc.js';
import type { Outcome } from '../recording/call-outcome.js';
import { EventFilter, type Transform } from '../rights/list-filter.js';
import type { OpenStream } from '../rights/open-streams.js';
import type { McpSession, SessionStream } from '../sessions/mcp-session.js';
import type { McpSessions } from '../sessions/mcp-sessions.js';
import type { SessionMover } from '../sessions/session-mover.js';
import { SseMove } from '../sessions/sse-move.js';
import { askUpstream } from '../upstreams/upstream-ask.js';
import type { Target } from '../upstreams/upstreams.js';
import { McpReview } from './answer-review.js';
import { EndpointRewrite, isAddressOf, type EndpointListener } from './endpoint-rewrite.js';
import type { JobContext } from './job-context.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';
import { foreignEndpoint, streamClosed, streamLost } from './sse-outcomes.js';
import { listenerFor, type SessionAnswersContext } from './session-answers.js';

/** What a stream of the HTTP+SSE transport uses. */
export interface SseJobContext extends JobContext, SessionAnswersContext {
  sessions: McpSessions;
  mover: SessionMover;
  /** Path of the public URL, without a slash at its end. */
  publicPath: string;
}

/** A move is tried so often, with so long a pause unless the route changes. */
const mostAttempts = 12;
const retryMs = 400;
const nothing = Buffer.alloc(0);

/**
 * The stream of the HTTP+SSE transport (2024-11-05). The stream is the session: it names the path for messages and
 * carries every answer. When its container is gone, the session moves to another one within the same stream, and keeps
 * the path that the client has.
 */
export class SseJob implements Job, SessionStream, OpenStream, Transform, EndpointListener {
  readonly method = 'GET';
  readonly body = null;
  filter: Transform | null = null;
  #rewrite!: EndpointRewrite;
  #lists!: EventFilter;
  #forwarding: Forwarding;
  #observer: SseObserver | null = null;
  /** The latest move to another container; nothing of its stream reaches the client before it is done. */
  #move: SseMove | null = null;
  /** Resolved when the move is over, for messages of the client that wait for it. */
  #moved: PromiseWithResolvers<boolean> | null = null;
  #attempts = 0;
  #target: Target | null = null;
  #session: McpSession | null = null;

  constructor(
    private readonly context: SseJobContext,
    readonly request: McpRequest,
    readonly path: string,
  ) {
    this.#forwarding = this.#newForwarding();
  }

  start(): void {
    this.#forwarding.start();
  }

  target(): Target | null {
    const route = this.context.routes.get(this.request.route.slug);
    this.#target = route ? this.context.upstreams.pick(route) : null;
    return this.#target;
  }

  headers(target: Target): string[] {
    const { rawHeaders, caller, correlationId, serverHeaders } = this.request;
    return requestHeaders(rawHeaders, {
      port: target.port,
      accept: 'text/event-stream',
      sessionId: null,
      userId: caller.id,
      correlationId,
      serverHeaders,
    });
  }

  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): AnswerObserver | null {
    if (this.#move) return this.#beginMoved(stream);
    const { reply, route } = this.request;
    if (status === 404 && route.endpoint?.transport !== 'sse') {
      this.#forwarding.stop('the server has no such stream');
      answerError(reply.res, reply.origin, {
        code: 'not_found',
        message: `This server does not offer the old HTTP+SSE transport. Use /s/${route.slug}/mcp instead.`,
      });
      return null;
    }
    const out = [...corsHeaders(reply.origin), ...responseHeaders(headers, { stream })];
    // Nothing is sent before the address for messages was read: until then the stream can be refused.
    reply.head(status, out, stream ? 'standalone' : 'whole', stream);
    if (!stream) return null;
    this.context.streams.add(this);
    return this.#observe();
  }

  push(chunk: Buffer): Buffer {
    const bytes = this.#rewrite.push(chunk);
    if (this.#move && !(this.#move.done && this.#observer!.frames.atBoundary)) return nothing;
    this.#move = null;
    return this.request.route.access === 'public' ? bytes : this.#lists.push(bytes);
  }

  flush(): Buffer {
    return this.#lists.flush();
  }

  toolsChanged(): void {
    this.inject({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  }

  revoked(): void {
    this.#close({ class: 'cancelled', error: 'The caller may not use the server any more.' });
    this.#forwarding.stop('the caller lost access');
    this.request.reply.abort();
  }

  ended(ending: Ending): void {
    const { reply } = this.request;
    if (this.#mayMove(ending)) return void this.#moveOn();
    this.#close(ending.kind === 'client_gone' ? streamClosed : streamLost);
    if (ending.kind === 'client_gone') return;
    if (ending.kind === 'complete') return reply.end();
    if (reply.headSent) return reply.abort();
    answerError(reply.res, reply.origin, {
      code: 'upstream_failed',
      message: ending.kind === 'refused' ? ending.message : 'The server could not be reached. Try again in a moment.',
      headers: ['retry-after', '2'],
    });
  }

  /** Nothing to do: the stream moves when its container ends it. */
  reopen(): void {}

  inject(message: Message): boolean {
    return this.request.reply.inject(message);
  }

  isOwn(url: URL): boolean {
    return isAddressOf(this.#target!, url);
  }

  onForeign(): void {
    const { reply } = this.request;
    this.#close({ class: 'protocol_error', error: foreignEndpoint });
    this.#forwarding.stop('the endpoint event is refused');
    if (reply.headSent) return reply.abort();
    answerError(reply.res, reply.origin, { code: 'upstream_failed', message: foreignEndpoint });
  }

  onEndpoint(inner: string): void {
    if (this.#move) return void this.#establish(this.#move, inner);
    const { route, caller, remoteAddress } = this.request;
    this.#session = this.context.sessions.open({
      kind: 'sse',
      route,
      principal: caller.principal,
      remoteAddress,
      target: this.#target!,
      innerId: inner,
      initialize: null,
    });
    this.#session.streams.add(this);
  }

  #newForwarding(): Forwarding {
    const { context, request } = this;
    const { slug } = request.route;
    this.#rewrite = new EndpointRewrite(request.address.ownHost ? '/sse' : `${context.publicPath}/s/${slug}/sse`, this);
    this.#lists = new EventFilter(() => context.access.rightsNow(request), false);
    return new Forwarding(context.upstreams, request.reply, this, {
      retry: { routes: context.routes, slug },
      review: new McpReview(null, () => false),
    });
  }

  #observe(): AnswerObserver {
    this.filter = this;
    const answers = listenerFor(this.context, this.request.reply, () => this.#session);
    this.#observer = new SseObserver(
      {
        onMessage: (message, text) => {
          if (this.#move && !this.#move.done) return this.#move.onMessage(message);
          this.#session?.answered(message);
          answers.onMessage(message, text);
        },
        onOversized: (...found) => answers.onOversized(...found),
      },
      this.context.observedBytes,
    );
    return this.#observer;
  }

  #beginMoved(stream: boolean): AnswerObserver | null {
    if (stream) return this.#observe();
    this.#forwarding.stop('the new container has no such stream');
    void this.#moveOn();
    return null;
  }

  /** A running server that ends its stream does so on purpose; a server that is gone does not. */
  #mayMove(ending: Ending): boolean {
    const session = this.#session;
    const { reply } = this.request;
    const { upstreams, mover } = this.context;
    if (!session || session.ended || session.record.initialize === null || upstreams.closed) return false;
    if (!reply.headSent || !reply.atBoundary || this.#attempts >= mostAttempts) return false;
    return ending.kind === 'upstream_lost' || (ending.kind === 'complete' && mover.present(session) === null);
  }

  /** Opens the stream of another container, within the same answer to the client. */
  async #moveOn(): Promise<void> {
    const session = this.#session!;
    this.#attempts += 1;
    if (!this.#moved) {
      this.#moved = Promise.withResolvers();
      session.moving = this.#moved.promise;
      this.#answerLost(session);
    } else {
      if (this.#target) this.context.upstreams.suspect(this.#target);
      await this.context.routes.changed(this.request.route.slug, retryMs);
    }
    if (this.request.reply.closed || session.ended) return this.#close(streamClosed);
    this.#move = new SseMove(session);
    this.#forwarding = this.#newForwarding();
    this.#forwarding.start();
  }

  async #establish(move: SseMove, inner: string): Promise<void> {
    const { context, request } = this;
    const session = this.#session!;
    const target = this.#target!;
    const send = (message: Message) =>
      askUpstream(context.upstreams, target, inner, JSON.stringify({ jsonrpc: '2.0', ...message }), {
        innerId: null,
        version: null,
        serverHeaders: session.serverHeaders.length > 0 ? session.serverHeaders : request.serverHeaders,
      });
    try {
      const version = await move.establish(send);
      if (this.#move !== move || session.ended) return;
      const redeployed = session.record.target.deploymentId !== target.deploymentId;
      session.movedTo(target, inner, version);
      context.sessions.save(session);
      move.done = true;
      this.#attempts = 0;
      this.#moveOver(true);
      if (redeployed && session.record.listChanged) this.toolsChanged();
    } catch (error) {
      if (this.#move !== move || session.ended) return;
      log.warn(
        { server: session.record.serverId, err: error },
        'a container did not take a session of its old transport',
      );
      this.#forwarding.stop('the container did not take the session');
      if (this.#attempts < mostAttempts) return this.#moveOn();
      this.#close(streamLost);
      request.reply.abort();
    }
  }

  #moveOver(moved: boolean): void {
    if (!this.#moved) return;
    if (this.#session) this.#session.moving = null;
    movedSessions.inc({ outcome: moved ? 'moved' : 'failed' });
    this.#moved.resolve(moved);
    this.#moved = null;
  }

  /** What the container did with the calls that it took is unknown, so they are not repeated. */
  #answerLost(session: McpSession): void {
    for (const call of [...session.scope.pending.values()]) {
      if (!call.accepted) continue;
      this.context.calls.end(call, streamLost);
      this.inject(errorAnswer(call.messageId, rpcCodes.refused, streamLost.error));
    }
  }

  #close(outcome: Outcome): void {
    this.context.streams.delete(this);
    if (!this.#session) return;
    this.#session.streams.delete(this);
    this.#moveOver(false);
    this.context.calls.endAll(this.#session.scope, outcome);
    this.context.sessions.end(this.#session);
    this.#session = null;
  }
}
