import type { IncomingHttpHeaders } from 'node:http';

/**
 * What crosses the gateway. Requests pass by an allow-list: identity and forwarding headers have endless names, and
 * none of a client's may reach a server. Responses pass by a deny-list: a server's answer is its own.
 */
const passed = new Set([
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
  /** Revision that the session's container negotiated, when it differs from what the client sends. */
  protocolVersion?: string;
  userId: string;
  correlationId: string;
  /** The caller's own credentials for the server: a flat list of names and values. */
  credentials: readonly string[];
}

/** Flat name, value list for the upstream request. Body length is the client's business to the pool. */
export function requestHeaders(raw: readonly string[], own: OwnHeaders): string[] {
  const out = ['host', `localhost:${own.port}`];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!passed.has(name) && !name.startsWith('mcp-param-')) continue;
    if (name === 'mcp-protocol-version' && own.protocolVersion) continue;
    out.push(name, raw[i + 1]!);
  }
  if (own.protocolVersion) out.push('mcp-protocol-version', own.protocolVersion);
  if (own.sessionId) out.push('mcp-session-id', own.sessionId);
  out.push('x-toolyard-user', own.userId, 'x-correlation-id', own.correlationId, ...own.credentials);
  return out;
}

const withheld = new Set([
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
  // A browser would act upon them for the whole platform, whose origin servers share.
  'clear-site-data',
  'content-security-policy',
  'location',
  'refresh',
  'service-worker-allowed',
  'x-content-type-options',
]);

/** What a server answers is data: as a page it would run with the session of whoever opened it. */
const noPage = [
  'content-security-policy',
  "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
];

/** Flat name, value list of the answer to the client, without CORS headers and session id, which the caller adds. */
export function responseHeaders(
  upstream: IncomingHttpHeaders,
  options: { stream: boolean; changed?: boolean },
): string[] {
  const out: string[] = [];
  for (const name in upstream) {
    if (withheld.has(name) || name.startsWith('access-control-')) continue;
    if (options.stream && (name === 'content-length' || name === 'x-accel-buffering')) continue;
    // They speak of the body as the server sent it.
    if (options.changed && (name === 'content-length' || name === 'etag' || name === 'content-digest')) continue;
    const value = upstream[name];
    if (typeof value === 'string') out.push(name, value);
    else if (value) for (const one of value) out.push(name, one);
  }
  if (options.stream) out.push('x-accel-buffering', 'no');
  out.push(...noPage);
  return out;
}

export function isEventStream(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^\s*text\/event-stream\b/i.test(contentType);
}

export function isJson(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^\s*application\/(json|[\w.-]+\+json)\b/i.test(contentType);
}
