import type { IncomingHttpHeaders } from 'node:http';
import { answer } from '../endpoint/error-answer.js';
import { corsHeaders } from '../endpoint/cors.js';
import { EndpointRewrite } from './endpoint-rewrite.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';
import { requestHeaders, responseHeaders } from '../endpoint/headers.js';
import type { Message } from '../protocol/jsonrpc.js';
import { EventFilter, type Transform } from '../rights/list-filter.js';
import type { OpenStream } from '../rights/open-streams.js';
import { anotherChance, rightsNow, type McpParts, type McpRequest } from '../endpoint/request.js';
import { sseSessionId, type Session, type SessionStream } from '../sessions/session-store.js';
import { SseTap, type Tap } from './answer-observers.js';
import type { Target } from './upstreams.js';

/**
 * The stream of the old HTTP+SSE transport: it is the session, names the path for messages, and carries every answer.
 */
export class SseJob implements Job, SessionStream, OpenStream, Transform {
  readonly method = 'GET';
  readonly body = null;
  filter: Transform | null = null;
  readonly #since = Date.now();
  readonly #rewrite: EndpointRewrite;
  readonly #lists: EventFilter;
  #target: Target | null = null;
  #session: Session | null = null;
  readonly #forwarding: Forwarding;

  constructor(
    private readonly parts: McpParts,
    readonly request: McpRequest,
    readonly path: string,
    publicPath: string,
  ) {
    this.#rewrite = new EndpointRewrite(
      request.address.ownHost ? '/sse' : `${publicPath}/s/${request.route.slug}/sse`,
      (inner) => this.#open(inner),
    );
    this.#lists = new EventFilter(() => rightsNow(parts, request), false);
    this.#forwarding = new Forwarding(parts.upstreams, request.reply, this);
    request.reply.standalone = true;
  }

  start(): void {
    this.#forwarding.start();
  }

  target(): Target | null {
    const route = this.parts.routes.get(this.request.route.slug);
    this.#target = route ? this.parts.upstreams.pick(route) : null;
    return this.#target;
  }

  headers(target: Target): string[] {
    const { rawHeaders, caller, correlationId, credentials } = this.request;
    return requestHeaders(rawHeaders, {
      port: target.port,
      sessionId: null,
      userId: caller.id,
      correlationId,
      credentials,
    });
  }

  holds(): boolean {
    return false;
  }

  async held(): Promise<'pass'> {
    return 'pass';
  }

  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): Tap | null {
    const { reply } = this.request;
    if (status === 404 && this.request.route.endpoint?.transport !== 'sse') {
      this.#forwarding.stop('there is no such stream');
      answer(reply.res, reply.origin, {
        code: 'not_found',
        message: `This server does not offer the old HTTP+SSE transport. Use /s/${this.request.route.slug}/mcp instead.`,
      });
      return null;
    }
    reply.head(status, [...corsHeaders(reply.origin), ...responseHeaders(headers, { stream })], stream);
    if (!stream) return null;
    this.filter = this;
    this.parts.streams.add(this);
    return new SseTap(
      {
        onMessage: (message, text) => this.#session && this.parts.calls.answered(this.#session.scope, message, text),
        onOversized: (...found) => this.#session && this.parts.calls.answeredOversized(this.#session.scope, ...found),
      },
      this.parts.limits.observedBytes,
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
    this.#forwarding.stop('the caller may not be here any more');
    this.request.reply.abort();
  }

  async again(attempt: number): Promise<boolean> {
    return anotherChance(this.parts, this.request.route.slug, this.#since, attempt);
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
    if (ending.headSent) return reply.abort();
    answer(reply.res, reply.origin, {
      code: 'upstream_failed',
      message: 'The server could not be reached. Try again in a moment.',
      headers: ['retry-after', '2'],
    });
  }

  /** The session cannot outlive its container: the stream ends with it, and the client connects again. */
  reopen(): void {}

  inject(message: Message): boolean {
    return this.request.reply.inject(message);
  }

  #open(inner: string): void {
    const { route, caller, remoteAddress } = this.request;
    this.#session = this.parts.sessions.create({
      id: sseSessionId(route.slug, inner),
      kind: 'sse',
      serverId: route.serverId,
      slug: route.slug,
      principal: caller.principal,
      bucket: `${route.serverId} ${caller.principal === 'anonymous' ? remoteAddress : caller.principal}`,
      client: { name: '', version: '' },
      initialize: null,
      initialized: false,
      clientVersion: '',
      innerVersion: '',
      listChanged: false,
      target: this.#target!,
      innerId: inner,
      replay: [],
    });
    this.#session.streams.add(this);
  }

  #close(outcome: Parameters<typeof this.parts.calls.endAll>[1]): void {
    this.parts.streams.delete(this);
    if (!this.#session) return;
    this.#session.streams.delete(this);
    this.parts.calls.endAll(this.#session.scope, outcome);
    this.parts.sessions.end(this.#session);
    this.#session = null;
  }
}
