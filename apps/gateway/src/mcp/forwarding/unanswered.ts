import { jsonAnswer } from '../exchange/json-answer.js';
import type { Reply } from '../exchange/reply.js';
import type { Message, MessageId } from '../protocol/jsonrpc.js';
import type { McpSession } from '../sessions/mcp-session.js';
import { askUpstream } from '../upstreams/upstream-ask.js';
import type { Upstreams } from '../upstreams/upstreams.js';

/** Answers requests in the container's place before anything was sent. `batch`: the answer is an array. */
export function answerAll(reply: Reply, ids: MessageId[], error: Message, batch: boolean): void {
  const answers = ids.map((id) => ({ ...error, id }));
  const { headers, body } = jsonAnswer(reply.origin, batch ? answers : error);
  reply.head(200, headers, 'whole');
  reply.write(body);
  reply.end();
}

/**
 * Ends an answer that has begun. A client that cannot resume would wait for ever, so its requests are answered first.
 */
export function endBegun(reply: Reply, ids: MessageId[], error: Message): void {
  const answered = reply.stream && ids.length > 0 && ids.every((id) => reply.inject({ ...error, id }));
  if (answered) reply.end();
  else reply.abort();
}

/**
 * Notifies a container of the legacy era that a request is given up: there a closed connection does not cancel. A
 * failure is ignored.
 */
export function cancelAt(upstreams: Upstreams, session: McpSession, path: string, requestId: MessageId): void {
  const { target, innerId, innerVersion, kind } = session.record;
  const params = { requestId, reason: 'timeout' };
  const message = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  askUpstream(upstreams, target, path, message, {
    innerId: kind === 'sse' ? null : innerId,
    version: innerVersion || null,
    serverHeaders: session.serverHeaders,
  }).catch(() => undefined);
}
