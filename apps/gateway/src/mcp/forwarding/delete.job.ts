import type { IncomingHttpHeaders } from 'node:http';
import { corsHeaders } from '../exchange/cors.js';
import { answerError } from '../exchange/error-answer.js';
import { requestHeaders, responseHeaders } from '../exchange/headers.js';
import type { McpRequest } from '../exchange/request.js';
import { withQuery } from '../mcp-address.js';
import type { Calls } from '../recording/calls.js';
import type { McpSession } from '../sessions/mcp-session.js';
import type { McpSessions } from '../sessions/mcp-sessions.js';
import type { SessionMover } from '../sessions/session-mover.js';
import type { Target, Upstreams } from '../upstreams/upstreams.js';
import { McpReview } from './answer-review.js';
import { Forwarding, type Ending, type Job } from './forwarding.js';

/** What deleting a session uses. */
export interface DeleteJobContext {
  upstreams: Upstreams;
  sessions: McpSessions;
  mover: SessionMover;
  calls: Calls;
}

/** One DELETE: ends the session here in any case, and forwards the container's answer. */
export class DeleteJob implements Job {
  readonly method = 'DELETE';
  readonly path: string;
  readonly body = null;

  constructor(
    private readonly context: DeleteJobContext,
    private readonly request: McpRequest,
    private readonly session: McpSession | null,
  ) {
    this.path = withQuery(request.route.endpoint!.path, request.address.query);
  }

  start(): void {
    if (this.session) {
      this.context.sessions.end(this.session);
      this.context.calls.endAll(this.session.scope, {
        class: 'cancelled',
        error: 'The client ended the session before the call was answered.',
      });
    }
    const review = new McpReview(null, () => false);
    new Forwarding(this.context.upstreams, this.request.reply, this, { review }).start();
  }

  target(): Target | null {
    if (this.session && this.session.record.innerId !== null) return this.context.mover.present(this.session);
    return this.context.upstreams.pick(this.request.route);
  }

  headers(target: Target): string[] {
    return requestHeaders(this.request.rawHeaders, {
      port: target.port,
      sessionId: this.session?.record.innerId ?? null,
      userId: this.request.caller.id,
      correlationId: this.request.correlationId,
      serverHeaders: this.request.serverHeaders,
    });
  }

  begin(status: number, headers: IncomingHttpHeaders): null {
    const { reply } = this.request;
    reply.head(status, [...corsHeaders(reply.origin), ...responseHeaders(headers, { stream: false })], 'whole');
    return null;
  }

  ended(ending: Ending): void {
    const { reply } = this.request;
    if (ending.kind === 'complete') return reply.end();
    if (ending.kind === 'client_gone') return;
    if (ending.headSent) return reply.abort();
    if (!this.session)
      return answerError(reply.res, reply.origin, {
        code: 'upstream_failed',
        message: ending.kind === 'refused' ? ending.message : 'The server could not be reached. Try again in a moment.',
      });
    // The session ended with its container, which is what the client asked for.
    reply.res.writeHead(204, corsHeaders(reply.origin));
    reply.res.end();
  }
}
