import type { IncomingMessage } from 'node:http';

/** Methods whose requests have no body here; a body of theirs would be the begin of another request to some parsers. */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
const methods = new Set([...bodiless, 'POST', 'PUT', 'PATCH']);

type Framed = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'headers' | 'rawHeaders'>;

/**
 * What is wrong with the form of a request: two programs could disagree where it ends or to whom it goes (RFC 9112,
 * sections 3.2, 6.1 and 6.3). Such a request is answered with 400 and its connection is closed.
 *
 * @returns a sentence for the answer; null: the form is sound
 */
export function framingProblem(req: Framed): string | null {
  const { headers } = req;
  const length = headers['content-length'];
  const encoding = headers['transfer-encoding'];
  if (!methods.has(req.method ?? '')) return `The method ${(req.method ?? '').slice(0, 20)} is not supported here.`;
  if (!req.url?.startsWith('/')) return 'The request target must be a path.';
  if (countOf(req.rawHeaders, 'host') > 1) return 'The request has several Host headers.';
  if (encoding !== undefined && length !== undefined)
    return 'The request has both Content-Length and Transfer-Encoding.';
  if (encoding !== undefined && req.httpVersion !== '1.1') return 'Transfer-Encoding needs HTTP/1.1.';
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') return 'The only transfer encoding is chunked.';
  if (countOf(req.rawHeaders, 'transfer-encoding') > 1 || countOf(req.rawHeaders, 'content-length') > 1) {
    return 'The request gives its length twice.';
  }
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return 'Content-Length must be a number.';
  if (bodiless.has(req.method!) && hasBody(req)) return `A ${req.method} request must not have a body.`;
  return null;
}

export function hasBody(req: Pick<IncomingMessage, 'headers'>): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

function countOf(rawHeaders: readonly string[], name: string): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]!.toLowerCase() === name) count += 1;
  return count;
}
