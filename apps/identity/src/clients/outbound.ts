import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, fetch } from 'undici';
import { isPublicAddress } from './address.rules.js';

const connectTimeoutMs = 2_500;
const answerTimeoutMs = 5_000;
const patience = { headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs };

/** Why something that a client named is not fetched. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;
type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * The connection goes to the very addresses that were checked, so a name that resolves differently the second time
 * gains nothing.
 */
export function publicLookup(resolveAll: Resolve = resolve): Lookup {
  return (hostname, options, callback) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(
          new NotFetched(`${hostname} has an address that is not on the public Internet. Nothing was fetched.`),
          [],
        );
      }
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

/**
 * Fetches what clients name: metadata documents and key sets. Only https, only public addresses, no redirects, and
 * little patience.
 * @param innerHosts `host` or `host:port` that may have any address: for private networks and tests
 */
export class Outbound {
  private readonly publicAgent: Agent;
  private readonly innerAgent = new Agent({ connect: { timeout: connectTimeoutMs }, ...patience });

  constructor(
    private readonly innerHosts: readonly string[],
    resolveAll?: Resolve,
  ) {
    this.publicAgent = new Agent({
      connect: { lookup: publicLookup(resolveAll), timeout: connectTimeoutMs },
      ...patience,
    });
  }

  /** @throws NotFetched, or what the network says */
  async fetch(address: string | URL | Request, options: RequestInit = {}): Promise<Response> {
    const url = new URL(address instanceof Request ? address.url : address);
    const isInner = this.innerHosts.includes(url.host) || this.innerHosts.includes(url.hostname);
    if (url.protocol !== 'https:') throw new NotFetched(`${url.host} is not asked without https. Nothing was fetched.`);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (!isInner && isIP(literal) !== 0 && !isPublicAddress(literal))
      throw new NotFetched(`${literal} is not an address of the public Internet. Nothing was fetched.`);
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
