import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { formatRange, overlaps, parseRange, type Range, routedThrough } from '@toolyard/service/egress';
import { ip } from './ip.js';

/**
 * This machine's routes to the networks of an engine that has a network of its own. The route of a range belongs to one
 * installation, so it reserves the range on this machine.
 */
export class EngineLink {
  /** @param name this machine's end of the link */
  constructor(readonly name: string) {}

  /** @returns false when the range has a route already, or when there is no link */
  async add(range: string): Promise<boolean> {
    const gateway = this.gateway();
    return gateway !== null && ip(['route', 'add', range, 'via', gateway, 'dev', this.name]);
  }

  async remove(range: string): Promise<void> {
    await ip(['route', 'del', range, 'dev', this.name]);
  }

  /**
   * Adds the routes that are missing, which are all after a restart of the machine, and removes those that lead to no
   * network.
   * @param ranges answers the ranges of an installation's networks and those of all networks of the engine
   * @param pool the range that they are cut from
   */
  async keep(pool: Range, ranges: () => Promise<{ own: string[]; all: string[] }>): Promise<void> {
    // Read before the networks are listed: a network exists before its route does.
    const routed = routedThrough(await readFile('/proc/net/route', 'utf8'), this.name);
    const { own, all } = await ranges();
    const present = routed.filter((range) => overlaps(pool, range)).map(formatRange);
    for (const range of present) if (!all.includes(range)) await this.remove(range);
    for (const range of own) if (!present.includes(range)) await this.add(range);
  }

  /** The engine's end of the link; null when the link is down or removed. */
  private gateway(): string | null {
    const own = networkInterfaces()[this.name]?.find(({ family }) => family === 'IPv4')?.address;
    if (!own) return null;
    const { base } = parseRange(`${own}/32`);
    return formatRange({ base: base + 1, prefix: 32 }).replace('/32', '');
  }
}
