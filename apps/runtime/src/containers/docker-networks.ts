import { containerLabels } from '@toolyard/contracts';
import { readFile } from 'node:fs/promises';
import { dockerStatusOf, log, shownError } from '@toolyard/service';
import {
  EgressGuard,
  formatRange,
  freeRange,
  parseRange,
  policyName,
  type Range,
  routedRanges,
} from '@toolyard/service/egress';
import { Mutex } from 'async-mutex';
import type Docker from 'dockerode';
import { HostRefusal, type NetworkState } from './container-host.js';
import { networkName, networkOptions } from './container-options.js';
import { unlessGone } from './docker-errors.js';
import { EngineLink } from './engine-link.js';
import { coverPool, uncoverPool } from './pool-cover.js';

export interface NetworkPoolOptions {
  instance: string;
  /** Networks are cut from this range, for example `10.213.0.0/16`. */
  networkPool: string;
  /** Size of the network of one server; 27 has room for 29 containers. */
  networkPrefix: number;
  /** This machine's end of the network of an engine that has one of its own. */
  engineLink?: string;
  /** @default enforced */
  egressPolicy?: 'enforced' | 'off';
  /** Private addresses that servers may reach, as in `TOOLYARD_EGRESS_ALLOW`. */
  egressAllow?: string;
}

/** One network for each server, cut from the pool and separated from the others. */
export class DockerNetworks {
  private readonly pool: Range;
  /** Two networks that are created at the same time must not choose the same range. */
  private readonly creation = new Mutex();
  private guarded: boolean | undefined;
  private covered: boolean | undefined;
  private readonly guard: EgressGuard;
  /** Null on an engine in the network of this machine. */
  private readonly link: EngineLink | null;

  constructor(
    private readonly docker: Docker,
    private readonly options: NetworkPoolOptions,
  ) {
    this.pool = parseRange(options.networkPool);
    const { instance, engineLink, egressPolicy = 'enforced', egressAllow = '', networkPool } = options;
    this.link = engineLink ? new EngineLink(engineLink) : null;
    this.guard = new EgressGuard({
      name: policyName(instance, 'runtime'),
      link: engineLink,
      policy: egressPolicy,
      allow: egressAllow,
      networkPool,
    });
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
    const taken = [...existing.flatMap(subnetsOf).flatMap(rangeOrNone), ...(await machineRanges(this.pool))];
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
        if (await this.createIn(formatRange(range), serverId)) return;
        taken.push(range);
      } catch (error) {
        if (dockerStatusOf(error) === 409) return;
        // Another installation on this engine took the range, or the engine uses it without listing it.
        if (dockerStatusOf(error) !== 403 && !/overlap|conflicts? with|in use/i.test(String(error))) throw error;
        taken.push(range);
      }
    }
  }

  /** @returns false when another installation on this machine has taken the range meanwhile */
  private async createIn(range: string, serverId: string): Promise<boolean> {
    const options = networkOptions(this.options.instance, serverId, range, this.link !== null);
    const network = await this.docker.createNetwork(options);
    if (!this.link || (await this.link.add(range))) return true;
    await network.remove();
    return false;
  }

  /** @throws HostRefusal `no_network` while the egress policy is not in force for the networks of servers */
  async requireGuard(): Promise<void> {
    try {
      await this.guard.require(this.link ? [] : (await this.list()).map(({ id }) => bridgeOf(id)));
    } catch (cause) {
      throw new HostRefusal('no_network', shownError(cause), { cause });
    }
  }

  async keepApart(): Promise<void> {
    const guarded = await this.requireGuard().then(
      () => true,
      (error: unknown) => {
        if (this.guarded !== false)
          log.warn({ err: error }, 'the egress policy is not in force; no container is started');
        return false;
      },
    );
    this.guarded = guarded;
    await this.link?.keep(this.pool, () => this.ranges());
    const covered = await coverPool(this.options.networkPool, this.options.instance);
    if (!covered && this.covered !== false)
      log.info('routes cannot be set: only the gateway prevents connections to addresses that no container has');
    this.covered = covered;
  }

  async uncoverPool(): Promise<void> {
    await uncoverPool(this.options.networkPool, this.options.instance);
  }

  async remove(id: string): Promise<void> {
    const network = this.docker.getNetwork(id);
    const about = this.link && (await unlessGone(network.inspect(), null));
    await unlessGone(network.remove(), undefined);
    for (const range of about ? subnetsOf(about) : []) await this.link?.remove(range);
  }

  private async ranges(): Promise<{ own: string[]; all: string[] }> {
    const all = await this.docker.listNetworks();
    const own = all.filter(({ Labels }) => Labels?.[containerLabels.instance] === this.options.instance);
    return { own: own.flatMap(subnetsOf), all: all.flatMap(subnetsOf) };
  }

  private filter(serverId?: string): string[] {
    return [
      `${containerLabels.instance}=${this.options.instance}`,
      ...(serverId ? [`${containerLabels.server}=${serverId}`] : []),
    ];
  }
}

/** The interface of a network on the machine of the engine. */
const bridgeOf = (networkId: string): string => `br-${networkId.slice(0, 12)}`;

function subnetsOf(network: Docker.NetworkInspectInfo): string[] {
  return (network.IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []);
}

function rangeOrNone(cidr: string): Range[] {
  try {
    return [parseRange(cidr)];
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
