import { GuardedFetch, type Resolve } from '@toolyard/service';

const connectTimeoutMs = 2_500;
const answerTimeoutMs = 5_000;
/** The largest answer is a key set; `fetchResponseBodyLimits` of the provider are stricter for each kind. */
const maxBytes = 65_536;
const headers = { accept: 'application/json', 'user-agent': 'Toolyard' };

/** Fetches what clients name, metadata documents and key sets: https only, and from public addresses only. */
export class Outbound {
  private readonly http: GuardedFetch;

  /**
   * @param allowedHosts `host` or `host:port` that may have any address: for private networks and tests
   * @param resolve replaces the lookup of names in tests
   */
  constructor(allowedHosts: readonly string[], resolve?: Resolve) {
    this.http = new GuardedFetch({
      addresses: 'public',
      allowedHosts,
      allowedHostsWithoutTls: false,
      connectTimeoutMs,
      answerTimeoutMs,
      maxBytes,
      resolve,
    });
  }

  /** @throws AddressRefused, or the error of the network */
  fetch(address: string | URL | Request, options: RequestInit = {}): Promise<Response> {
    const { method = 'GET', signal } = options;
    return this.http.fetch(address instanceof Request ? address.url : address, { method, headers, signal });
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
