import type { IncomingHttpHeaders } from 'node:http';
import { corsHeaders } from '../exchange/cors.js';
import { answerError } from '../exchange/error-answer.js';
import { requestHeaders, responseHeaders } from '../exchange/headers.js';
import type { McpRequest } from '../exchange/request.js';
import { withQuery } from '../mcp-address.js';
import { SseObserver, type AnswerListener, type AnswerObserver } from '../protocol/answer-observers.js';
import type { Message } from '../protocol/jsonrpc.js';
import { listenerFor, type SessionAnswersContext } from './session-answers.js';
import { EventFilter, type Transform } from '../rights/list-filter.js';
import type { OpenStream } from '../rights/open-streams.js';
import { LostSession } from '../sessions/lost-session.js';
import type { McpSession, SessionStream } from '../sessions/mcp-session.js';
import type { SessionMover } from '../sessions/session-mover.js';
import type { Target } from '../upstreams/upstreams.js';
import { McpReview } from './answer-review.js';
import type { JobContext } from './job-context.js';
import { Forwarding, type AnswerReview, type Ending, type Job, type Verdict } from './forwarding.js';

/** What a standalone stream uses. */
export interface GetJobContext extends JobContext, SessionAnswersContext {
  mover: SessionMover;
}

const longestPauseMs = 5_000;
/** After a stream of this length the next loss is no repeated loss: it is reopened without a pause. */
const stableMs = 10_000;
const toolsChanged: Message = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };

/**
 * One standalone GET stream. When its container is gone, the session moves, and the stream is opened there again within
 * the same answer to the client. When the client resumes with `Last-Event-ID`, answers to calls may come here.
 */
export class GetJob implements Job, AnswerReview, SessionStream, OpenStream {
  readonly method = 'GET';
  readonly path: string;
  readonly body = null;
  filter: Transform | null = null;
  #forwarding: Forwarding;
  #review!: McpReview;
  #withEventId = true;
  #attached = false;
  #attachedAt = 0;
  #deploymentId = '';
  #losses = 0;

  constructor(
    private readonly context: GetJobContext,
    readonly request: McpRequest,
    private readonly session: McpSession | null,
  ) {
    this.path = withQuery(request.route.endpoint!.path, request.address.query);
    this.#forwarding = this.#newForwarding();
  }

  start(): void {
    this.session?.streams.add(this);
    this.#forwarding.start();
  }

  target(): Target | null | Promise<Target | null> {
    if (this.session && this.session.record.innerId !== null) return this.context.mover.locate(this.session);
    const route = this.context.routes.get(this.request.route.slug);
    return route ? this.context.upstreams.pick(route) : null;
  }

  headers(target: Target): string[] {
    const record = this.session?.record;
    const raw = this.#withEventId ? this.request.rawHeaders : withoutEventId(this.request.rawHeaders);
    return requestHeaders(raw, {
      port: target.port,
      accept: 'text/event-stream',
      sessionId: record?.innerId ?? null,
      protocolVersion: record && record.innerVersion !== record.clientVersion ? record.innerVersion : undefined,
      userId: this.request.caller.id,
      correlationId: this.request.correlationId,
      serverHeaders: this.request.serverHeaders,
    });
  }

  holds(status: number): boolean {
    return this.#review.holds(status);
  }

  oversized(status: number): Verdict {
    return this.#review.oversized(status);
  }

