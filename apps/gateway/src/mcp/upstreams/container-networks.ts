import { BlockList, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

const freshMs = 250;

/**
 * Addresses that a container can have now: in the range of servers' networks, and on a network of this machine. The
 * address of a removed container may belong to another machine, which must not receive its calls.
 */
export class ContainerNetworks {
  readonly #pool = new BlockList();
  #present = new BlockList();
  #readAt = -Infinity;

  /** @param pool IPv4 range in CIDR notation. */
  constructor(
    pool: string,
    private readonly interfaces: typeof networkInterfaces = networkInterfaces,
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
    return this.#present;
  }
}

function addRange(list: BlockList, cidr: string): void {
  const [network, prefix] = cidr.split('/');
  list.addSubnet(network!, Number(prefix));
}
