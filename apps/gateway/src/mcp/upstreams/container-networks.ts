import { readFileSync } from 'node:fs';
import { BlockList, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { formatRange, routedThrough } from '@toolyard/service/egress';

const freshMs = 250;

/**
 * Addresses that a container can have now: in the range of servers' networks, and on a network of this machine or
 * behind the link to the engine. The address of a removed container may belong to another machine, which must not
 * receive its calls.
 */
export class ContainerNetworks {
  readonly #pool = new BlockList();
  #present = new BlockList();
  #readAt = -Infinity;

  /**
   * @param pool IPv4 range in CIDR notation
   * @param link interface to an engine that has a network of its own
   */
  constructor(
    pool: string,
    private readonly link?: string,
    private readonly interfaces: typeof networkInterfaces = networkInterfaces,
    private readonly routes: () => string = () => readFileSync('/proc/net/route', 'utf8'),
  ) {
    addRange(this.#pool, pool);
  }

  include(host: string): boolean {
    if (!isIPv4(host)) return false;
    // Loopback traffic never leaves the machine.
    if (host.startsWith('127.')) return true;
    return this.#pool.check(host) && this.#networks().check(host);
  }

  #networks(): BlockList {
    const now = performance.now();
    if (now - this.#readAt < freshMs) return this.#present;
    this.#readAt = now;
    this.#present = new BlockList();
    for (const address of Object.values(this.interfaces()).flat()) {
      if (address?.family === 'IPv4' && address.cidr && !address.internal) addRange(this.#present, address.cidr);
    }
    if (this.link)
      for (const range of routedThrough(this.routes(), this.link)) addRange(this.#present, formatRange(range));
    return this.#present;
  }
}

function addRange(list: BlockList, cidr: string): void {
  const [network, prefix] = cidr.split('/');
  list.addSubnet(network!, Number(prefix));
}
