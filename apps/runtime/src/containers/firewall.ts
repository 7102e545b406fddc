import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { poolRoute } from '@toolyard/contracts';

const run = promisify(execFile);
const places = ['iptables', '/usr/sbin/iptables', '/sbin/iptables'];

/** Where clouds serve a machine's own credentials (RFC 3927 addresses). */
const linkLocal = '169.254.0.0/16';

/**
 * Sees to it that no address of the pool reaches another one through this machine, nor the cloud's metadata, and
 * answers whether that could be done. The engine keeps networks apart as well, but a second engine that starts on the
 * same machine sweeps those rules away; the chain `DOCKER-USER` is the one that engines leave to others.
 */
export async function keepApart(pool: string): Promise<boolean> {
  const apart = await drop(pool, pool, 'servers do not reach each other');
  return apart && (await drop(pool, linkLocal, 'servers do not reach the metadata of the machine'));
}

/**
 * Makes addresses of the pool unreachable while no server's network has them, so that nothing meant for a container
 * leaves this machine by its default route. Answers whether that could be done: it takes `ip` and the right to set
 * routes.
 */
export async function coverPool(pool: string, instance: string): Promise<boolean> {
  return ip(['route', 'replace', ...poolRoute(pool, instance)]);
}

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
  for (const iptables of places) {
    try {
      await run(iptables, ['-w', '5', '-C', 'DOCKER-USER', ...rule], { timeout: 10_000 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
    }
    // Not there yet, or not ours to look at: adding it tells.
    return run(iptables, ['-w', '5', '-I', 'DOCKER-USER', ...rule], { timeout: 10_000 }).then(
      () => true,
      () => false,
    );
  }
  return false;
}
