import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { Problem } from './problem.js';

/** What the platform runs beside Node, and the Debian packages that hold it. */
const programs = {
  git: { packages: ['git'], what: 'git' },
  'nats-server': {
    packages: ['nats-server'],
    what: 'nats-server 2.9 or newer with JetStream (https://nats.io/download)',
  },
  chromium: { packages: ['chromium'], what: 'Chromium (for the tests of the pages alone)' },
  openssl: { packages: ['openssl'], what: 'openssl (for the tests of the authorization server alone)' },
  wrk: { packages: ['wrk'], what: 'wrk (for the benches of the gateway alone)' },
  debootstrap: { packages: ['debootstrap'], what: 'debootstrap' },
  dockerd: {
    packages: ['docker.io', 'iptables', 'iproute2'],
    what: 'Docker Engine 20.10 or newer (https://docs.docker.com/engine/install)',
  },
} as const;

export type Program = keyof typeof programs;

/** Engines, and what they call, live in folders that are not on every PATH. */
export const searchPath = (path = process.env['PATH'] ?? ''): string =>
  [...new Set([...path.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'])].join(delimiter);

export function find(program: string): string | null {
  const candidates = searchPath()
    .split(delimiter)
    .map((folder) => join(folder, program));
  return candidates.find(isExecutable) ?? null;
}

/**
 * Installs what is missing where that is possible: Debian or Ubuntu, as root or with sudo that asks nothing. Elsewhere
 * says what to install.
 */
export function install(required: Program[], say: (line: string) => void): void {
  const missing = required.filter((program) => !find(program));
  if (missing.length === 0) return;
  const packages = missing.flatMap((program) => programs[program].packages);
  const apt = aptGet();
  if (!apt) {
    const debian = existsSync('/usr/bin/apt-get');
    const names = missing.join(' and ');
    throw new Problem(
      'not_installed',
      debian
        ? `${names} missing, and installing needs root. ` +
            `Run: sudo apt-get install --no-install-recommends ${packages.join(' ')}`
        : `${names} missing. Please install: ${missing.map((program) => programs[program].what).join('; ')}.`,
    );
  }
  say(`Installing ${packages.join(', ')}`);
  const run = (args: string[]) =>
    // Packages are for all users of the machine, unlike what this process makes else.
    spawnSync('sh', ['-c', 'umask 022; exec "$@"', 'sh', ...apt, ...args], {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 10 * 60_000,
    });
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  let done = run(args);
  if (done.status !== 0) {
    run(['update']);
    done = run(args);
  }
  const still = missing.filter((program) => !find(program));
  if (done.status === 0 && still.length === 0) return;
  const last = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().split('\n').slice(-5).join('\n');
  throw new Problem(
    'not_installed',
    `apt-get could not install ${packages.join(', ')}. ` +
      `Check the network and the package sources, then try again. It said:\n${last}`,
  );
}

function aptGet(): string[] | null {
  if (!existsSync('/usr/bin/apt-get')) return null;
  if (process.getuid?.() === 0) return ['apt-get'];
  return find('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0
    ? ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
    : null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
