import type { Got } from './check-http.js';

/** What came back, and how to repair it where it is not as expected. */
export interface Verdict {
  got: string;
  repair?: string;
}

const wrongPublicUrl = 'Set TOOLYARD_PUBLIC_URL to the address that clients use, and restart.';

export function noResponse(url: string, { problem }: Got): Verdict {
  return {
    got: `Nothing: ${problem}.`,
    repair:
      `The gateway cannot reach ${new URL(url).origin}. If clients can, nothing is wrong; ` +
      'else check TOOLYARD_PUBLIC_URL, the DNS entry, the certificate and the proxy in front.',
  };
}

/** The most likely cause, from what came back. */
export function unexpected(got: Got): Verdict {
  if (/^\s*<(!doctype|html)/i.test(got.text))
    return {
      got: `${got.status} with a web page.`,
      repair:
        'Something in front of the platform answered with a page of its own. Let it pass this address on unchanged.',
    };
  if (redirects.has(got.status!))
    return {
      got: `${got.status}, on to ${got.headers.get('location') ?? 'an address that it does not name'}.`,
      repair: 'Clients do not follow redirects here. Give them the final address, and set TOOLYARD_PUBLIC_URL to it.',
    };
  const message = got.json?.error?.message ?? got.json?.error_description ?? got.json?.message;
  const said = typeof message === 'string' ? message.slice(0, 300) : got.text.slice(0, 120).replace(/\s+/g, ' ');
  return {
    got: `${got.status}${said ? `: ${said}` : ''}`,
    repair: repairs[got.status!] ?? "See the server's logs and /health, and check again.",
  };
}

const redirects = new Set([301, 302, 303, 307, 308]);
const noAnswer = "The server does not answer. See its logs on the server's page, or roll back.";
const repairs: Record<number, string> = {
  403: 'You may not use this server. Ask an administrator to let one of your permission groups call a tool of it.',
  404:
    'The address does not reach this platform, or the server was deleted. Check ' +
    'TOOLYARD_PUBLIC_URL and the proxy in front.',
  502: noAnswer,
  503: 'Deploy or enable the server, then check again. /health says whether a service is missing.',
  504: noAnswer,
};

/** Step "First request" of a server that is not public. */
export function challenged(got: Got, metadataUrl: string): Verdict {
  if (got.status !== 401) return unexpected(got);
  const challenge = got.headers.get('www-authenticate') ?? '';
  if (challenge === '')
    return {
      got: '401 without WWW-Authenticate.',
      repair: 'A proxy in front removes the header WWW-Authenticate. Let it pass.',
    };
  if (!challenge.includes(`resource_metadata="${metadataUrl}"`))
    return { got: `401 with another address: ${challenge}`, repair: wrongPublicUrl };
  return { got: `401, ${challenge}` };
}

/** Metadata of the protected resource (RFC 9728). */
export function resourceMetadata(got: Got, url: string, issuer: string): Verdict {
  if (got.status !== 200 || !got.json) return unexpected(got);
  const { resource, authorization_servers: servers } = got.json as {
    resource?: string;
    authorization_servers?: string[];
  };
  if (resource !== url)
    return {
      got: `Metadata of ${String(resource)}.`,
      repair: `Clients refuse metadata of another address than they use. ${wrongPublicUrl}`,
    };
  if (servers?.[0] !== issuer)
    return { got: `The authorization server ${String(servers?.[0])}.`, repair: wrongPublicUrl };
  return { got: `Metadata of this server, sign-in at ${servers[0]}.` };
}

/** Metadata of the authorization server (RFC 8414, OpenID Connect Discovery). */
export function issuerMetadata(got: Got, issuer: string): Verdict {
  const found = got.json as Record<string, any> | null;
  if (got.status !== 200 || !found) return unexpected(got);
  const missing = ['authorization_endpoint', 'token_endpoint', 'registration_endpoint'].filter(
    (each) => typeof found[each] !== 'string' || !String(found[each]).startsWith(`${issuer}/`),
  );
  if (found['issuer'] !== issuer) missing.unshift('issuer');
  if (!found['code_challenge_methods_supported']?.includes('S256')) missing.push('code_challenge_methods_supported');
  if (missing.length > 0)
    return { got: `Missing or of another address: ${missing.join(', ')}.`, repair: wrongPublicUrl };
  const documents = found['client_id_metadata_document_supported'] ? ', with client metadata documents' : '';
  return { got: `The issuer ${found['issuer']}${documents}.` };
}

export function registered(got: Got): Verdict {
  if (got.status === 201 && got.json?.client_id) return { got: '201 with a client id. It expires unused.' };
  if (got.status === 429)
    return {
      got: '429: too many registrations from here.',
      repair: `Wait ${got.headers.get('retry-after') ?? '3600'} seconds and check again.`,
    };
  return unexpected(got);
}

export function signInStarted(got: Got): Verdict {
  const location = got.headers.get('location') ?? '';
  return [200, 302, 303].includes(got.status!) && !/[?&]error=/.test(location)
    ? { got: `${got.status}${location ? ', on to the sign-in page' : ', the sign-in page'}.` }
    : unexpected(got);
}

export function toolsListed(got: Got): Verdict {
  const tools = got.json?.result?.tools as unknown[] | undefined;
  if (got.status !== 200 || !tools) return unexpected(got);
  const { nextCursor } = got.json.result;
  if (tools.length === 0 && !nextCursor)
    return {
      got: 'No tool at all.',
      repair:
        'Your permission groups allow no tool of this server, or it has none. See its tools, and ask an administrator.',
    };
  return { got: `${tools.length}${nextCursor ? ' and more' : ''} tool${tools.length === 1 ? '' : 's'}.` };
}

export function streamOpened(got: Got): Verdict {
  if (got.status === 405) return { got: '405, the server has none.' };
  return got.status === 200 && got.headers.get('content-type')?.startsWith('text/event-stream')
    ? { got: 'A stream.' }
    : unexpected(got);
}

/** Clients that speak both eras ask for the modern one first and read the body of a refusal. */
export function discovered(got: Got): Verdict {
  if (got.status === 200 && got.json?.result) return { got: 'Capabilities: the server speaks 2026-07-28 as well.' };
  if (!got.json?.error || got.status === 401 || got.status === 403 || got.status! >= 500) return unexpected(got);
  return { got: `${got.status}, ${String(got.json.error.message).slice(0, 200)} Clients then use the legacy era.` };
}
