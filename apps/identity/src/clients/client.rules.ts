/** What a client may say about itself, whether it registers (RFC 7591) or publishes a metadata document. */

export interface ClientMetadata {
  client_id?: string;
  client_name?: string;
  redirect_uris?: string[];
  grant_types?: string[];
  response_types?: string[];
  application_type?: 'web' | 'native';
  scope?: string;
  [field: string]: unknown;
}

export const limits = { redirectUris: 16, redirectUriLength: 1_000, nameLength: 200, metadataLength: 16_384 } as const;

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];
/** Schemes that a browser or the system acts upon itself; anything else belongs to the app that registered it. */
const takenSchemes = new RegExp(
  `^(${[
    ...['javascript', 'vbscript', 'data', 'blob', 'file', 'filesystem', 'about', 'ftp', 'ftps', 'ws', 'wss', 'mailto'],
    ...[
      'tel',
      'sms',
      'view-source',
      'intent',
      'chrome',
      'resource',
      'jar',
      'ms-.*',
      'search-ms',
      'urn',
      'http',
      'https',
    ],
  ].join('|')})$`,
);
const supportedGrants = ['authorization_code', 'refresh_token'];

export const isLoopback = (uri: string): boolean =>
  URL.canParse(uri) && new URL(uri).protocol === 'http:' && loopbackHosts.includes(new URL(uri).hostname);
const isWeb = (uri: string): boolean => URL.canParse(uri) && new URL(uri).protocol === 'https:';

/** Why clients may not be sent back to this address; undefined when they may. */
export function redirectProblem(uri: string): string | undefined {
  if (uri.length > limits.redirectUriLength) return `is longer than ${limits.redirectUriLength} characters`;
  if (!URL.canParse(uri) || /[\s\\\p{Cc}]/u.test(uri)) return 'is not an absolute URI';
  if (uri.includes('*')) return 'contains a wildcard; register each address';
  const { protocol, username, password } = new URL(uri);
  if (uri.includes('#')) return 'contains a fragment';
  if (username !== '' || password !== '') return 'contains credentials';
  if (isWeb(uri) || isLoopback(uri)) return undefined;
  if (protocol === 'http:') return 'uses http for a host that is not this computer; use https';
  if (takenSchemes.test(protocol.slice(0, -1))) return `uses the scheme ${protocol} which is not the app's own`;
  return undefined;
}

/** @returns why the client is refused; undefined when it is not. */
export function clientProblem(client: ClientMetadata): string | undefined {
  const uris = client.redirect_uris;
  if (!Array.isArray(uris) || uris.length === 0) return 'redirect_uris must contain members';
  if (uris.length > limits.redirectUris) return `redirect_uris must have at most ${limits.redirectUris} members`;
  for (const uri of uris) {
    const problem = typeof uri === 'string' ? redirectProblem(uri) : 'is not a string';
    if (problem) return `redirect_uris: ${String(uri).slice(0, 100)} ${problem}`;
  }
  if (typeof client.client_name === 'string' && client.client_name.length > limits.nameLength)
    return `client_name must have at most ${limits.nameLength} characters`;
  if (JSON.stringify(client).length > limits.metadataLength)
    return `the metadata must have at most ${limits.metadataLength} characters`;
  return undefined;
}

/**
 * What follows from the metadata rather than being asked: see the comments. RFC 7591 lets the server replace what a
 * client asked for.
 */
export function tidied(client: ClientMetadata): ClientMetadata {
  const grants = (client.grant_types ?? supportedGrants).filter((grant) => supportedGrants.includes(grant));
  // A scope in the metadata would be a ceiling that no later request could pass, and clients write down the scopes of
  // their first one.
  const { scope: _, ...rest } = client;
  return {
    ...rest,
    grant_types: grants.includes('authorization_code') ? grants : ['authorization_code', ...grants],
    response_types: ['code'],
    // RFC 8252: apps on this computer listen on whichever port is free, which only native clients may.
    application_type: client.redirect_uris?.every(isWeb) ? 'web' : 'native',
  };
}

/**
 * Control, format (invisible or bidirectional), unassigned and private characters, and blanks that Unicode counts as
 * letters.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]/gu;
const longestShown = 60;

/**
 * A client's name for display: without invisible and bidirectional characters, and cut so that it leaves room for the
 * rest.
 */
export function shownName(name: string | undefined, otherwise: string): string {
  const plain = (name ?? '').normalize('NFC').replace(invisible, ' ').replace(/\s+/g, ' ').trim();
  if (plain === '') return otherwise;
  const letters = Array.from(plain);
  return letters.length > longestShown ? `${letters.slice(0, longestShown - 1).join('')}…` : plain;
}

export type RedirectTarget =
  { kind: 'web'; host: string } | { kind: 'loopback'; host: string } | { kind: 'app'; host: string };

/** Where a client is sent back to, for people. Hosts are in their ASCII form, so that look-alikes show. */
export function redirectTarget(uri: string): RedirectTarget {
  const { protocol, host, hostname } = new URL(uri);
  if (isLoopback(uri)) return { kind: 'loopback', host: hostname };
  if (protocol === 'https:') return { kind: 'web', host };
  return { kind: 'app', host: protocol.slice(0, -1) };
}
