import type { IncomingHttpHeaders } from 'node:http';
import { corsHeaders } from '../exchange/cors.js';
import { answerError } from '../exchange/error-answer.js';
import { requestHeaders, responseHeaders } from '../exchange/headers.js';
import type { McpRequest } from '../exchange/request.js';
import { SseObserver, type AnswerObserver } from '../protocol/answer-observers.js';
import type { Message } from '../protocol/jsonrpc.js';
import type { Outcome } from '../recording/call-outcome.js';
import { EventFilter, type Transform } from '../rights/list-filter.js';
import type { OpenStream } from '../rights/open-streams.js';
import type { McpSession, SessionStream } from '../sessions/mcp-session.js';
import type { McpSessions } from '../sessions/mcp-sessions.js';
import type { Target } from '../upstreams/upstreams.js';
import { McpReview } from './answer-review.js';
import { EndpointRewrite, type EndpointListener } from './endpoint-rewrite.js';
import type { JobContext } from './job-context.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';
import { listenerFor, type SessionAnswersContext } from './session-answers.js';

/** What a stream of the HTTP+SSE transport uses. */
export interface SseJobContext extends JobContext, SessionAnswersContext {
  sessions: McpSessions;
  /** Path of the public URL, without a slash at its end. */
  publicPath: string;
}

/**
 * The stream of the HTTP+SSE transport (2024-11-05). The stream is the session: it names the path for messages and
 * carries every answer.
 */
export class SseJob implements Job, SessionStream, OpenStream, Transform, EndpointListener {
  readonly method = 'GET';
  readonly body = null;
  filter: Transform | null = null;
  readonly #rewrite: EndpointRewrite;
  readonly #lists: EventFilter;
  readonly #forwarding: Forwarding;
  #target: Target | null = null;
  #session: McpSession | null = null;

  constructor(
    private readonly context: SseJobContext,
    readonly request: McpRequest,
    readonly path: string,
  ) {
    const { slug } = request.route;
    this.#rewrite = new EndpointRewrite(request.address.ownHost ? '/sse' : `${context.publicPath}/s/${slug}/sse`, this);
    this.#lists = new EventFilter(() => context.access.rightsNow(request), false);
    this.#forwarding = new Forwarding(context.upstreams, request.reply, this, {
      retry: { routes: context.routes, slug },
      review: new McpReview(null, () => false),
    });
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
    this.filter = this;
    this.context.streams.add(this);
    return new SseObserver(
      listenerFor(this.context, reply, () => this.#session),
      this.context.observedBytes,
    );
  }

  push(chunk: Buffer): Buffer {
    const bytes = this.#rewrite.push(chunk);
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
    this.#close(
      ending.kind === 'client_gone'
        ? { class: 'cancelled', error: 'The client closed its stream before the call was answered.' }
        : { class: 'upstream_down', error: 'The server ended its stream before the call was answered.' },
    );
    if (ending.kind === 'client_gone') return;
    if (ending.kind === 'complete') return reply.end();
    if (ending.headSent && reply.headSent) return reply.abort();
    answerError(reply.res, reply.origin, {
      code: 'upstream_failed',
      message: ending.kind === 'refused' ? ending.message : 'The server could not be reached. Try again in a moment.',
      headers: ['retry-after', '2'],
    });
  }

  /** Nothing to do: the stream, and with it the session, ends with its container, and the client connects again. */
  reopen(): void {}

  inject(message: Message): boolean {
    return this.request.reply.inject(message);
  }

  isOwn(url: URL): boolean {
    const { host, port } = this.#target!;
    return (
      url.protocol === 'http:' && url.port === String(port) && ['localhost', '127.0.0.1', host].includes(url.hostname)
    );
  }

  onForeign(): void {
    const { reply } = this.request;
    this.#close({ class: 'protocol_error', error: foreignEndpoint });
    this.#forwarding.stop('the endpoint event is refused');
    if (reply.headSent) return reply.abort();
    answerError(reply.res, reply.origin, { code: 'upstream_failed', message: foreignEndpoint });
  }

  onEndpoint(inner: string): void {
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

  #close(outcome: Outcome): void {
    this.context.streams.delete(this);
    if (!this.#session) return;
    this.#session.streams.delete(this);
    this.context.calls.endAll(this.#session.scope, outcome);
    this.context.sessions.end(this.#session);
    this.#session = null;
  }
}

const foreignEndpoint = 'The server names another host as the address for messages, so its stream was not passed on.';
