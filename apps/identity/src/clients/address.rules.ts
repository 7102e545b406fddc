import ipaddr from 'ipaddr.js';

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address of the public Internet. Everything that is set aside (private, loopback, link-local,
 * carrier-grade NAT, unique local, translated and tunnelled ranges: RFC 6890) is not, nor is anything that is no
 * address at all.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text.split('%')[0]!);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(globalUnicast);
}
