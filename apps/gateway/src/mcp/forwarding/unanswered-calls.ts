import { corsHeaders } from '../exchange/cors.js';
import type { Reply } from '../exchange/reply.js';
import { errorAnswer, rpcCodes, type Message } from '../protocol/jsonrpc.js';
import type { PendingCall } from '../recording/pending-call.js';
import type { McpSession } from '../sessions/mcp-session.js';
import { askUpstream } from '../upstreams/upstream-ask.js';
import type { Upstreams } from '../upstreams/upstreams.js';

/** Answers calls in the container's place before anything was sent. `batch`: the answer is an array. */
export function answerCalls(reply: Reply, calls: PendingCall[], error: Message, batch: boolean): void {
  const answers = calls.map((each) => ({ ...error, id: each.messageId }));
  const body = Buffer.from(JSON.stringify(batch ? answers : error));
  const headers = [...corsHeaders(reply.origin), 'content-type', 'application/json'];
  headers.push('content-length', String(body.length));
  reply.head(200, headers, 'whole');
  reply.write(body);
  reply.end();
}

/** Ends an answer that has begun. A client that cannot resume would wait for ever, so its calls are answered first. */
export function endBegun(reply: Reply, calls: PendingCall[], message: string): void {
  const answered =
    reply.stream &&
    calls.length > 0 &&
    calls.every((call) => reply.inject(errorAnswer(call.messageId, rpcCodes.refused, message)));
  if (answered) reply.end();
  else reply.abort();
}

/**
 * Notifies a container of the legacy era that a call is given up: there a closed connection does not cancel. A failure
 * is ignored.
 */
export function cancelAt(upstreams: Upstreams, session: McpSession, path: string, call: PendingCall): void {
  const { target, innerId, innerVersion, kind } = session.record;
  const params = { requestId: call.messageId, reason: 'timeout' };
  const message = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  askUpstream(upstreams, target, path, message, {
    innerId: kind === 'sse' ? null : innerId,
    version: innerVersion || null,
    serverHeaders: session.serverHeaders,
  }).catch(() => undefined);
}
