import { createHash, randomBytes } from 'node:crypto';
import { mcpScopes, resourceOf, type Route } from '@toolyard/contracts';
import { ask, type Asked, type Got } from './check-http.js';

/** One request that clients make, and whether its answer is what they need. */
export interface CheckStep {
  name: string;
  /** Which clients behave like this. */
  client: string;
  request: { method: string; url: string };
  status: number | null;
  ok: boolean;
  got: string;
  expected: string;
  repair?: string;
}

export interface CheckReport {
  url: string;
  ok: boolean;
  checkedAt: string;
  steps: CheckStep[];
}

/** What was found, and how to mend it if it is not as it should be. */
type Verdict = { got: string; repair?: string };

const everyone = 'Claude Code, Claude Desktop, Cursor, VS Code, Codex, MCP Inspector';
const metadataName = '/.well-known/oauth-protected-resource';
const legacyVersion = '2025-11-25';
const modernVersion = '2026-07-28';
const callback = 'http://127.0.0.1:33418/callback';

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: legacyVersion,
    capabilities: {},
    clientInfo: { name: 'toolyard-connection-check', version: '1' },
  },
};
const both = { accept: 'application/json, text/event-stream' };

/**
 * Says what the common MCP clients say, in their order, to the address that they are given. Nothing is changed but a
 * client registration, which expires.
 */
export class ConnectionCheck {
  readonly #steps: CheckStep[] = [];
  readonly #base: string;
  readonly #url: string;

  /** @param pass a token for whoever asked, which may list tools but call none */
  constructor(
    publicUrl: string,
    private readonly route: Pick<Route, 'slug' | 'access'>,
    private readonly pass: string,
  ) {
    this.#base = publicUrl.replace(/\/$/, '');
    this.#url = resourceOf(publicUrl, route.slug);
  }