  /** An event id of an earlier container means nothing to this one, so the request is first sent without it. */
  async decide(status: number, body: string): Promise<Verdict> {
    const { record } = this.session ?? {};
    const lost = status === 400 || status === 404;
    if (lost && this.#withEventId && record?.innerId && record.generation > 0 && hasEventId(this.request.rawHeaders)) {
      this.#withEventId = false;
      return { kind: 'again' };
    }
    // By 404 the client would take its session for ended; this says that there is no stream.
    if (status === 404 && record?.innerId === null) return { kind: 'send', status: 405 };
    return this.#review.decide(status, body);
  }

  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): AnswerObserver | null {
    const { reply, route, correlationId } = this.request;
    const redeployed = this.#deploymentId !== '' && this.session?.record.target.deploymentId !== this.#deploymentId;
    this.#attached = stream;
    this.#attachedAt = Date.now();
    this.#deploymentId = this.session?.record.target.deploymentId ?? '';
    this.filter =
      stream && route.access !== 'public'
        ? new EventFilter(() => this.context.access.rightsNow(this.request), false)
        : null;
    if (stream) this.context.streams.add(this);
    if (reply.headSent && !stream) {
      // The new container offers no such stream, so the client's stream ends.
      this.#close();
      this.#forwarding.stop('the new container has no stream');
      reply.end();
      return null;
    }
    if (!reply.headSent) {
      const session = this.session && stream ? ['mcp-session-id', this.session.record.id] : [];
      const out = [...corsHeaders(reply.origin), ...responseHeaders(headers, { stream })];
      out.push('x-correlation-id', correlationId, ...session);
      reply.head(status, out, stream ? 'standalone' : 'whole');
    } else if (redeployed && this.session?.record.listChanged) {
      reply.inject(toolsChanged);
    }
    return stream ? new SseObserver(this.#listener(), this.context.observedBytes) : null;
  }

  ended(ending: Ending): void {
    const { reply } = this.request;
    const session = this.session;
    if (ending.kind === 'client_gone') return this.#close();
    if (session && !session.ended && reply.headSent && reply.stream && this.#mayReattach(ending, session))
      return void this.#reattach();
    this.#close();
    if (ending.kind === 'complete') return reply.end();
    if (reply.headSent) return reply.abort();
    answerError(reply.res, reply.origin, {
      code: 'upstream_failed',
      message:
        ending.kind === 'refused'
          ? ending.message
          : 'The server could not be reached, so the stream was not opened. Try again in a moment.',
      headers: ['retry-after', '2'],
    });
  }

  /** The session moved, perhaps away from the container of this stream. */
  reopen(): void {
    if (!this.#attached) return;
    this.#forwarding.stop('the session moved');
    void this.#reattach();
  }

  toolsChanged(): void {
    if (this.session?.record.listChanged) this.inject(toolsChanged);
  }

  revoked(): void {
    this.#close();
    this.#forwarding.stop('the caller lost access');
    this.request.reply.abort();
  }

  inject(message: Message): boolean {
    return this.request.reply.inject(message);
  }

  #newForwarding(): Forwarding {
    const { context, request, session } = this;
    const inSession = session !== null;
    const lost = inSession && session.record.innerId ? new LostSession(context.mover, session) : null;
    this.#review = new McpReview(lost, () => inSession && session.record.innerId === null);
    return new Forwarding(context.upstreams, request.reply, this, {
      retry: { routes: context.routes, slug: request.route.slug },
      review: this,
    });
  }

  /** A running server that ends its stream does so on purpose; a server that is gone does not. */
  #mayReattach(ending: Ending, session: McpSession): boolean {
    if (this.context.upstreams.closed || !this.request.reply.atBoundary) return false;
    return ending.kind === 'upstream_lost' || this.context.mover.present(session) === null;
  }

  async #reattach(): Promise<void> {
    const { reply } = this.request;
    if (!reply.atBoundary) {
      this.#close();
      return reply.abort();
    }
    this.#attached = false;
    this.#withEventId = false;
    this.#losses = Date.now() - this.#attachedAt > stableMs ? 0 : this.#losses + 1;
    if (this.#losses > 1)
      await this.context.routes.changed(this.request.route.slug, Math.min(longestPauseMs, 100 * 2 ** this.#losses));
    if (reply.closed) return this.#close();
    this.#forwarding = this.#newForwarding();
    this.#forwarding.start();
  }

  #close(): void {
    this.session?.streams.delete(this);
    this.context.streams.delete(this);
  }

  #listener(): AnswerListener {
    return listenerFor(this.context, this.request.reply, () => this.session);
  }
}

function hasEventId(raw: readonly string[]): boolean {
  return raw.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'last-event-id');
}

function withoutEventId(raw: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2)
    if (raw[i]!.toLowerCase() !== 'last-event-id') out.push(raw[i]!, raw[i + 1]!);
  return out;
}
