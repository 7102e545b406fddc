import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const places = ['iptables', '/usr/sbin/iptables', '/sbin/iptables'];

/**
 * Sees to it that no address of the pool reaches another one through this machine, and answers whether that could be done.
 * The engine keeps networks apart as well, but a second engine that starts on the same machine sweeps those rules away;
 * the chain `DOCKER-USER` is the one that engines leave to others.
 */
export async function keepApart(pool: string): Promise<boolean> {
  const rule = ['-s', pool, '-d', pool, '-m', 'comment', '--comment', 'toolyard: servers do not reach each other', '-j', 'DROP'];
  for (const iptables of places) {
    try {
      await run(iptables, ['-w', '5', '-C', 'DOCKER-USER', ...rule], { timeout: 10_000 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
    }
    // Not there yet, or not ours to look at: adding it tells.
    return run(iptables, ['-w', '5', '-I', 'DOCKER-USER', ...rule], { timeout: 10_000 }).then(() => true, () => false);
  }
  return false;
}
