import { containerLabels } from '@toolyard/contracts';
import { readFile } from 'node:fs/promises';
import { dockerStatusOf, log } from '@toolyard/service';
import { Mutex } from 'async-mutex';
import type Docker from 'dockerode';
import { HostRefusal, type NetworkState } from './container-host.js';
import { networkName, networkOptions } from './container-options.js';
import { unlessGone } from './docker-errors.js';
import { coverPool, keepApart, uncoverPool } from './firewall.js';
import { formatRange, freeRange, parseRange, type Range, routedRanges } from './subnets.js';

export interface NetworkPoolOptions {
  instance: string;
  /** Networks are cut from this range, for example `10.213.0.0/16`. */
  networkPool: string;
  /** Size of the network of one server; 27 has room for 29 containers. */
  networkPrefix: number;
}

/** One network for each server, cut from the pool and separated from the others. */
export class DockerNetworks {
  private readonly pool: Range;
  /** Two networks that are created at the same time must not choose the same range. */
  private readonly creation = new Mutex();
  private separated: boolean | undefined;
  private covered: boolean | undefined;

  constructor(
    private readonly docker: Docker,
    private readonly options: NetworkPoolOptions,
  ) {
    this.pool = parseRange(options.networkPool);
  }

  async list(serverId?: string): Promise<NetworkState[]> {
    const listed = await this.docker.listNetworks({ filters: { label: this.filter(serverId) } });
    return listed
      .map((one) => ({ id: one.Id, serverId: one.Labels![containerLabels.server]! }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  create(serverId: string): Promise<void> {
    return this.creation.runExclusive(() => this.createNow(serverId));
  }

  private async createNow(serverId: string): Promise<void> {
    const existing = await this.docker.listNetworks();
    const name = networkName(this.options.instance, serverId);
    if (existing.some((one) => one.Name === name)) return;
    const taken = [
      ...existing.flatMap((one) => (one.IPAM?.Config ?? []).flatMap((config) => rangeOrNone(config.Subnet))),
      ...(await machineRanges(this.pool)),
    ];
    for (;;) {
      const range = freeRange(this.pool, this.options.networkPrefix, taken, this.options.instance);
      if (!range) {
        throw new HostRefusal(
          'no_network',
          'No address range is free for the network of another server: every ' +
            `/${this.options.networkPrefix} of ${this.options.networkPool} is in use. ` +
            'Servers that run are not affected. Set TOOLYARD_NETWORK_POOL to a larger range, or delete ' +
            'servers that are not needed.',
        );
      }
      try {
        await this.docker.createNetwork(networkOptions(this.options.instance, serverId, formatRange(range)));
        return;
      } catch (error) {
        if (dockerStatusOf(error) === 409) return;
        // Another installation on this engine took the range, or the engine uses it without listing it.
        if (dockerStatusOf(error) !== 403 && !/overlap|conflicts? with|in use/i.test(String(error))) throw error;
        taken.push(range);
      }
    }
  }

  async keepApart(): Promise<void> {
    const separated = await keepApart(this.options.networkPool);
    if (!separated && this.separated !== false)
      log.info('firewall rules cannot be set: only the engine separates the networks of servers');
    this.separated = separated;
    const covered = await coverPool(this.options.networkPool, this.options.instance);
    if (!covered && this.covered !== false)
      log.info('routes cannot be set: only the gateway prevents connections to addresses that no container has');
    this.covered = covered;
  }

  async uncoverPool(): Promise<void> {
    await uncoverPool(this.options.networkPool, this.options.instance);
  }

  async remove(id: string): Promise<void> {
    await unlessGone(this.docker.getNetwork(id).remove(), undefined);
  }

  private filter(serverId?: string): string[] {
    return [
      `${containerLabels.instance}=${this.options.instance}`,
      ...(serverId ? [`${containerLabels.server}=${serverId}`] : []),
    ];
  }
}

function rangeOrNone(cidr: string | undefined): Range[] {
  try {
    return cidr ? [parseRange(cidr)] : [];
  } catch {
    return [];
  }
}

/** Ranges that other engines on this machine use. A route wider than the pool, such as 10.0.0.0/8, does not count. */
async function machineRanges(pool: Range): Promise<Range[]> {
  return routedRanges(await readFile('/proc/net/route', 'utf8').catch(() => '')).filter(
    (range) => range.prefix >= pool.prefix,
  );
}
