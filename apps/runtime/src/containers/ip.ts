import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programs = ['ip', '/usr/sbin/ip', '/sbin/ip'];
const limitMs = 10_000;

/** Runs `ip` of iproute2. @returns false when it failed, is not installed, or lacks the right */
export async function ip(args: string[]): Promise<boolean> {
  for (const program of programs) {
    try {
      await run(program, args, { timeout: limitMs });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    }
  }
  return false;
}
