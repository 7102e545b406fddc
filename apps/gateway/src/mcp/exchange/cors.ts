import type { IncomingMessage, ServerResponse } from 'node:http';

const exposed = 'Mcp-Session-Id, MCP-Protocol-Version, WWW-Authenticate, Last-Event-ID, Retry-After, X-Correlation-Id';

/** Which web pages may call the MCP endpoints: the platform's own and those of the configuration. */
export class Origins {
  readonly #any: boolean;
  readonly #allowed: ReadonlySet<string>;

  constructor(publicUrl: string, configured: readonly string[]) {
    this.#any = configured.includes('*');
    this.#allowed = new Set([...ownOrigins(publicUrl), ...configured.map(originOf)]);
  }

  /** A request without an Origin does not come from a web page. */
  allows(origin: string | undefined): boolean {
    return origin === undefined || this.#any || this.#allowed.has(origin.toLowerCase());
  }
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** A platform on the local machine may be opened under each loopback name. */
function ownOrigins(publicUrl: string): string[] {
  const own = new URL(publicUrl);
  if (!loopback.includes(own.hostname)) return [own.origin];
  return loopback.map((host) => `${own.protocol}//${host}${own.port ? `:${own.port}` : ''}`);
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** Headers that let the page of `origin` read the answer; none without an origin. */
export function corsHeaders(origin: string | undefined): string[] {
  if (origin === undefined) return [];
  return ['access-control-allow-origin', origin, 'vary', 'Origin', 'access-control-expose-headers', exposed];
}

/** Answers a preflight before authentication: browsers send no credentials with it. */
export function answerPreflight(req: IncomingMessage, res: ServerResponse): void {
  const requested = req.headers['access-control-request-headers'];
  const headers = [
    ...corsHeaders(req.headers.origin),
    'access-control-allow-methods',
    'GET, POST, DELETE, OPTIONS',
    'access-control-max-age',
    '600',
  ];
  if (requested) headers.push('access-control-allow-headers', requested);
  res.writeHead(204, headers);
  res.end();
}
