import type { IncomingHttpHeaders } from 'node:http';
import { answer } from '../endpoint/error-answer.js';
import { corsHeaders } from '../endpoint/cors.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';
import { requestHeaders, responseHeaders } from '../endpoint/headers.js';
import type { McpParts, McpRequest } from '../endpoint/request.js';
import type { Session } from '../sessions/session-store.js';
import type { Target } from './upstreams.js';

/** One DELETE: ends the session here whatever the container says, and lets the client hear what it said. */
export class DeleteJob implements Job {
  readonly method = 'DELETE';
  readonly path: string;
  readonly body = null;

  constructor(
    private readonly parts: McpParts,
    private readonly request: McpRequest,
    private readonly session: Session | null,
  ) {
    this.path = request.route.endpoint!.path;
  }

  start(): void {
    if (this.session) {
      this.parts.sessions.end(this.session);
      this.parts.calls.endAll(this.session.scope, {
        class: 'cancelled',
        error: 'The client ended the session before the call was answered.',
      });
    }
    new Forwarding(this.parts.upstreams, this.request.reply, this).start();
  }

  target(): Target | null {
    if (this.session && this.session.record.innerId !== null) return this.parts.mover.present(this.session);
    return this.parts.upstreams.pick(this.request.route);
  }

  headers(target: Target): string[] {
    return requestHeaders(this.request.rawHeaders, {
      port: target.port,
      sessionId: this.session?.record.innerId ?? null,
      userId: this.request.caller.id,
      correlationId: this.request.correlationId,
      credentials: this.request.credentials,
    });
  }

  holds(): boolean {
    return false;
  }

  async held(): Promise<'pass'> {
    return 'pass';
  }

  begin(status: number, headers: IncomingHttpHeaders): null {
    const { reply } = this.request;
    reply.head(status, [...corsHeaders(reply.origin), ...responseHeaders(headers, { stream: false })], false);
    return null;
  }

  async again(): Promise<boolean> {
    return false;
  }

  ended(ending: Ending): void {
    const { reply } = this.request;
    if (ending.kind === 'complete') return reply.end();
    if (ending.kind === 'client_gone') return;
    if (ending.headSent) return reply.abort();
    if (!this.session)
      return answer(reply.res, reply.origin, {
        code: 'upstream_failed',
        message: 'The server could not be reached. Try again in a moment.',
      });
    // The container is gone and took its half of the session with it: ended is ended.
    reply.res.writeHead(204, corsHeaders(reply.origin));
    reply.res.end();
  }
}
