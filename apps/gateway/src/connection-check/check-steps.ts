import { createHash, randomBytes } from 'node:crypto';
import { mcpScopes } from '@toolyard/contracts';
import {
  answerTypes,
  type HttpRequest,
  initializedNotification,
  initializeRequest,
  modernRequest,
  modernVersion,
} from '@toolyard/mcp';
import type { Got } from './check-http.js';
import {
  challenged,
  discovered,
  issuerMetadata,
  registered,
  resourceMetadata,
  signInStarted,
  streamOpened,
  toolsListed,
  unexpected,
  type Verdict,
} from './check-verdicts.js';

/** What a step can use. */
export interface Checked {
  /** The public URL without a slash at its end; it is the issuer too. */
  base: string;
  slug: string;
  /** The address that clients are given. */
  url: string;
  /** May list tools, but call none. */
  token: string;
  isPublic: boolean;
  /** What the steps so far got, by their names. */
  got: Map<string, Got>;
}

/** One request that clients make, and whether its answer is what they need. */
export interface Step {
  step: string;
  /** Which clients behave like this. */
  clients: string;
  /** Null where the step does not apply, or where an earlier step got too little for it. */
  request: (checked: Checked) => HttpRequest | null;
  expected: (checked: Checked) => string;
  expect: (got: Got, checked: Checked) => Verdict;
  /** Without a response to this step no other is made. */
  required?: boolean;
}

const everyone = 'Claude Code, Claude Desktop, Cursor, VS Code, Codex, MCP Inspector';
const clientInfo = { name: 'toolyard-connection-check', version: '1' };
const callback = 'http://127.0.0.1:33418/callback';
const resourcePath = '/.well-known/oauth-protected-resource';
const issuerPath = '/.well-known/oauth-authorization-server';
const mcpTypes = { accept: answerTypes };

/** The steps of the common clients, in their order. Only servers that are not public have a sign-in. */
export const steps: Step[] = [
  {
    step: 'First request',
    clients: everyone,
    request: ({ url }) => ({ method: 'POST', url, headers: mcpTypes, body: initializeRequest(1, clientInfo) }),
    expected: ({ isPublic }) => (isPublic ? '200, because the server is public' : '401 that says where to sign in'),
    expect: (got, { isPublic, base, slug }) => {
      if (!isPublic) return challenged(got, `${base}${resourcePath}/s/${slug}/mcp`);
      return got.status === 200 ? { got: '200.' } : unexpected(got);
    },
    required: true,
  },
  {
    step: 'Metadata of the server',
    clients: everyone,
    request: signIn(({ base, slug }) => ({ method: 'GET', url: `${base}${resourcePath}/s/${slug}/mcp` })),
    expected: () => '200 with this address as the resource',
    expect: (got, { url, base }) => resourceMetadata(got, url, base),
  },
  {
    step: 'Metadata without the last segment',
    clients: 'Cursor',
    request: signIn(({ base, slug }) => ({ method: 'GET', url: `${base}${resourcePath}/s/${slug}` })),
    expected: () => '200 with this address as the resource',
    expect: (got, { url, base }) => resourceMetadata(got, url, base),
  },
  {
    step: 'Metadata at the root',
    clients: 'Codex, MCP Inspector',
    request: signIn(({ base }) => ({ method: 'GET', url: base + resourcePath })),
    expected: () => '200 with the authorization server',
    expect: (got, { base }) =>
      got.status === 200 && got.json?.authorization_servers?.[0] === base
        ? { got: 'The authorization server.' }
        : unexpected(got),
  },
  {
    step: 'An unknown well-known address',
    clients: everyone,
    request: signIn(({ base }) => ({ method: 'GET', url: `${base}/.well-known/toolyard-connection-check` })),
    expected: () => '404 in JSON',
    expect: (got) =>
      got.status === 404 && got.json
        ? { got: '404 in JSON.' }
        : {
            ...unexpected(got),
            repair: 'A proxy in front answers /.well-known itself. Let it pass everything below /.well-known on.',
          },
  },
  {
    step: 'Permission for web pages',
    clients: 'MCP Inspector',
    request: signIn(({ base, url }) => ({
      method: 'OPTIONS',
      url,
      headers: {
        origin: base,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, mcp-session-id',
      },
    })),
    expected: () => '204 that allows the headers',
    expect: (got) =>
      got.status === 204 && got.headers.get('access-control-allow-headers')?.includes('authorization')
        ? { got: '204, allowed.' }
        : { ...unexpected(got), repair: 'A proxy in front answers OPTIONS itself. Let it pass OPTIONS on.' },
  },
  issuerStep('OAuth metadata', everyone, () => issuerPath),
  issuerStep('OpenID metadata', 'VS Code, Claude Desktop', () => '/.well-known/openid-configuration'),
  issuerStep(
    'OAuth metadata below the server',
    'Cursor, clients of 2025-03-26',
    ({ slug }) => `${issuerPath}/s/${slug}/mcp`,
  ),
  {
    step: 'Registration of a client',
    clients: everyone,
    request: signIn((checked) => {
      const endpoints = endpointsOf(checked);
      return endpoints && { method: 'POST', url: endpoints.registration, body: registration };
    }),
    expected: () => '201 with a client id',
    expect: registered,
  },
  {
    step: 'Start of a sign-in',
    clients: everyone,
    request: signIn((checked) => {
      const clientId = checked.got.get('Registration of a client')?.json?.client_id as string | undefined;
      const endpoints = endpointsOf(checked);
      if (!clientId || !endpoints) return null;
      const url = `${endpoints.authorization}?${authorizeQuery(clientId, checked.url).toString()}`;
      return { method: 'GET', url, headers: { accept: 'text/html' } };
    }),
    expected: () => 'the sign-in page, or the way to it',
    expect: signInStarted,
  },
  {
    step: 'Initialize',
    clients: everyone,
    request: (checked) => ({
      method: 'POST',
      url: checked.url,
      headers: signed(checked),
      body: initializeRequest(1, clientInfo),
    }),
    expected: () => "200 with the server's capabilities",
    expect: (got) =>
      got.status === 200 && got.json?.result?.protocolVersion
        ? { got: `${String(got.json.result.serverInfo?.name)} speaks ${String(got.json.result.protocolVersion)}.` }
        : unexpected(got),
  },
  {
    step: 'Initialized',
    clients: everyone,
    request: inSession((headers, { url }) => ({ method: 'POST', url, headers, body: initializedNotification })),
    expected: () => '202',
    expect: (got) => (got.status === 202 || got.status === 200 ? { got: `${got.status}.` } : unexpected(got)),
  },
  {
    step: 'List of tools',
    clients: everyone,
    request: inSession((headers, { url }) => ({
      method: 'POST',
      url,
      headers,
      body: { jsonrpc: '2.0', id: 2, method: 'tools/list' },
    })),
    expected: () => 'tools that you may call',
    expect: toolsListed,
  },
  {
    step: 'Stream for notifications',
    clients: 'Claude Code, Cursor, VS Code',
    request: inSession((headers, { url }) => ({
      method: 'GET',
      url,
      headers: { ...headers, accept: 'text/event-stream' },
    })),
    expected: () => 'a stream, or 405 where the server has none',
    expect: streamOpened,
  },
  {
    step: 'Discover',
    clients: `clients of ${modernVersion}`,
    request: (checked) => {
      const { headers, body } = modernRequest(3, 'server/discover', {}, clientInfo);
      return { method: 'POST', url: checked.url, headers: { ...signed(checked), ...headers }, body };
    },
    expected: () => 'capabilities, or a JSON-RPC error of a server of the legacy era',
    expect: discovered,
  },
];

