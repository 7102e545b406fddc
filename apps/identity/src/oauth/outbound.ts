import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, fetch } from 'undici';
import { isPublicAddress } from './address.rules.js';

const connectTimeoutMs = 2_500;
const answerTimeoutMs = 5_000;

/** Why something that a client named is not fetched. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** The connection goes to the very addresses that were checked, so a name that resolves differently the second time gains nothing. */
function publicLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const inner = addresses.find(({ address }) => !isPublicAddress(address));
    if (inner || addresses.length === 0) return callback(new NotFetched(`${hostname} has an address that is not on the public Internet. Nothing was fetched.`), []);
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0]!.address, addresses[0]!.family);
  });
}

/**
 * Fetches what clients name: metadata documents and key sets. Only https, only public addresses, no redirects, and little patience.
 * @param innerHosts `host` or `host:port` that may have any address: for private networks and tests
 */
export class Outbound {
  private readonly publicAgent = new Agent({ connect: { lookup: publicLookup, timeout: connectTimeoutMs }, headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs, pipelining: 0 });
  private readonly innerAgent = new Agent({ connect: { timeout: connectTimeoutMs }, headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs, pipelining: 0 });

  constructor(private readonly innerHosts: readonly string[]) {}

  /** @throws NotFetched, or what the network says */
  async fetch(address: string | URL | Request, options: RequestInit = {}): Promise<Response> {
    const url = new URL(address instanceof Request ? address.url : address);
    const isInner = this.innerHosts.includes(url.host) || this.innerHosts.includes(url.hostname);
    if (url.protocol !== 'https:') throw new NotFetched(`${url.host} is not asked without https. Nothing was fetched.`);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (!isInner && isIP(literal) !== 0 && !isPublicAddress(literal)) throw new NotFetched(`${literal} is not an address of the public Internet. Nothing was fetched.`);
    const answer = await fetch(url, {
      method: options.method ?? 'GET',
      headers: { accept: 'application/json', 'user-agent': 'Toolyard' },
      redirect: 'manual',
      dispatcher: isInner ? this.innerAgent : this.publicAgent,
      signal: AbortSignal.any([AbortSignal.timeout(answerTimeoutMs), ...(options.signal ? [options.signal] : [])]),
    });
    return answer as unknown as Response;
  }

  async close(): Promise<void> {
    await Promise.all([this.publicAgent.close(), this.innerAgent.close()]);
  }
}
