import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { chainsOf, type EgressPolicy, ipv4Rules, ipv6Rules } from './egress-rules.js';

const folders = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/bin'];
const lockSeconds = '5';
const limitMs = 15_000;

/**
 * Where a policy is called from: `DOCKER-USER` is the chain that an engine on this machine leaves to others. It is
 * `FORWARD` too where no engine calls that chain.
 */
export type FilterPlace = 'FORWARD' | 'DOCKER-USER';

/** A command of the packet filter failed; the message says which, and what it printed. */
export class PacketFilterError extends Error {
  override readonly name = 'PacketFilterError';
}

/** Puts a policy in force, or renews it. @throws PacketFilterError */
export async function enforcePolicy(policy: EgressPolicy, place: FilterPlace): Promise<void> {
  const { through, local } = chainsOf(policy.name);
  await run('iptables-restore', ['--noflush', '-w', lockSeconds], ipv4Rules(policy));
  await call('iptables', 'filter', calledFrom(place, await rulesOf('iptables')), through);
  await call('iptables', 'filter', 'INPUT', local);
  if (policy.link) await call('iptables', 'nat', 'POSTROUTING', through);
  if (!hasIpv6()) return;
  await run('ip6tables-restore', ['--noflush', '-w', lockSeconds], ipv6Rules(policy));
  await call('ip6tables', 'filter', 'FORWARD', through);
  await call('ip6tables', 'filter', 'INPUT', local);
}

/** Whether a policy is in force. @throws PacketFilterError when that cannot be read */
export async function isEnforced(name: string, place: FilterPlace): Promise<boolean> {
  const { through, local, verdict } = chainsOf(name);
  const rules = await rulesOf('iptables');
  const ipv4 =
    [`-A ${calledFrom(place, rules)} -j ${through}`, `-A INPUT -j ${local}`].every((rule) => rules.includes(rule)) &&
    rules.some((rule) => rule.startsWith(`-A ${verdict} -d 169.254.0.0/16 `));
  if (!ipv4 || !hasIpv6()) return ipv4;
  const ipv6 = await rulesOf('ip6tables');
  return [`-A FORWARD -j ${through}`, `-A INPUT -j ${local}`].every((rule) => ipv6.includes(rule));
}

/** Takes a policy out of force; does nothing where it is not. */
export async function removePolicy(name: string): Promise<void> {
  const { through, local, verdict } = chainsOf(name);
  const chains = [through, local, verdict];
  for (const program of hasIpv6() ? ['iptables', 'ip6tables'] : ['iptables'])
    for (const table of ['filter', 'nat']) {
      const rules = (await run(program, ['-w', lockSeconds, '-t', table, '-S']).catch(() => '')).split('\n');
      const calls = rules.filter((rule) => chains.some((chain) => rule.endsWith(` -j ${chain}`)));
      const own = chains.filter((chain) => rules.includes(`-N ${chain}`));
      const changes = [
        ...calls.map((rule) => rule.replace(/^-A/, '-D').split(' ')),
        ...own.map((chain) => ['-F', chain]),
        ...own.map((chain) => ['-X', chain]),
      ];
      for (const change of changes) await run(program, ['-w', lockSeconds, '-t', table, ...change]);
    }
}

const calledFrom = (place: FilterPlace, rules: string[]): FilterPlace =>
  rules.includes('-A FORWARD -j DOCKER-USER') ? place : 'FORWARD';

async function rulesOf(program: string): Promise<string[]> {
  return (await run(program, ['-w', lockSeconds, '-S'])).split('\n');
}

async function call(program: string, table: string, chain: string, to: string): Promise<void> {
  const rule = [chain, '-j', to];
  const present = await run(program, ['-w', lockSeconds, '-t', table, '-C', ...rule]).then(
    () => true,
    () => false,
  );
  if (!present) await run(program, ['-w', lockSeconds, '-t', table, '-I', ...rule]);
}

const hasIpv6 = (): boolean => existsSync('/proc/net/if_inet6');

async function run(program: string, args: string[], input = ''): Promise<string> {
  const path = folders.map((folder) => `${folder}/${program}`).find((file) => existsSync(file));
  if (!path) throw new PacketFilterError(`${program} is not installed`);
  const child = spawn(path, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: limitMs });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return output;
  throw new PacketFilterError(`${program} ended with ${code}: ${complaint.trim().split('\n').at(-1) ?? ''}`);
}
