import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, fetch, type Dispatcher } from 'undici';
import { type AddressPolicy, isAllowedAddress } from './address.rules.js';

/**
 * Why a URL was not asked. `plain`: it has no TLS; `address`: it names an address that the policy refuses; `name`: its
 * host name leads to such an address, or to none.
 */
type RefusalReason = 'plain' | 'address' | 'name';

/** Nothing was sent, because the policy refuses the URL. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  /** @param host as the URL has it; with the port where the reason is `plain` */
  constructor(
    readonly reason: RefusalReason,
    readonly host: string,
  ) {
    super(reason === 'plain' ? `${host} is not asked without https.` : `${host} has an address that is not asked.`);
  }
}

/** What a `GuardedFetch` may reach, and how long it waits. */
export interface GuardedFetchOptions {
  addresses: AddressPolicy;
  /** Hosts (`host` or `host:port`) that may have any address: for private networks and tests. */
  allowedHosts: readonly string[];
  /** Whether those hosts may be asked without TLS; every other host needs it. */
  allowedHostsWithoutTls: boolean;
  connectTimeoutMs: number;
  /** Limit for the head of an answer, for a silence in its body, and for the whole exchange. */
  answerTimeoutMs: number;
  /** Largest body of an answer, after decompression. */
  maxBytes: number;
  /** @default `dns.lookup` */
  resolve?: Resolve;
}

/** The part of `RequestInit` that a guarded request has; no redirect is followed. */
export interface GuardedRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal | null;
}

/** `dns.lookup` with `all: true`. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Asks addresses that users or clients name (protection against server-side request forgery): only allowed addresses,
 * TLS, no redirects, bounded answers and short time limits.
 */
export class GuardedFetch {
  private readonly guarded: Agent;
  private readonly unguarded: Agent;

  constructor(private readonly options: GuardedFetchOptions) {
    const { answerTimeoutMs, connectTimeoutMs: timeout } = options;
    const limits = { headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs };
    const lookup = checkedLookup(options.addresses, options.resolve);
    this.guarded = new Agent({ connect: { lookup, timeout }, ...limits });
    this.unguarded = new Agent({ connect: { timeout }, ...limits });
  }

  /**
   * @returns the answer, whatever its status; redirects are answers. Reading a body beyond the limit rejects.
   * @throws AddressRefused, or the error of the network
   */
  async fetch(address: string | URL, request: GuardedRequest = {}): Promise<Response> {
    const { answerTimeoutMs, maxBytes } = this.options;
    const url = new URL(address);
    const answer = await fetch(url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      dispatcher: this.dispatcherFor(url),
      signal: AbortSignal.any([AbortSignal.timeout(answerTimeoutMs), ...(request.signal ? [request.signal] : [])]),
    }).catch((error: unknown) => {
      throw error instanceof Error && error.cause instanceof AddressRefused ? error.cause : error;
    });
    const body = withoutBody.has(answer.status) ? null : answer.body;
    return new Response(body && (body as ReadableStream<Uint8Array>).pipeThrough(bounded(maxBytes)), {
      status: answer.status,
      headers: [...answer.headers],
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.guarded.close(), this.unguarded.close()]);
  }

  /** @throws AddressRefused */
  private dispatcherFor(url: URL): Dispatcher {
    const { addresses, allowedHosts, allowedHostsWithoutTls } = this.options;
    const isAllowed = allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname);
    if (url.protocol !== 'https:' && !(isAllowed && allowedHostsWithoutTls))
      throw new AddressRefused('plain', url.host);
    if (isAllowed) return this.unguarded;
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !isAllowedAddress(literal, addresses)) throw new AddressRefused('address', literal);
    return this.guarded;
  }
}

/** Statuses whose answers have no body (Fetch standard, "null body status"). */
const withoutBody = new Set([204, 205, 304]);

/**
 * A lookup for sockets that rejects a name as soon as one of its addresses is refused. The connection goes to the very
 * addresses that were checked, so a name that resolves differently the second time gains nothing.
 */
export function checkedLookup(policy: AddressPolicy, resolve: Resolve = resolveName) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => isAllowedAddress(address, policy)))
        return callback(new AddressRefused('name', hostname), []);
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

function bounded(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > maxBytes) controller.error(new Error(`The answer has more than ${maxBytes} bytes.`));
      else controller.enqueue(chunk);
    },
  });
}
