import { GuardedFetch } from '@toolyard/service';

const connectTimeoutMs = 3_000;
const answerTimeoutMs = 8_000;
/** More than a token endpoint has to say. */
const maxBytes = 256 * 1024;

/** Asks the providers that creators of servers name: in public and private networks, but not on this machine. */
export class ProviderFetch {
  private readonly http: GuardedFetch;

  /** @param allowedHosts `host` or `host:port` that may have any address and no TLS */
  constructor(allowedHosts: readonly string[]) {
    this.http = new GuardedFetch({
      addresses: 'not-local',
      allowedHosts,
      allowedHostsWithoutTls: true,
      connectTimeoutMs,
      answerTimeoutMs,
      maxBytes,
    });
  }

  /** @throws AddressRefused, or the error of the network */
  async fetch(
    address: string,
    options: { method?: string; headers?: Record<string, string>; body?: URLSearchParams | null; signal?: AbortSignal },
  ): Promise<Response> {
    const { method, headers, body, signal } = options;
    const answer = await this.http.fetch(address, { method, headers, body: body?.toString(), signal });
    return plain(answer.status, await answer.text());
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/**
 * The answer as RFC 6749 has it, 5.1 and 5.2, from providers that are less exact: an error with status 200 or 401
 * becomes one with 400, and an id token, which is not used here, is left out, because no issuer was configured to check
 * it against.
 */
function plain(status: number, text: string): Response {
  const headers = { 'content-type': 'application/json' };
  const answer = json(text);
  if (!answer)
    return new Response(status === 204 ? null : text, { status: status >= 200 && status < 600 ? status : 502 });
  if (typeof answer['error'] === 'string') return new Response(text, { status: status >= 500 ? status : 400, headers });
  const { id_token: _, ...rest } = answer;
  return new Response(JSON.stringify(rest), { status, headers });
}

function json(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
