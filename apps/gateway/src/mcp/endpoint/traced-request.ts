import type { IncomingMessage } from 'node:http';
import type { McpRequest, Posted } from '../exchange/request.js';
import { tracedSessionId } from '../sessions/session-caller.js';
import type { RequestTrace } from '../tracing/request-trace.js';

/** Begins the spans of the messages in a body that was read. */
export function beginTrace(trace: RequestTrace, req: IncomingMessage, request: McpRequest, posted: Posted): void {
  const { session, parsed } = posted;
  const version = req.headers['mcp-protocol-version'];
  trace.begin(
    {
      route: request.route,
      correlationId: request.correlationId,
      rawHeaders: request.rawHeaders,
      mask: request.mask,
      sessionId: session ? tracedSessionId(session) : undefined,
      protocolVersion: session?.record.clientVersion ?? (typeof version === 'string' ? version : undefined),
      httpVersion: req.httpVersion,
    },
    parsed.messages,
    request.reply.res,
  );
}
