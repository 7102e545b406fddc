import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Proxies in front of the gateway. Only addresses that they added to `X-Forwarded-For` are trusted. */
export class TrustedProxies {
  readonly #list = new BlockList();

  /** @param ranges addresses, or networks such as `10.0.0.0/8` */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', bits] = range.split('/', 2);
      if (bits === undefined) this.#list.addAddress(address, familyOf(address));
      else this.#list.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /** The nearest address that is not a trusted proxy. */
  clientOf(req: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } }): string {
    const forwarded = [req.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    let address = plain(req.socket.remoteAddress ?? '');
    while (isIP(address) !== 0 && this.#list.check(address, familyOf(address))) {
      const next = plain(forwarded.pop() ?? '');
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  }
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');
