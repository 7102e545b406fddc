import ipaddr from 'ipaddr.js';

/**
 * What attempts are counted by. A client with one IPv6 address has the 2^64 of its network (RFC 6177), and would
 * otherwise start at zero with each.
 */
export function countedAddress(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return address ?? '';
  const parsed = ipaddr.process(address.split('%')[0]!);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
