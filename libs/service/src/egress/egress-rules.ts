import { createHash } from 'node:crypto';

/** One address or range that foreign code may reach although the policy refuses what is around it. */
export interface EgressAllowance {
  /** IPv4 address or range in CIDR notation. */
  to: string;
  /** All protocols and ports when absent. */
  ports?: { protocols: ('tcp' | 'udp')[]; port: number };
}

/** What code of builds and servers may reach, and from where it comes. */
export interface EgressPolicy {
  /** Names the chains: an engine link, or what {@link policyName} gives; up to 15 characters. */
  name: string;
  /** Interfaces of this machine at which packets of foreign code arrive. */
  interfaces: string[];
  /** The interface is the only way out of a namespace, whose addresses are these. */
  link?: { name: string; subnet: string };
  /** Ranges that no allowance opens: the networks of servers. */
  closed: string[];
  allowed: EgressAllowance[];
}

/**
 * Ranges that are refused unless they are allowed: addresses of this network, of this machine, of the cloud's metadata
 * and of no machine (RFC 6890), and the address at which Azure serves a machine's own credentials.
 */
export const refusedRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

const longestName = 15;

/** The name of the policy that a service keeps on an engine which has no link. */
export function policyName(instance: string, service: 'builds' | 'runtime'): string {
  const suffix = service === 'builds' ? '-b' : '';
  const fits = instance.length + suffix.length <= longestName;
  return (fits ? instance : createHash('sha256').update(instance).digest('hex').slice(0, 12)) + suffix;
}

/** Names of the chains of a policy; iptables takes up to 28 characters. */
export function chainsOf(name: string): { through: string; local: string; verdict: string } {
  return { through: `TOOLYARD-${name}`, local: `TOOLYARD-IN-${name}`, verdict: `TOOLYARD-OUT-${name}` };
}

const established = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
const reject = '-j REJECT --reject-with icmp-admin-prohibited';

/** The policy for IPv4, as the input of `iptables-restore --noflush`, which puts a whole table in force at once. */
export function ipv4Rules(policy: EgressPolicy): string {
  const { interfaces, link, closed, allowed } = policy;
  const { through, local, verdict } = chainsOf(policy.name);
  const filter = [
    `-A ${verdict} ${established}`,
    ...closed.map((range) => `-A ${verdict} -d ${range} ${reject}`),
    ...allowed.flatMap(({ to, ports }) =>
      ports
        ? ports.protocols.map((protocol) => `-A ${verdict} -d ${to} -p ${protocol} --dport ${ports.port} -j ACCEPT`)
        : [`-A ${verdict} -d ${to} -j ACCEPT`],
    ),
    ...refusedRanges.map((range) => `-A ${verdict} -d ${range} ${reject}`),
    ...interfaces.flatMap((name) => [
      `-A ${through} -i ${name} ! -o ${name} -j ${verdict}`,
      `-A ${local} -i ${name} -j ${verdict}`,
      // Any other address that arrives here is one of this machine.
      `-A ${local} -i ${name} ${reject}`,
    ]),
    ...(link
      ? [
          `-A ${through} -i ${link.name} -j ACCEPT`,
          `-A ${through} -o ${link.name} ${established}`,
          `-A ${through} -o ${link.name} ${reject}`,
        ]
      : []),
  ];
  const nat = link ? [`-A ${through} -s ${link.subnet} ! -o ${link.name} -j MASQUERADE`] : [];
  return table('filter', [through, local, verdict], filter) + (link ? table('nat', [through], nat) : '');
}

/** The policy for IPv6: nothing. Networks of the engine have no IPv6 addresses. */
export function ipv6Rules({ name, interfaces }: EgressPolicy): string {
  const { through, local } = chainsOf(name);
  const rules = interfaces.flatMap((one) =>
    [through, local].map((chain) => `-A ${chain} -i ${one} -j REJECT --reject-with icmp6-adm-prohibited`),
  );
  return table('filter', [through, local], rules);
}

/** A chain that is declared is emptied, so the rules below are all that it holds. */
function table(name: string, chains: string[], rules: string[]): string {
  return [`*${name}`, ...chains.map((chain) => `:${chain} - [0:0]`), ...rules, 'COMMIT', ''].join('\n');
}
