import { parseMessages, paramsOf } from '../protocol/jsonrpc.js';
import type { Calls } from '../recording/calls.js';
import type { McpSessions } from './mcp-sessions.js';

/** A message of a session that this gateway saw: an answer of the server, or a cancellation of the client. */
export interface SessionMessage {
  sessionId: string;
  /** JSON-RPC, as it was written. */
  text: string;
}

/** Sends a message to all other gateways; lost while NATS is away. */
export type TellGateways = (message: SessionMessage) => void;

/** Ends the call of this gateway that another gateway saw the answer or the cancellation of. */
export function endCallOf(sessions: McpSessions, calls: Calls, { sessionId, text }: SessionMessage): void {
  const session = sessions.held(sessionId);
  const message = session && parseMessages(text)?.messages[0];
  if (!message) return;
  if (message.method === 'notifications/cancelled') calls.cancelled(session.scope, paramsOf(message).requestId);
  else calls.answered(session.scope, message, text);
}
