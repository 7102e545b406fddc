import type { IncomingHttpHeaders } from 'node:http';

/**
 * Headers of requests that reach the container. An allow-list, because the names of identity and forwarding headers
 * cannot be enumerated, and none of a client's may reach a server.
 */
const forwarded = new Set([
  'accept',
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

export interface OwnHeaders {
  /** Port of the container: servers with DNS-rebinding protection accept only `localhost`. */
  port: number;
  sessionId: string | null;
  /** Protocol revision agreed with the session's container, when it differs from the client's. */
  protocolVersion?: string;
  userId: string;
  correlationId: string;
  /** The caller's own credentials for the server: a flat list of names and values. */
  credentials: readonly string[];
}

/** Headers for the container as a flat list of names and values. The pool adds the content length. */
export function requestHeaders(raw: readonly string[], own: OwnHeaders): string[] {
  const out = ['host', `localhost:${own.port}`];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!forwarded.has(name) && !name.startsWith('mcp-param-')) continue;
    if (name === 'mcp-protocol-version' && own.protocolVersion) continue;
    out.push(name, raw[i + 1]!);
  }
  if (own.protocolVersion) out.push('mcp-protocol-version', own.protocolVersion);
  if (own.sessionId) out.push('mcp-session-id', own.sessionId);
  out.push('x-toolyard-user', own.userId, 'x-correlation-id', own.correlationId, ...own.credentials);
  return out;
}

/** Headers of answers that do not reach the client; all others do. */
const removed = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'date',
  'set-cookie',
  'alt-svc',
  'strict-transport-security',
  'mcp-session-id',
  'vary',
  // A browser would apply these to the whole platform, because all servers share its origin.
  'clear-site-data',
  'content-security-policy',
  'location',
  'refresh',
  'service-worker-allowed',
  'x-content-type-options',
]);

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
    if (removed.has(name) || name.startsWith('access-control-')) continue;
    if (options.stream && (name === 'content-length' || name === 'x-accel-buffering')) continue;
    // These describe the body before the change.
    if (options.changed && (name === 'content-length' || name === 'etag' || name === 'content-digest')) continue;
    const value = upstream[name];
    if (typeof value === 'string') out.push(name, value);
    else if (value) for (const one of value) out.push(name, one);
  }
  if (options.stream) out.push('x-accel-buffering', 'no');
  out.push(...noPage);
  return out;
}
