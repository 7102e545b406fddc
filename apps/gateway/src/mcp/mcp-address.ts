export interface McpAddress {
  slug: string;
  door: 'mcp' | 'sse';
  /** Path and query of the container behind `/sse`, for messages of the old transport. */
  inner: string;
  /** The client came by the host of its own that a server has below the server domain. */
  ownHost: boolean;
}

/** `/s/<slug>/mcp`, `/s/<slug>/sse` and what follows the latter; null for anything else. */
export function mcpAddress(url: string): McpAddress | null {
  const found = /^\/s\/([^/?#]+)(\/[^#]*)$/.exec(url);
  return found && doorOf(found[1]!, found[2]!, false);
}

/** The same without `/s/<slug>` where the host already names the server. */
export function ownHostAddress(slug: string, url: string): McpAddress | null {
  return doorOf(slug, url, true);
}

function doorOf(slug: string, rest: string, ownHost: boolean): McpAddress | null {
  const found = /^\/(mcp|sse)(\/[^?#]*)?(\?[^#]*)?$/.exec(rest);
  if (!found) return null;
  const inner = found[2] ?? '';
  if (found[1] === 'mcp') return inner === '' || inner === '/' ? { slug, door: 'mcp', inner: '', ownHost } : null;
  return { slug, door: 'sse', inner: inner === '' ? '' : inner + (found[3] ?? ''), ownHost };
}

/**
 * Which server's own host a request is for: the label before the server domain. Null on the platform's host, which may
 * lie below that domain too.
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
