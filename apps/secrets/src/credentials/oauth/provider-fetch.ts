import { Agent, fetch } from 'undici';
import { assertMayAsk, checkedLookup, NotAsked } from './provider-addresses.js';

const connectTimeoutMs = 3_000;
const answerTimeoutMs = 8_000;
const answerMaxBytes = 256 * 1024;
const patience = { headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs };

/** Asks the providers that creators of servers name: no redirects, bounded answers, little patience. */
export class ProviderFetch {
  private readonly anywhere = new Agent({ connect: { timeout: connectTimeoutMs }, ...patience });
  private readonly checked = new Agent({ connect: { lookup: checkedLookup, timeout: connectTimeoutMs }, ...patience });

  /** @param allowedHosts `host` or `host:port` that may have any address and no TLS */
  constructor(private readonly allowedHosts: readonly string[]) {}

  /** @throws NotAsked, or what the network says */
  async fetch(
    address: string,
    options: { method?: string; headers?: Record<string, string>; body?: URLSearchParams | null; signal?: AbortSignal },
  ): Promise<Response> {
    const url = new URL(address);
    const { isListed } = assertMayAsk(url, this.allowedHosts);
    const answer = await fetch(url, {
      method: options.method,
      headers: options.headers,
      body: options.body?.toString(),
      redirect: 'manual',
      dispatcher: isListed ? this.anywhere : this.checked,
      signal: AbortSignal.any([AbortSignal.timeout(answerTimeoutMs), ...(options.signal ? [options.signal] : [])]),
    }).catch((error: unknown) => {
      throw error instanceof Error && error.cause instanceof NotAsked ? error.cause : error;
    });
    const text = await bounded(answer.body);
    return plain(answer.status, text);
  }

  async close(): Promise<void> {
    await Promise.all([this.anywhere.close(), this.checked.close()]);
  }
}

async function bounded(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > answerMaxBytes) throw new Error('The provider answered with more than a token endpoint has to say.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The answer as RFC 6749 has it, 5.1 and 5.2, from providers that are less exact: an error with status 200 or 401
 * becomes one with 400, and an id token, which nobody here uses, is left out instead of being checked against an issuer
 * that nobody has named.
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
