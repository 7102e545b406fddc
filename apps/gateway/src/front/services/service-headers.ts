import type { IncomingHttpHeaders } from 'node:http';

/** Headers that services and git read. Others are removed, above all framing and claims about the sender. */
const requestNames = [
  'accept',
  'accept-language',
  'authorization',
  'content-encoding',
  'content-type',
  'cookie',
  'git-protocol',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'last-event-id',
  'origin',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'user-agent',
  'x-github-delivery',
  'x-github-event',
  'x-hub-signature-256',
] as const;

/** Headers of the connection between gateway and service (RFC 9110, section 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

interface RequestOrigin {
  host: string;
  /** As far as trusted proxies report it. */
  clientAddress: string;
  correlationId: string;
}

export function headersToService(given: IncomingHttpHeaders, origin: RequestOrigin): Record<string, string> {
  const headers: Record<string, string> = {
    host: origin.host,
    // One address, which services trust for limits and for the audit log.
    'x-forwarded-for': origin.clientAddress,
    'x-correlation-id': origin.correlationId,
  };
  for (const name of requestNames) {
    const value = given[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}

export function headersToClient(
  answered: Record<string, string | string[] | undefined>,
): Record<string, string | string[]> {
  const listed = [answered['connection'] ?? []].flat().join(',').toLowerCase().split(',');
  const dropped = new Set([...hopByHop, ...listed.map((name) => name.trim())]);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(answered)) {
    if (value !== undefined && !dropped.has(name.toLowerCase())) headers[name] = value;
  }
  return headers;
}
