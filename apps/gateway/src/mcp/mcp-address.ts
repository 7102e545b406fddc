export interface McpAddress {
  slug: string;
  endpoint: 'mcp' | 'sse';
  /** The container's path and query for messages of the HTTP+SSE transport, which follow `/sse`. */
  inner: string;
  /** Query of the URL with its question mark, for the server; empty without one. */
  query: string;
  /** The request was sent to the server's own host below the server domain. */
  ownHost: boolean;
}

/** Parses `/s/<slug>/mcp`, `/s/<slug>/sse` and `/s/<slug>/sse/…`. @returns null for anything else */
export function mcpAddress(url: string): McpAddress | null {
  const found = /^\/s\/([^/?#]+)(\/[^#]*)$/.exec(url);
  return found && addressOf(found[1]!, found[2]!, false);
}

/** Parses the same without `/s/<slug>`, where the host names the server. */
export function ownHostAddress(slug: string, url: string): McpAddress | null {
  return addressOf(slug, url, true);
}

function addressOf(slug: string, rest: string, ownHost: boolean): McpAddress | null {
  const found = /^\/(mcp|sse)(\/[^?#]*)?(\?[^#]*)?$/.exec(rest);
  if (!found) return null;
  const inner = found[2] ?? '';
  const query = found[3] ?? '';
  if (found[1] === 'mcp')
    return inner === '' || inner === '/' ? { slug, endpoint: 'mcp', inner: '', query, ownHost } : null;
  return { slug, endpoint: 'sse', inner: inner === '' ? '' : inner + query, query, ownHost };
}

/**
 * The slug of the server whose own host a request is for: the label before the server domain.
 * @returns null on any other host, and on the platform's host, which may be below that domain too
 */
export function slugOfHost(
  host: string | undefined,
  serverDomain: string | undefined,
  platformHost: string,
): string | null {
  if (!serverDomain || host === undefined) return null;
  const name = host.toLowerCase().replace(/:\d+$/, '');
  if (name === platformHost) return null;
  const suffix = `.${serverDomain.toLowerCase().replace(/:\d+$/, '')}`;
  const slug = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
  return /^[a-z0-9-]+$/.test(slug) ? slug : null;
}

/** The server's path with the query of the client's URL, which stays as the client wrote it. */
export function withQuery(path: string, query: string): string {
  return query.length > 1 && path.includes('?') ? `${path}&${query.slice(1)}` : path + query;
}
