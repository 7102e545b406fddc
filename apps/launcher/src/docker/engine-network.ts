import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  allowancesOf,
  enforcePolicy,
  formatRange,
  freeRange,
  isEnforced,
  nameServersIn,
  parseRange,
  type Range,
  removePolicy,
  routedRanges,
} from '@toolyard/service/egress';
import { find } from '../packages.js';
import { Problem } from '../problem.js';
import { run, runOrThrow } from './command.js';

const defaultPool = '10.219.0.0/16';
const defaultServerPool = '10.213.0.0/16';
const enginePrefix = 24;
/** The end of the link inside of the namespace. */
const inside = 'engine0';
const renewMs = 60_000;
const resolvedServers = '/run/systemd/resolve/resolv.conf';
const ipv6Settings = '/proc/sys/net/ipv6/conf';

/**
 * The network of a private engine: a namespace of its own, where neither loopback nor the addresses of this machine
 * exist, and a pair of interfaces (veth(4)) as its only way out. The egress policy is in force at the machine's end of
 * it before the link is up, so it is about the engine itself, the builds and the containers alike.
 */
export class EngineNetwork {
  /** This machine's end of the link; names the policy as well. */
  readonly link: string;
  private readonly namespace: string;
  private renewedAt = -Infinity;

  constructor(
    instance: string,
    private readonly env: Record<string, string | undefined>,
  ) {
    this.link = `ty-${instance}`;
    this.namespace = `toolyard-${instance}`;
  }

  /** The operator guards the network: everything is allowed that this machine reaches. */
  private get off(): boolean {
    return this.env['TOOLYARD_EGRESS_POLICY'] === 'off';
  }

  /** What starts an engine in the namespace. */
  get command(): string[] {
    return [...this.enter, ...ownResolver()];
  }

  private get enter(): string[] {
    return [find('nsenter') ?? 'nsenter', `--net=/run/netns/${this.namespace}`, '--'];
  }

  /** Address range of the engine's default bridge, on which builds run: the upper half of the engine's range. */
  get bridge(): { address: string; range: string } {
    const { base } = this.range();
    return { address: `${addressOf(base + 129)}/25`, range: `${addressOf(base + 128)}/25` };
  }

  /**
   * Makes what is missing of the network and puts the policy in force.
   * @throws Problem `engine_failed`; then the namespace has no way out, and no engine may start in it
   */
  async make(): Promise<void> {
    try {
      if (!existsSync(`/run/netns/${this.namespace}`)) runOrThrow('ip', 'netns', 'add', this.namespace);
      if (!existsSync(`/sys/class/net/${this.link}`)) this.makeLink();
      this.closeNamespace();
      await this.enforce();
      this.open();
    } catch (cause) {
      run('ip', 'link', 'set', this.link, 'down');
      throw new Problem(
        'engine_failed',
        `The network of the private Docker Engine could not be guarded (${(cause as Error).message}). ` +
          'No engine was started. It needs root, iproute2 and iptables; docs/security.md describes the policy.',
        { cause },
      );
    }
  }

  /**
   * Puts the policy in force again when other software has swept it away, and looks up names again now and then.
   * @throws Error when the policy cannot be put in force; the way out is closed then
   */
  async keep(): Promise<void> {
    const due = Date.now() - this.renewedAt > renewMs;
    try {
      if (due || !(await isEnforced(this.link, 'FORWARD'))) await this.enforce();
    } catch (cause) {
      run('ip', 'link', 'set', this.link, 'down');
      throw new Error('The egress policy of the engine is not in force and cannot be set; its way out is closed.', {
        cause,
      });
    }
    if (!run('ip', '-o', 'link', 'show', this.link, 'up')) this.open();
  }

  /** Removes the link, the namespace and the policy; does nothing where they are not. */
  async remove(): Promise<void> {
    run('ip', 'link', 'delete', this.link);
    run('ip', 'netns', 'delete', this.namespace);
    await removePolicy(this.link).catch(() => undefined);
  }

  private makeLink(): void {
    const range = this.freeRange();
    const host = addressOf(range.base + 1);
    const { link, namespace } = this;
    runOrThrow('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', inside, 'netns', namespace);
    if (existsSync(ipv6Settings)) writeFileSync(`${ipv6Settings}/${link}/disable_ipv6`, '1');
    runOrThrow('ip', 'address', 'add', `${host}/30`, 'dev', link);
    this.inNamespace('ip', 'address', 'add', `${addressOf(range.base + 2)}/30`, 'dev', inside);
  }

