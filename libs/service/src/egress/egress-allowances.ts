import { readFile } from 'node:fs/promises';
import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4 } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isAllowedAddress } from '../outbound/address.rules.js';
import { type EgressAllowance, refusedRanges } from './egress-rules.js';

type Env = Record<string, string | undefined>;

/** A host that is allowed by name; its port, or all of them. */
export interface AllowedHost {
  host: string;
  port?: number;
}

const lookupWithinMs = 4_000;

/** Where packages come from when nothing else is configured. A company network may serve these names itself. */
const publicRegistries = [
  ...['registry.npmjs.org', 'registry.yarnpkg.com', 'pypi.org', 'files.pythonhosted.org'],
  ...['registry-1.docker.io', 'auth.docker.io', 'proxy.golang.org', 'index.crates.io', 'static.crates.io'],
].map((host) => ({ host, port: 443 }));
const publicMirrors = ['deb.debian.org', 'security.debian.org'].map((host) => ({ host, port: 80 }));

/** Variables that name a package registry or a proxy, of npm, Yarn, pip, uv, Go and of common programs. */
const addressVariables = new RegExp(
  `^(${[
    ...['https?_proxy', 'all_proxy', 'npm_config_(registry|proxy|https?_proxy)', 'yarn_npm_registry_server'],
    ...['pip_(extra_)?index_url', 'pip_proxy', 'uv_(default_|extra_)?index(_url)?', 'goproxy'],
  ].join('|')})$`,
  'i',
);

/** Files that name one: of npm, pip and apt. */
const addressFiles = [
  ...['.npmrc', '.config/pip/pip.conf', '.pip/pip.conf'].map((name) => join(homedir(), name)),
  ...['/etc/npmrc', '/etc/pip.conf', '/etc/apt/sources.list', '/etc/apt/sources.list.d/debian.sources'],
];

/**
 * Reads `TOOLYARD_EGRESS_ALLOW`: addresses, ranges and host names, each with a port or without one, separated by
 * commas.
 * @throws RangeError with a sentence for an entry that is none of these
 */
export function parseAllowances(text: string): (EgressAllowance | AllowedHost)[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, to = '', digits] = /^([^:\s]+)(?::(\d{1,5}))?$/.exec(entry) ?? [];
      const port = digits === undefined ? undefined : Number(digits);
      const [, address = '', prefix = '32'] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(to) ?? [];
      const range = isIPv4(address) && Number(prefix) <= 32;
      const host = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(to) && /[a-z]/i.test(to);
      if ((!range && !host) || (port !== undefined && (port < 1 || port > 65_535))) {
        throw new RangeError(
          `TOOLYARD_EGRESS_ALLOW has the entry ${JSON.stringify(entry)}. ` +
            'An entry is an IPv4 address, a range or a host name, with :port or without, such as 10.1.2.3:5432.',
        );
      }
      return range ? allowance(to, port) : { host: to, ...(port === undefined ? {} : { port }) };
    });
}

/** Hosts of the addresses in configuration: values of variables, lines of files. */
export function hostsIn(text: string): AllowedHost[] {
  return [...text.matchAll(/\b(https?):\/\/[^\s'"<>,]+/g)].flatMap(([address, scheme]) => {
    try {
      const { hostname, port } = new URL(address);
      return hostname === '' ? [] : [{ host: hostname, port: Number(port) || (scheme === 'https' ? 443 : 80) }];
    } catch {
      return [];
    }
  });
}

/** Name servers in the text of a `resolv.conf`, except those that a namespace has not. */
export function nameServersIn(text: string): string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)]
    .map(([, address]) => address!)
    .filter((address) => isIPv4(address) && !address.startsWith('127.'));
}

/**
 * What is allowed besides the public internet: what the operator listed, this machine's name servers, and the package
 * registries and proxies that its configuration names, as far as they have addresses that are refused otherwise.
 * @param allow `TOOLYARD_EGRESS_ALLOW`
 */
export async function allowancesOf(allow: string, env: Env): Promise<EgressAllowance[]> {
  const listed = parseAllowances(allow);
  const variables = Object.entries(env).flatMap(([name, value]) => (addressVariables.test(name) ? [value ?? ''] : []));
  const files = await Promise.all(addressFiles.map(contentOf));
  const registries = [...hostsIn([...variables, ...files].join('\n')), ...publicRegistries, ...publicMirrors];
  const [named, found] = await Promise.all([
    Promise.all(listed.map(async (entry) => ('to' in entry ? [entry] : addressesOf(entry)))),
    Promise.all(distinct(registries).map(addressesOf)),
  ]);
  const nameServers = [await contentOf('/etc/resolv.conf'), await contentOf('/run/systemd/resolve/resolv.conf')];
  return [
    ...named.flat(),
    ...[...new Set(nameServersIn(nameServers.join('\n')))].map((to) => ({
      to,
      ports: { protocols: ['udp' as const, 'tcp' as const], port: 53 },
    })),
    // A name that leads to this machine itself or to the metadata of its cloud is no registry.
    ...found.flat().filter(({ to }) => isRefused(to) && isAllowedAddress(to, 'not-local')),
  ];
}

async function addressesOf({ host, port }: AllowedHost): Promise<EgressAllowance[]> {
  const late = new Promise<[]>((resolve) => setTimeout(resolve, lookupWithinMs, []).unref());
  const found = lookup(host, { all: true, family: 4 }).catch(() => []);
  return (await Promise.race([found, late])).map(({ address }) => allowance(address, port));
}

function allowance(to: string, port: number | undefined): EgressAllowance {
  return port === undefined ? { to } : { to, ports: { protocols: ['tcp', 'udp'], port } };
}

function distinct(hosts: AllowedHost[]): AllowedHost[] {
  return [...new Map(hosts.map((one) => [`${one.host}:${one.port}`, one])).values()];
}

const refused = new BlockList();
for (const range of refusedRanges) refused.addSubnet(range.split('/')[0]!, Number(range.split('/')[1]));
const isRefused = (address: string): boolean => refused.check(address);

const contentOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
