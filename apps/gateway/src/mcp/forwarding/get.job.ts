import type { IncomingHttpHeaders } from 'node:http';
import { answer } from '../endpoint/error-answer.js';
import { corsHeaders } from '../endpoint/cors.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';
import { requestHeaders, responseHeaders } from '../endpoint/headers.js';
import type { Message } from '../protocol/jsonrpc.js';
import { EventFilter, type Transform } from '../rights/list-filter.js';
import type { OpenStream } from '../rights/open-streams.js';
import { anotherChance, rightsNow, type McpParts, type McpRequest } from '../endpoint/request.js';
import type { Session, SessionStream } from '../sessions/session-store.js';
import { SseTap, type Tap, type TapListener } from './answer-observers.js';
import type { Target } from './upstreams.js';

const longestPauseMs = 5_000;
/** A stream that lived so long counts as a success, so the next loss is answered at once. */
const stableMs = 10_000;

/**
 * One standalone GET stream. When its container goes, the session moves and the stream is opened again there, within
 * the same answer to the client. Answers to calls may come here when the client resumes with `Last-Event-ID`.
 */
export class GetJob implements Job, SessionStream, OpenStream {
  readonly method = 'GET';
  readonly path: string;
  readonly body = null;
  filter: Transform | null = null;
  #forwarding: Forwarding;
  #withEventId = true;
  #restored = false;
  #attached = false;
  #attachedAt = 0;
  #deploymentId = '';
  #losses = 0;
  #since = Date.now();

  constructor(
    private readonly parts: McpParts,
    readonly request: McpRequest,
    private readonly session: Session | null,
  ) {
    this.path = request.route.endpoint!.path;
    this.#forwarding = new Forwarding(parts.upstreams, request.reply, this);
    request.reply.standalone = true;
  }

  start(): void {
    this.session?.streams.add(this);
    this.#forwarding.start();
  }

  target(): Target | null | Promise<Target | null> {
    if (this.session && this.session.record.innerId !== null) return this.parts.mover.locate(this.session);
    const route = this.parts.routes.get(this.request.route.slug);
    return route ? this.parts.upstreams.pick(route) : null;
  }

  headers(target: Target): string[] {
    const record = this.session?.record;
    const raw = this.#withEventId ? this.request.rawHeaders : withoutEventId(this.request.rawHeaders);
    return requestHeaders(raw, {
      port: target.port,
      sessionId: record?.innerId ?? null,
      protocolVersion: record && record.innerVersion !== record.clientVersion ? record.innerVersion : undefined,
      userId: this.request.caller.id,
      correlationId: this.request.correlationId,
      credentials: this.request.credentials,
    });
  }

  holds(status: number): boolean {
    return (status === 404 || status === 400) && !this.#restored && !!this.session?.record.innerId;
  }

  /**
   * An event id of an earlier container means nothing to this one, so it is left out before the session is given up.
   */
  async held(status: number, body: string): Promise<'again' | 'pass'> {
    const { session } = this;
    if (this.#withEventId && session!.record.generation > 0 && hasEventId(this.request.rawHeaders)) {
      this.#withEventId = false;
      return 'again';
    }
    if (status === 400 && !/session|not initialized/i.test(body)) return 'pass';
    this.#restored = true;
    return (await this.parts.mover.move(session!)) ? 'again' : 'pass';
  }

  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): Tap | null {
    const { reply, correlationId } = this.request;
    const redeployed = this.#deploymentId !== '' && this.session?.record.target.deploymentId !== this.#deploymentId;
    this.#attached = stream;
    this.#attachedAt = Date.now();
    this.#deploymentId = this.session?.record.target.deploymentId ?? '';
    this.filter =
      stream && this.request.route.access !== 'public'
        ? new EventFilter(() => rightsNow(this.parts, this.request), false)
        : null;
    if (stream) this.parts.streams.add(this);
    if (reply.headSent && !stream) {
      // The new container has no such stream; for the client it has simply ended.
      this.#close();
      this.#forwarding.stop('no stream to go on with');
      reply.end();
      return null;
    }
    if (!reply.headSent) {
      const session = this.session && stream ? ['mcp-session-id', this.session.record.id] : [];
      reply.head(
        status,
        [
          ...corsHeaders(reply.origin),
          ...responseHeaders(headers, { stream }),
          'x-correlation-id',
          correlationId,
          ...session,
        ],
        stream,
      );
    } else if (redeployed && this.session?.record.listChanged) {
      reply.inject({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    }
    return stream ? new SseTap(this.#listener(), this.parts.limits.observedBytes) : null;
  }

  async again(attempt: number): Promise<boolean> {
    return anotherChance(this.parts, this.request.route.slug, this.#since, attempt);
  }

  ended(ending: Ending): void {
    const { reply } = this.request;
    const session = this.session;
    if (ending.kind === 'client_gone') return this.#close();
    if (session && !session.ended && reply.headSent && reply.stream && this.#carriesOn(ending, session))
      return void this.#reattach();
    this.#close();
    if (ending.kind === 'complete') return reply.end();
    if (reply.headSent) return reply.abort();
    answer(reply.res, reply.origin, {
      code: 'upstream_failed',
      message: 'The server could not be reached, so the stream was not opened. Try again in a moment.',
      headers: ['retry-after', '2'],
    });
  }

  /** The session moved, perhaps away from the container that feeds this stream. */
  reopen(): void {
    if (!this.#attached) return;
    this.#forwarding.stop('the session moved');
    void this.#reattach();
  }

  toolsChanged(): void {
    if (this.session?.record.listChanged) this.inject({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  }

  revoked(): void {
    this.#close();
    this.#forwarding.stop('the caller may not be here any more');
    this.request.reply.abort();
  }

  inject(message: Message): boolean {
    return this.request.reply.inject(message);
  }

  /** A server that ends its stream while it lives means it; one that is gone did not. */
  #carriesOn(ending: Ending, session: Session): boolean {
    if (this.parts.upstreams.closed || this.request.reply.frames?.atBoundary === false) return false;
    return ending.kind === 'upstream_lost' || this.parts.mover.present(session) === null;
  }

  async #reattach(): Promise<void> {
    const { reply } = this.request;
    if (reply.frames?.atBoundary === false) {
      this.#close();
      return reply.abort();
    }
    this.#attached = false;
    this.#restored = false;
    this.#withEventId = false;
    this.#losses = Date.now() - this.#attachedAt > stableMs ? 0 : this.#losses + 1;
    if (this.#losses > 1)
      await this.parts.routes.changed(this.request.route.slug, Math.min(longestPauseMs, 100 * 2 ** this.#losses));
    if (reply.closed) return this.#close();
    this.#since = Date.now();
    this.#forwarding = new Forwarding(this.parts.upstreams, reply, this);
    this.#forwarding.start();
  }

  #close(): void {
    this.session?.streams.delete(this);
    this.parts.streams.delete(this);
  }

  #listener(): TapListener {
    const scope = this.session?.scope;
    return {
      onMessage: (message, text) => scope && this.parts.calls.answered(scope, message, text),
      onOversized: (found, beginning, bytes) =>
        scope && this.parts.calls.answeredOversized(scope, found, beginning, bytes),
    };
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
