import { isId, objectOf, parseMessages, rpcCodes, textOf, type Message } from '../protocol/jsonrpc.js';
import type { McpSession } from './mcp-session.js';
import type { SessionMover } from './session-mover.js';

/** The id in errors of the transport of the Python SDK, where the protocol has null. */
const transportId = 'server-error';
const notFound = 'session not found';
/** Sentences of the transports of MCP libraries, which answer with them before any handler has run. */
const transportSentences: ReadonlySet<string> = new Set([
  notFound,
  'no valid session id provided',
  'invalid session id',
  'invalid or missing session id',
  'server not initialized',
]);
/** What a transport says that has sessions to a request without one. */
const sessionRequired: ReadonlySet<string> = new Set([
  'server not initialized',
  'mcp-session-id header is required',
  'missing session id',
  'no valid session id provided',
]);

/**
 * Recognises the answers by which a container's transport says that it does not have a session, and moves the session
 * once. Decided by protocol, because the request is sent again: no answer of a handler, which may have run, counts.
 */
export class LostSession {
  #moved = false;

  constructor(
    private readonly mover: SessionMover,
    private readonly session: McpSession,
  ) {}

  /** Whether the body of an answer with this status has to be read to find out. */
  mayBeLost(status: number): boolean {
    return !this.#moved && (status === 400 || (status === 404 && this.session.record.innerId !== null));
  }

  /** @returns true when the session has been moved, so that the request can be sent again */
  async recover(status: number, body: string): Promise<boolean> {
    if (this.#moved || !saysLost(status, body, this.session.record.innerId !== null)) return false;
    this.#moved = true;
    return this.mover.move(this.session);
  }
}

/**
 * Whether an answer means that the container does not have the session (Streamable HTTP, session management).
 * @param named the request had a session id of this container
 */
function saysLost(status: number, body: string, named: boolean): boolean {
  const [message, ...others] = parseMessages(body)?.messages ?? [];
  const { sentence, code } = errorOf(message, body);
  // An answer to the request itself comes from a handler, which has run.
  const ofHandler = message !== undefined && (others.length > 0 || (isId(message.id) && message.id !== transportId));
  if (status === 404) return named && (!ofHandler || (code === rpcCodes.sessionNotFound && sentence === notFound));
  if (status !== 400 || ofHandler) return false;
  return (named ? transportSentences : sessionRequired).has(sentence);
}

/** The whole message of the error, without the prefix that the SDKs add. */
function errorOf(message: Message | undefined, body: string): { sentence: string; code: unknown } {
  const error: Record<string, unknown> = message
    ? objectOf(message as Record<string, unknown>, 'error')
    : { message: body };
  const text = textOf(error, 'message');
  if (text.length > 200) return { sentence: '', code: error.code };
  const bare = text.trim().replace(/^bad request: /i, '');
  return { sentence: bare.replace(/\.$/, '').toLowerCase(), code: error.code };
}
