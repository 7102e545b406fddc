import type { IncomingHttpHeaders } from 'node:http';
import { isClientHeader } from '@toolyard/contracts';
import { answerTypes, isEventStream, isJson } from '../protocol/media-types.js';

/**
 * Headers of requests that reach the container. An allow-list, because the names of identity and forwarding headers
 * cannot be enumerated, and none of a client's may reach a server.
 */
const forwarded = new Set([
  'accept-language',
  'content-type',
  'last-event-id',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'traceparent',
  'tracestate',
  'baggage',
  'user-agent',
]);

interface OwnHeaders {
  /** Port of the container: servers with DNS-rebinding protection accept only `localhost`. */
  port: number;
  sessionId: string | null;
  /**
   * Forms of the answer. The client's own are not forwarded, because servers refuse a client that takes only one.
   * @default both
   */
  accept?: string;
  /** Protocol revision agreed with the session's container, when it differs from the client's. */
  protocolVersion?: string;
  userId: string;
  correlationId: string;
  /** Headers of this server's, as in `McpRequest`. */
  serverHeaders: readonly string[];
  /** The trace that the container continues instead of the client's, as a flat list. */
  trace?: readonly string[];
}

/** The value of the first header of this name (in lower case). */
export function headerOf(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < raw.length; i += 2) if (raw[i]!.toLowerCase() === name) return raw[i + 1];
  return undefined;
}

/** Headers for the container as a flat list of names and values. The pool adds the content length. */
export function requestHeaders(raw: readonly string[], own: OwnHeaders): string[] {
  const out = ['host', `localhost:${own.port}`, 'accept', own.accept ?? answerTypes, 'accept-encoding', 'identity'];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!forwarded.has(name) && !name.startsWith('mcp-param-')) continue;
    if (name === 'mcp-protocol-version' && own.protocolVersion) continue;
    if (own.trace && (name === 'traceparent' || name === 'tracestate')) continue;
    out.push(name, raw[i + 1]!);
  }
  if (own.protocolVersion) out.push('mcp-protocol-version', own.protocolVersion);
  if (own.sessionId) out.push('mcp-session-id', own.sessionId);
  if (own.trace) out.push(...own.trace);
  out.push('x-toolyard-user', own.userId, 'x-correlation-id', own.correlationId, ...own.serverHeaders);
  return out;
}

/** The headers of a request that its server takes besides the common ones. `names`: in lower case. */
export function clientHeaders(raw: readonly string[], names: readonly string[] | undefined): string[] {
  const out: string[] = [];
  if (!names || names.length === 0) return out;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    // Routes in a data folder may be older than the rule.
    if (names.includes(name) && isClientHeader(name)) out.push(name, raw[i + 1]!);
  }
  return out;
}

/**
 * Headers of answers that reach the client, besides `mcp-…`. An allow-list, because a browser applies many headers to
 * the whole platform, whose origin all servers share, and because a client would sign in at the word of a server.
 */
const passed = new Set(['content-type', 'content-length', 'cache-control', 'retry-after', 'allow']);

/** Keeps a browser from showing an answer as a page, which would run with the user's login session. */
const noPage = [
  'content-security-policy',
  "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
];

/**
 * Headers of the answer to the client as a flat list of names and values. The caller adds CORS headers and session id.
 * @param options `changed`: the body differs from the container's
 */
export function responseHeaders(
  upstream: IncomingHttpHeaders,
  options: { stream: boolean; changed?: boolean },
): string[] {
  const out: string[] = [];
  for (const name in upstream) {
    if (name === 'mcp-session-id' || !(passed.has(name) || name.startsWith('mcp-'))) continue;
    // The length is that of the body before a change.
    if (name === 'content-length' && (options.stream || options.changed)) continue;
    const value = upstream[name];
    if (typeof value === 'string') out.push(name, name === 'content-type' ? shown(value) : value);
  }
  if (options.stream) out.push('x-accel-buffering', 'no');
  out.push(...noPage);
  return out;
}

/** A page, a script or a style sheet of a server is text: nothing that a browser runs or applies. */
function shown(contentType: string): string {
  return isJson(contentType) || isEventStream(contentType) || /^\s*text\/plain\b/i.test(contentType)
    ? contentType
    : 'text/plain';
}
