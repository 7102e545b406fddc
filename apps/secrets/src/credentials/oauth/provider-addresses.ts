import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that the platform does not connect to, or does not without TLS. The sentence is for users. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

/**
 * Never a provider: this machine, its neighbours on the link, and what answers for no machine. Private networks may
 * have one.
 */
const refusedRanges = new Set(['loopback', 'linkLocal', 'unspecified', 'broadcast', 'multicast', 'reserved']);
/** Another address hides in these. */
const translated = new Set(['rfc6145', 'rfc6052', '6to4', 'teredo']);
/** Where clouds answer with a machine's own credentials outside the link-local range. */
const metadataAddresses = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', '192.0.0.192']);

export function isRefusedAddress(text: string): boolean {
  const literal = text.replace(/^\[|\]$/g, '').split('%')[0]!;
  if (!ipaddr.isValid(literal)) return true;
  const address = ipaddr.process(literal);
  if (translated.has(address.range()) || metadataAddresses.has(address.toString())) return true;
  return refusedRanges.has(address.range());
}

/** @throws NotAsked when the URL names an address that is refused, or asks for a secret to be sent without TLS */
export function assertMayAsk(url: URL, allowedHosts: readonly string[]): { isListed: boolean } {
  const isListed = allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname);
  if (isListed) return { isListed };
  if (url.protocol !== 'https:') throw new NotAsked(`The provider's address ${url.host} is not asked without https.`);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && isRefusedAddress(literal))
    throw new NotAsked(`The provider's address ${literal} is one that the platform does not connect to.`);
  return { isListed };
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/**
 * The connection goes to the very addresses that were checked, so a name that resolves differently the second time
 * gains nothing.
 */
export function checkedLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (addresses.length === 0 || addresses.some(({ address }) => isRefusedAddress(address))) {
      return callback(
        new NotAsked(`The provider's name ${hostname} leads to an address that the platform does not connect to.`),
        [],
      );
    }
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0]!.address, addresses[0]!.family);
  });
}
