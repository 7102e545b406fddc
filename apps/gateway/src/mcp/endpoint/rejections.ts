import type { IncomingMessage, ServerResponse } from 'node:http';
import { Rejected, type Route } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { answerError, type GatewayError } from '../exchange/error-answer.js';
import type { McpRequest } from '../exchange/request.js';
import type { Refusal } from '../rights/access.js';
import { onlyId, rpcCodes, type Parsed } from '../protocol/jsonrpc.js';
import { drain } from './body.js';
import { headerMismatch } from './claimed-headers.js';

/** Answers a request that failed in the gateway. The message of a foreign error stays in the log. */
export function answerFailure(
  res: ServerResponse,
  origin: string | undefined,
  error: unknown,
  correlationId: string,
): void {
  const rejected = error instanceof Rejected;
  if (!rejected) log.error({ err: error, correlationId }, 'an MCP request failed');
  const message = rejected
    ? error.message
    : 'The gateway could not handle the request. Try again in a moment; its log has the ' +
      `reason under correlation id ${correlationId}.`;
  answerError(res, origin, { code: 'unavailable', message, headers: ['retry-after', '2'] });
}

/** The answer of a server that takes no requests; null when it does. */
export function whyClosed(route: Route): GatewayError | null {
  if (route.status === 'disabled') {
    return {
      code: 'server_disabled',
      status: 503,
      message: `The server "${route.name}" is disabled. It answers again once it is enabled.`,
    };
  }
  if (route.status === 'never_deployed' || !route.endpoint) {
    return {
      code: 'unavailable',
      message:
        `The server "${route.name}" has no live deployment yet. Push to its repository's main ` +
        'branch, or start a deployment.',
      headers: ['retry-after', '10'],
    };
  }
  return null;
}

/** The answer to a caller who may not use the server. @param challenge for `WWW-Authenticate`; null without one */
export function refusalAnswer({ kind, message }: Refusal, challenge: string | null): GatewayError {
  const retry = kind === 'unknown' ? ['retry-after', '2'] : [];
  return { code: refusalCodes[kind], message, headers: challenge ? ['www-authenticate', challenge] : retry };
}

const refusalCodes = {
  unauthenticated: 'unauthenticated',
  invalid: 'unauthenticated',
  scope: 'forbidden',
  forbidden: 'forbidden',
  twice: 'invalid_request',
  unknown: 'unavailable',
} as const;

/** Exactly 404, at which a client initialises again (Streamable HTTP, session management). */
export function rejectSession(req: IncomingMessage, { reply }: McpRequest): void {
  reject(req, reply.res, reply.origin, {
    code: 'not_found',
    message: 'Session not found. Initialize again.',
    rpcCode: rpcCodes.sessionNotFound,
  });
}

/** @param allow methods that the address answers */
export function rejectMethod(req: IncomingMessage, { reply }: McpRequest, allow: string, message: string): void {
  reject(req, reply.res, reply.origin, { code: 'method_not_allowed', message, headers: ['allow', allow] });
}

/** A header of the request contradicts its body (2026-07-28, in either era). */
export function rejectMismatch(req: IncomingMessage, { reply }: McpRequest, parsed: Parsed): void {
  reject(req, reply.res, reply.origin, {
    code: 'invalid_request',
    message: 'The header Mcp-Method or Mcp-Name contradicts the body. Nothing was passed on.',
    rpcCode: headerMismatch,
    id: onlyId(parsed),
  });
}

/** What a client makes the gateway keep for its session has a limit. */
export function rejectKept(
  req: IncomingMessage,
  { reply }: McpRequest,
  parsed: Parsed,
  { code, message, details }: Rejected,
): void {
  reject(req, reply.res, reply.origin, {
    code,
    // A JSON-RPC error in an answer that arrived: the session goes on without what was refused.
    status: 200,
    message,
    details,
    id: onlyId(parsed),
  });
}

/** Answers at once, and discards the rest of the body, so that the client reads the answer. */
export function reject(req: IncomingMessage, ...rest: Parameters<typeof answerError>): void {
  drain(req);
  answerError(...rest);
}
