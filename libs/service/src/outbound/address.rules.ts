import ipaddr from 'ipaddr.js';

/**
 * Which addresses may be connected to. `public`: addresses of the public Internet alone. `not-local`: private networks
 * as well, but never this machine, its neighbours on the link, or a cloud's metadata service.
 */
export type AddressPolicy = 'public' | 'not-local';

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
const localRanges = new Set(['loopback', 'linkLocal', 'unspecified', 'broadcast', 'multicast', 'reserved']);
/** Ranges in which an IPv6 address carries an IPv4 address. */
const translatedRanges = new Set(['rfc6145', 'rfc6052', '6to4', 'teredo']);
/** Where clouds answer with a machine's own credentials outside the link-local range. */
const metadataAddresses = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', '192.0.0.192']);

/**
 * True when the policy allows a connection to this address. A text that is not an IP address is never allowed, nor is
 * an IPv6 address that hides another address.
 * @param text an IPv4 or IPv6 address, with or without brackets or a zone
 */
export function isAllowedAddress(text: string, policy: AddressPolicy): boolean {
  const literal = text.replace(/^\[|\]$/g, '').split('%')[0]!;
  if (!ipaddr.IPv4.isValidFourPartDecimal(literal) && !ipaddr.IPv6.isValid(literal)) return false;
  const address = ipaddr.process(literal);
  const range = address.range();
  if (policy === 'public')
    // RFC 6890: private, carrier-grade, unique local, translated and tunnelled ranges are not `unicast`.
    return range === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast));
  return !translatedRanges.has(range) && !localRanges.has(range) && !metadataAddresses.has(address.toString());
}