function issuerStep(step: string, clients: string, path: (checked: Checked) => string): Step {
  return {
    step,
    clients,
    request: signIn((checked) => ({ method: 'GET', url: checked.base + path(checked) })),
    expected: () => '200 with this issuer, S256, a token and a registration endpoint',
    expect: (got, { base }) => issuerMetadata(got, base),
  };
}

function signIn(request: Step['request']): Step['request'] {
  return (checked) => (checked.isPublic ? null : request(checked));
}

function inSession(request: (headers: Record<string, string>, checked: Checked) => HttpRequest): Step['request'] {
  return (checked) => {
    const opened = checked.got.get('Initialize');
    if (!opened?.json?.result) return null;
    const session = opened.headers.get('mcp-session-id');
    const headers = {
      ...signed(checked),
      'mcp-protocol-version': String(opened.json.result.protocolVersion),
      ...(session ? { 'mcp-session-id': session } : {}),
    };
    return request(headers, checked);
  };
}

const signed = ({ token }: Checked): Record<string, string> => ({ ...mcpTypes, authorization: `Bearer ${token}` });

/** Null unless both are addresses of this platform: the metadata came over the network, and no other host is asked. */
function endpointsOf({ got, base }: Checked): { registration: string; authorization: string } | null {
  const { registration_endpoint: registration, authorization_endpoint: authorization } = (got.get('OAuth metadata')
    ?.json ?? {}) as Record<string, string | undefined>;
  if (!registration?.startsWith(`${base}/`) || !authorization?.startsWith(`${base}/`)) return null;
  return { registration, authorization };
}

const registration = {
  client_name: 'Toolyard connection check',
  redirect_uris: [callback],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

function authorizeQuery(clientId: string, resource: string): URLSearchParams {
  const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url');
  return new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callback,
    scope: mcpScopes.join(' '),
    resource,
    state: 'check',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
}