  /**
   * Inside, only answers are let in, and networks of the engine reach the link alone. The engine keeps the rules of the
   * chain `DOCKER-USER` that it finds.
   */
  private closeNamespace(): void {
    if (existsSync(ipv6Settings))
      for (const scope of ['all', 'default'])
        this.inNamespace('sh', '-c', `echo 1 > ${ipv6Settings}/${scope}/disable_ipv6`);
    const answers = '-m conntrack --ctstate RELATED,ESTABLISHED';
    const rules = [
      '*filter',
      ':INPUT DROP [0:0]',
      ':DOCKER-USER - [0:0]',
      '-F INPUT',
      '-A INPUT -i lo -j ACCEPT',
      `-A INPUT ${answers} -j ACCEPT`,
      // This machine alone opens connections from outside: its gateway, to the containers.
      `-A DOCKER-USER -i ${inside} -j ACCEPT`,
      `-A DOCKER-USER -o ${inside} -j RETURN`,
      `-A DOCKER-USER ${answers} -j RETURN`,
      ...(this.off ? [] : ['-A DOCKER-USER -j REJECT --reject-with icmp-admin-prohibited']),
      'COMMIT',
      '',
    ].join('\n');
    this.inNamespace('iptables-restore', { input: rules }, '--noflush', '-w', '5');
  }

  private async enforce(): Promise<void> {
    const { link } = this;
    const serverPool = this.env['TOOLYARD_NETWORK_POOL'] || defaultServerPool;
    await enforcePolicy(
      {
        name: link,
        interfaces: [link],
        link: { name: link, subnet: formatRange({ base: this.range().base, prefix: 30 }) },
        closed: this.off ? [] : [serverPool, this.env['TOOLYARD_ENGINE_POOL'] || defaultPool],
        allowed: this.off
          ? [{ to: '0.0.0.0/0' }]
          : await allowancesOf(this.env['TOOLYARD_EGRESS_ALLOW'] ?? '', this.env),
      },
      'FORWARD',
    );
    this.renewedAt = Date.now();
  }

  /** The way out, once the policy is in force; and this machine's way to the containers. */
  private open(): void {
    const { base } = this.range();
    forwardPackets();
    this.inNamespace('ip', 'link', 'set', 'lo', 'up');
    this.inNamespace('ip', 'link', 'set', inside, 'up');
    runOrThrow('ip', 'link', 'set', this.link, 'up');
    this.inNamespace('ip', 'route', 'replace', 'default', 'via', addressOf(base + 1));
    runOrThrow('ip', 'route', 'replace', this.bridge.range, 'via', addressOf(base + 2), 'dev', this.link);
  }

  private inNamespace(command: string, ...args: (string | { input: string })[]): void {
    const [program, ...rest] = [...this.enter, find(command) ?? command];
    runOrThrow(program!, ...rest, ...args);
  }

  /** The range in use, from the address of the link. */
  private range(): Range {
    const shown = run('ip', '-4', '-o', 'address', 'show', 'dev', this.link);
    const [, address] = /inet (\S+)\/30/.exec(shown) ?? [];
    if (!address) throw new Error(`${this.link} has no address`);
    return parseRange(`${address}/${enginePrefix}`);
  }

  private freeRange(): Range {
    const pool = this.env['TOOLYARD_ENGINE_POOL'] || defaultPool;
    const taken = routedRanges(readFileSync('/proc/net/route', 'utf8')).filter(({ prefix }) => prefix >= 16);
    const range = freeRange(parseRange(pool), enginePrefix, [...taken, ...ofLinks()], this.link);
    if (range) return range;
    throw new Error(`every /${enginePrefix} of ${pool} is in use; set TOOLYARD_ENGINE_POOL to a larger range`);
  }
}

/** Ranges of links that have no route: those that are made or unmade at the same time. */
function ofLinks(): Range[] {
  const addresses = run('ip', '-4', '-o', 'address').matchAll(/inet (\S+\/\d+)/g);
  return [...addresses].map(([, cidr]) => parseRange(cidr!));
}

/**
 * Where systemd-resolved answers on loopback alone, which the namespace does not have, the engine reads the file with
 * the name servers behind it.
 */
function ownResolver(): string[] {
  const text = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  if (nameServersIn(text('/etc/resolv.conf')).length > 0 || nameServersIn(text(resolvedServers)).length === 0)
    return [];
  const unshare = [find('unshare') ?? 'unshare', '--mount', '--propagation', 'slave', '--'];
  return [...unshare, 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolvedServers];
}

const addressOf = (base: number): string => formatRange({ base, prefix: 32 }).replace('/32', '');

/** Docker Engine does the same where it is the first to forward: this machine becomes no router for its neighbours. */
function forwardPackets(): void {
  const setting = '/proc/sys/net/ipv4/ip_forward';
  if (readFileSync(setting, 'utf8').trim() === '1') return;
  runOrThrow('iptables', '-w', '-P', 'FORWARD', 'DROP');
  writeFileSync(setting, '1');
}
