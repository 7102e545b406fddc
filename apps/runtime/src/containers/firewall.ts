import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { poolRoute } from '@toolyard/contracts';

const run = promisify(execFile);
const programs = ['iptables', '/usr/sbin/iptables', '/sbin/iptables'];

/** Where clouds serve a machine's own credentials (RFC 3927 addresses). */
const linkLocal = '169.254.0.0/16';

/**
 * Blocks traffic through this machine between addresses of the pool, and from the pool to the metadata of the cloud.
 * The engine separates its networks as well, but a second engine that starts on the same machine removes those rules;
 * engines do not change the chain `DOCKER-USER`.
 * @returns false when the rules could not be set
 */
export async function keepApart(pool: string): Promise<boolean> {
  const apart = await drop(pool, pool, 'servers do not reach each other');
  return apart && (await drop(pool, linkLocal, 'servers do not reach the metadata of the machine'));
}

/**
 * Makes addresses of the pool unreachable while they belong to no network, so that nothing meant for a container leaves
 * this machine by its default route.
 * @returns false when the route could not be set: it needs `ip` and the right to set routes
 */
export async function coverPool(pool: string, instance: string): Promise<boolean> {
  return ip(['route', 'replace', ...poolRoute(pool, instance)]);
}

/** Removes the route of {@link coverPool}. */
export async function uncoverPool(pool: string, instance: string): Promise<void> {
  await ip(['route', 'del', ...poolRoute(pool, instance)]);
}

async function ip(args: string[]): Promise<boolean> {
  for (const program of ['ip', '/usr/sbin/ip', '/sbin/ip']) {
    try {
      await run(program, args, { timeout: 10_000 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    }
  }
  return false;
}

async function drop(from: string, to: string, why: string): Promise<boolean> {
  const rule = ['-s', from, '-d', to, '-m', 'comment', '--comment', `toolyard: ${why}`, '-j', 'DROP'];
  for (const iptables of programs) {
    try {
      await run(iptables, ['-w', '5', '-C', 'DOCKER-USER', ...rule], { timeout: 10_000 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
    }
    // The rule does not exist, or may not be read: adding it decides.
    return run(iptables, ['-w', '5', '-I', 'DOCKER-USER', ...rule], { timeout: 10_000 }).then(
      () => true,
      () => false,
    );
  }
  return false;
}