  async run(now = new Date()): Promise<CheckReport> {
    const reachable = await this.#reach();
    if (reachable) {
      if (this.route.access !== 'public') await this.#signIn();
      await this.#legacy();
      await this.#modern();
    }
    return { url: this.#url, ok: this.#steps.every(({ ok }) => ok), checkedAt: now.toISOString(), steps: this.#steps };
  }

  async #step(
    name: string,
    client: string,
    asked: Asked,
    expected: string,
    judge: (got: Got) => Verdict,
  ): Promise<Got> {
    const got = await ask(asked);
    const verdict =
      got.status === null ? { got: `Nothing: ${got.problem}.`, repair: unreachable(asked.url) } : judge(got);
    const { repair } = verdict;
    this.#steps.push({
      name,
      client,
      request: { method: asked.method, url: asked.url },
      status: got.status,
      ok: repair === undefined,
      got: verdict.got,
      expected,
      ...(repair === undefined ? {} : { repair }),
    });
    return got;
  }

  /** The first request of every client carries no token. */
  async #reach(): Promise<boolean> {
    const isPublic = this.route.access === 'public';
    const first = await this.#step(
      'First request',
      everyone,
      { method: 'POST', url: this.#url, headers: both, body: initialize },
      isPublic ? '200, because the server is public' : '401 that says where to sign in',
      (got) => {
        const challenge = got.headers.get('www-authenticate') ?? '';
        if (isPublic) return got.status === 200 ? { got: '200.' } : unexpected(got);
        if (got.status !== 401) return unexpected(got);
        if (challenge === '')
          return {
            got: '401 without WWW-Authenticate.',
            repair: 'A proxy in front removes the header WWW-Authenticate. Let it pass.',
          };
        if (!challenge.includes(`resource_metadata="${this.#base}${metadataName}/s/${this.route.slug}/mcp"`)) {
          return {
            got: `401 with another address: ${challenge}`,
            repair: 'Set TOOLYARD_PUBLIC_URL to the address that clients use, and restart.',
          };
        }
        return { got: `401, ${challenge}` };
      },
    );
    await this.#end(first, both);
    return first.status !== null;
  }

  async #signIn(): Promise<void> {
    const own = (got: Got): Verdict => {
      if (got.status !== 200 || !got.json) return unexpected(got);
      const { resource, authorization_servers: servers } = got.json as {
        resource?: string;
        authorization_servers?: string[];
      };
      if (resource !== this.#url)
        return {
          got: `Metadata of ${String(resource)}.`,
          repair:
            'Clients refuse metadata of another address than they use. Set TOOLYARD_PUBLIC_URL to the address that clients use, and restart.',
        };
      if (servers?.[0] !== this.#base)
        return {
          got: `The authorization server ${String(servers?.[0])}.`,
          repair: 'Set TOOLYARD_PUBLIC_URL to the address that clients use, and restart.',
        };
      return { got: `Metadata of this server, sign-in at ${servers[0]}.` };
    };
    const path = `/s/${this.route.slug}`;
    await this.#step(
      'Metadata of the server',
      everyone,
      { method: 'GET', url: `${this.#base}${metadataName}${path}/mcp` },
      '200 with this address as the resource',
      own,
    );
    await this.#step(
      'Metadata without the last segment',
      'Cursor',
      { method: 'GET', url: `${this.#base}${metadataName}${path}` },
      '200 with this address as the resource',
      own,
    );
    await this.#step(
      'Metadata at the root',
      'Codex, MCP Inspector',
      { method: 'GET', url: `${this.#base}${metadataName}` },
      '200 with the authorization server',
      (got) =>
        got.status === 200 && got.json?.authorization_servers?.[0] === this.#base
          ? { got: 'The authorization server.' }
          : unexpected(got),
    );
    await this.#step(
      'An unknown well-known address',
      everyone,
      { method: 'GET', url: `${this.#base}/.well-known/toolyard-connection-check` },
      '404 in JSON',
      (got) =>
        got.status === 404 && got.json
          ? { got: '404 in JSON.' }
          : {
              ...unexpected(got),
              repair: 'A proxy in front answers /.well-known itself. Let it pass everything below /.well-known on.',
            },
    );
    await this.#step(
      'Permission for web pages',
      'MCP Inspector',
      {
        method: 'OPTIONS',
        url: this.#url,
        headers: {
          origin: this.#base,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization, mcp-session-id',
        },
      },
      '204 that allows the headers',
      (got) =>
        got.status === 204 && got.headers.get('access-control-allow-headers')?.includes('authorization')
          ? { got: '204, allowed.' }
          : { ...unexpected(got), repair: 'A proxy in front answers OPTIONS itself. Let it pass OPTIONS on.' },
    );
    await this.#authorizationServer();
  }

  async #authorizationServer(): Promise<void> {
    const expected = '200 with this issuer, S256, a token and a registration endpoint';
    const judge = (got: Got): Verdict => {
      const found = got.json as Record<string, any> | null;
      if (got.status !== 200 || !found) return unexpected(got);
      const missing = ['authorization_endpoint', 'token_endpoint', 'registration_endpoint'].filter(
        (each) => typeof found[each] !== 'string' || !String(found[each]).startsWith(`${this.#base}/`),
      );
      if (found['issuer'] !== this.#base) missing.unshift('issuer');
      if (!found['code_challenge_methods_supported']?.includes('S256'))
        missing.push('code_challenge_methods_supported');
      if (missing.length > 0)
        return {
          got: `Missing or of another address: ${missing.join(', ')}.`,
          repair: 'Set TOOLYARD_PUBLIC_URL to the address that clients use, and restart.',
        };
      return {
        got: `The issuer ${found['issuer']}${found['client_id_metadata_document_supported'] ? ', with client metadata documents' : ''}.`,
      };
    };
    const forms = {
      'OAuth metadata': '/.well-known/oauth-authorization-server',
      'OpenID metadata': '/.well-known/openid-configuration',
      'OAuth metadata below the server': `/.well-known/oauth-authorization-server/s/${this.route.slug}/mcp`,
    };
    const [oauth] = [
      await this.#step(
        'OAuth metadata',
        everyone,
        { method: 'GET', url: this.#base + forms['OAuth metadata'] },
        expected,
        judge,
      ),
      await this.#step(
        'OpenID metadata',
        'VS Code, Claude Desktop',
        { method: 'GET', url: this.#base + forms['OpenID metadata'] },
        expected,
        judge,
      ),
      await this.#step(
        'OAuth metadata below the server',
        'Cursor, clients of 2025-03-26',
        { method: 'GET', url: this.#base + forms['OAuth metadata below the server'] },
        expected,
        judge,
      ),
    ];
    const { registration_endpoint: registration, authorization_endpoint: authorization } = (oauth.json ?? {}) as Record<
      string,
      string | undefined
    >;
    // Only addresses of this platform are asked: what the metadata says came over the network.
    if (!registration?.startsWith(`${this.#base}/`) || !authorization?.startsWith(`${this.#base}/`)) return;
    const registered = await this.#step(
      'Registration of a client',
      everyone,
      { method: 'POST', url: registration, body: registrationOf() },
      '201 with a client id',
      (got) =>
        got.status === 201 && got.json?.client_id
          ? { got: '201 with a client id. It expires unused.' }
          : got.status === 429
            ? {
                got: '429: too many registrations from here.',
                repair: `Wait ${got.headers.get('retry-after') ?? '3600'} seconds and check again.`,
              }
            : unexpected(got),
    );
    const clientId = registered.json?.client_id as string | undefined;
    if (!clientId) return;
    await this.#step(
      'Start of a sign-in',
      everyone,
      {
        method: 'GET',
        url: `${authorization}?${this.#authorizeQuery(clientId).toString()}`,
        headers: { accept: 'text/html' },
      },
      'the sign-in page, or the way to it',
      (got) =>
        [200, 302, 303].includes(got.status!) && !/[?&]error=/.test(got.headers.get('location') ?? '')
          ? { got: `${got.status}${got.headers.get('location') ? ', on to the sign-in page' : ', the sign-in page'}.` }
          : unexpected(got),
    );
  }

  #authorizeQuery(clientId: string): URLSearchParams {
    const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url');
    return new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: callback,
      scope: mcpScopes.join(' '),
      resource: this.#url,
      state: 'check',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
  }

  /** With sessions, as most clients still speak. */
  async #legacy(): Promise<void> {
    const signed = { ...both, authorization: `Bearer ${this.pass}` };
    const opened = await this.#step(
      'Initialize',
      everyone,
      { method: 'POST', url: this.#url, headers: signed, body: initialize },
      "200 with the server's capabilities",
      (got) =>
        got.status === 200 && got.json?.result?.protocolVersion
          ? { got: `${String(got.json.result.serverInfo?.name)} speaks ${String(got.json.result.protocolVersion)}.` }
          : unexpected(got),
    );
    if (!opened.json?.result) return;
    const session = opened.headers.get('mcp-session-id');
    const headers = {
      ...signed,
      'mcp-protocol-version': String(opened.json.result.protocolVersion),
      ...(session ? { 'mcp-session-id': session } : {}),
    };
    await this.#step(
      'Initialized',
      everyone,
      { method: 'POST', url: this.#url, headers, body: { jsonrpc: '2.0', method: 'notifications/initialized' } },
      '202',
      (got) => (got.status === 202 || got.status === 200 ? { got: `${got.status}.` } : unexpected(got)),
    );
    await this.#step(
      'List of tools',
      everyone,
      { method: 'POST', url: this.#url, headers, body: { jsonrpc: '2.0', id: 2, method: 'tools/list' } },
      'tools that you may call',
      (got) => listed(got),
    );
    await this.#step(
      'Stream for notifications',
      'Claude Code, Cursor, VS Code',
      { method: 'GET', url: this.#url, headers: { ...headers, accept: 'text/event-stream' } },
      'a stream, or 405 where the server has none',
      (got) => {
        if (
          got.status === 405 ||
          (got.status === 200 && got.headers.get('content-type')?.startsWith('text/event-stream'))
        )
          return { got: got.status === 405 ? '405, the server has none.' : 'A stream.' };
        return unexpected(got);
      },
    );
    await this.#end(opened, headers);
  }

  async #end(opened: Got, headers: Record<string, string>): Promise<void> {
    const session = opened.headers.get('mcp-session-id');
    if (session) await ask({ method: 'DELETE', url: this.#url, headers: { ...headers, 'mcp-session-id': session } });
  }

  /** Without sessions. Clients that speak both ask for this first and read the body of a refusal. */
  async #modern(): Promise<void> {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': modernVersion,
      'io.modelcontextprotocol/clientInfo': initialize.params.clientInfo,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const headers = {
      ...both,
      authorization: `Bearer ${this.pass}`,
      'mcp-protocol-version': modernVersion,
      'mcp-method': 'server/discover',
    };
    await this.#step(
      'Discover',
      'clients of 2026-07-28',
      {
        method: 'POST',
        url: this.#url,
        headers,
        body: { jsonrpc: '2.0', id: 3, method: 'server/discover', params: { _meta } },
      },
      'capabilities, or a JSON-RPC error of a server of the time before',
      (got) => {
        if (got.status === 200 && got.json?.result)
          return { got: 'Capabilities: the server speaks 2026-07-28 as well.' };
        return got.json?.error && got.status !== 401 && got.status !== 403 && got.status! < 500
          ? {
              got: `${got.status}, ${String(got.json.error.message).slice(0, 200)} Clients go on with the protocol of before.`,
            }
          : unexpected(got);
      },
    );
  }
}

