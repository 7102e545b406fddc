import type { Reply } from '../exchange/reply.js';
import type { AnswerListener } from '../protocol/answer-observers.js';
import type { ScannedAnswer } from '../protocol/json-scan.js';
import { isId, paramsOf, type Message } from '../protocol/jsonrpc.js';
import type { Calls } from '../recording/calls.js';
import type { McpSession } from '../sessions/mcp-session.js';
import type { TellGateways } from '../sessions/other-gateways.js';

/** What reads the answers on a stream of a session uses. */
export interface SessionAnswersContext {
  calls: Calls;
  tellGateways: TellGateways;
}

/**
 * Ends the calls that a stream of a session answers; the bytes of an answer wait until its call is recorded. The call
 * may have come to another gateway, which gets the answer then.
 */
export function listenerFor(
  { calls, tellGateways }: SessionAnswersContext,
  reply: Reply,
  session: () => McpSession | null,
): AnswerListener {
  return {
    onMessage: (message, text) => {
      const where = session();
      if (!where || message.method !== undefined || !isId(message.id)) return;
      if (calls.answered(where.scope, message, text)) return reply.hold(calls.written());
      tellGateways({ sessionId: where.record.id, text });
    },
    onOversized: (answer, beginning, bytes) => {
      const where = session();
      if (!where || answer.id === null) return;
      if (calls.answeredOversized(where.scope, answer, beginning, bytes)) return reply.hold(calls.written());
      tellGateways({ sessionId: where.record.id, text: JSON.stringify(withoutContent(answer)) });
    },
  };
}

/** Ends the call that the client cancels. @param text the notification as it was written */
export function cancelCall(
  { calls, tellGateways }: SessionAnswersContext,
  session: McpSession,
  message: Message,
  text: string,
): void {
  if (!calls.cancelled(session.scope, paramsOf(message).requestId))
    tellGateways({ sessionId: session.record.id, text });
}

/** Says how the call ended, without the content, which is too large to keep. */
function withoutContent({ id, hasError, isError }: ScannedAnswer): Message {
  if (!hasError) return { jsonrpc: '2.0', id, result: { isError } };
  return { jsonrpc: '2.0', id, error: { code: 0, message: 'The server answered with an error too large to keep.' } };
}
