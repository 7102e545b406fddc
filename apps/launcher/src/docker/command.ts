import { spawnSync } from 'node:child_process';
import { find } from '../packages.js';

const limitMs = 10_000;

/** Runs a short command. @returns its output; nothing when it failed */
export function run(command: string, ...args: string[]): string {
  const done = spawnSync(find(command) ?? command, args, { encoding: 'utf8', timeout: limitMs });
  return done.status === 0 ? done.stdout : '';
}

/**
 * The same for a command that has to succeed; an object among the arguments is its standard input.
 * @throws Error with the last line that it printed
 */
export function runOrThrow(command: string, ...given: (string | { input: string })[]): void {
  const args = given.filter((one) => typeof one === 'string');
  const input = given.find((one) => typeof one !== 'string')?.input;
  const done = spawnSync(find(command) ?? command, args, { encoding: 'utf8', timeout: limitMs, input });
  if (done.status === 0) return;
  const said = (done.error?.message ?? done.stderr).trim().split('\n').at(-1);
  throw new Error(`${command} ${args.join(' ')} failed: ${said}`);
}