function listed(got: Got): Verdict {
  const tools = got.json?.result?.tools as unknown[] | undefined;
  if (got.status !== 200 || !tools) return unexpected(got);
  if (tools.length === 0 && !got.json.result.nextCursor)
    return {
      got: 'No tool at all.',
      repair:
        'Your permission groups allow no tool of this server, or it has none. See its tools, and ask an administrator.',
    };
  return {
    got: `${tools.length}${got.json.result.nextCursor ? ' and more' : ''} tool${tools.length === 1 ? '' : 's'}.`,
  };
}

const registrationOf = () => ({
  client_name: 'Toolyard connection check',
  redirect_uris: [callback],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
});

/** The most likely cause, from what came back. */
function unexpected(got: Got): Verdict {
  const message = got.json?.error?.message ?? got.json?.error_description ?? got.json?.message;
  const said = typeof message === 'string' ? message.slice(0, 300) : got.text.slice(0, 120).replace(/\s+/g, ' ');
  const shown = `${got.status}${said ? `: ${said}` : ''}`;
  if (/^\s*<(!doctype|html)/i.test(got.text))
    return {
      got: `${got.status} with a web page.`,
      repair:
        'Something in front of the platform answered with a page of its own. Let it pass this address on unchanged.',
    };
  if ([301, 302, 303, 307, 308].includes(got.status!))
    return {
      got: `${got.status}, on to ${got.headers.get('location') ?? 'somewhere'}.`,
      repair: 'Clients do not follow redirects here. Give them the final address, and set TOOLYARD_PUBLIC_URL to it.',
    };
  if (got.status === 404)
    return {
      got: shown,
      repair:
        'The address does not reach this platform, or the server was deleted. Check TOOLYARD_PUBLIC_URL and the proxy in front.',
    };
  if (got.status === 403)
    return {
      got: shown,
      repair:
        'You may not use this server. Ask an administrator to let one of your permission groups call a tool of it.',
    };
  if (got.status === 503)
    return {
      got: shown,
      repair: 'Deploy or enable the server, then check again. /health says whether a service is missing.',
    };
  if (got.status === 502 || got.status === 504)
    return { got: shown, repair: "The server does not answer. See its logs on the server's page, or roll back." };
  return { got: shown, repair: "See the server's logs and /health, and check again." };
}

const unreachable = (url: string): string =>
  `The gateway cannot reach ${new URL(url).origin}. If clients can, nothing is wrong; else check TOOLYARD_PUBLIC_URL, the DNS entry, the certificate and the proxy in front.`;
