import { Mutex } from 'async-mutex';
import { allowancesOf } from './egress-allowances.js';
import { type EgressAllowance, ipv4Rules } from './egress-rules.js';
import { enforcePolicy, isEnforced } from './packet-filter.js';

/** What an `EgressGuard` enforces, and where. */
export interface EgressGuardOptions {
  /** Names the policy when this guard makes it. */
  name: string;
  /**
   * Host interface of an engine that has a network of its own; the launcher that made it keeps the policy there.
   * Without one, this guard makes a policy for the interfaces that it is given.
   */
  link?: string;
  /** `off`: the operator guards the engine's network, or runs no foreign code. */
  policy: 'enforced' | 'off';
  /** Range of the servers' networks, which no allowance opens. */
  networkPool: string;
  /** Private addresses that are allowed, as in `TOOLYARD_EGRESS_ALLOW`. */
  allow: string;
}

const freshMs = 60_000;

/**
 * Keeps foreign code of the engine from what it must not reach. What starts such code asks {@link EgressGuard.require}
 * first, and starts nothing when that rejects.
 */
export class EgressGuard {
  private readonly turn = new Mutex();
  private allowed: { list: EgressAllowance[]; at: number } | null = null;
  private enforced = { rules: '', at: -Infinity };

  constructor(private readonly options: EgressGuardOptions) {}

  /**
   * @param interfaces at which packets of the foreign code arrive, on an engine without a link
   * @throws Error with a sentence while the policy is not in force
   */
  async require(interfaces: string[]): Promise<void> {
    if (this.options.policy === 'off') return;
    try {
      await this.turn.runExclusive(() =>
        this.options.link ? this.check(this.options.link) : this.enforce(interfaces),
      );
    } catch (cause) {
      throw new Error(
        'The egress policy is not in force, so no code of servers is started; what runs goes on. ' +
          'It needs root and iptables on this machine. docs/security.md says how, and what ' +
          'TOOLYARD_EGRESS_POLICY=off gives up.',
        { cause },
      );
    }
  }

  private async check(link: string): Promise<void> {
    if (!(await isEnforced(link, 'FORWARD'))) throw new Error(`the chains of ${link} are not called`);
  }

  private async enforce(interfaces: string[]): Promise<void> {
    const { name, networkPool } = this.options;
    const policy = { name, interfaces, closed: [networkPool], allowed: await this.allowances() };
    const rules = ipv4Rules(policy);
    const same = rules === this.enforced.rules && Date.now() - this.enforced.at < freshMs;
    if (same && (await isEnforced(name, 'DOCKER-USER'))) return;
    await enforcePolicy(policy, 'DOCKER-USER');
    this.enforced = { rules, at: Date.now() };
  }

  /** Names are resolved again now and then: their addresses change. */
  private async allowances(): Promise<EgressAllowance[]> {
    if (!this.allowed || Date.now() - this.allowed.at > freshMs)
      this.allowed = { list: await allowancesOf(this.options.allow, process.env), at: Date.now() };
    return this.allowed.list;
  }
}
