import { Readable } from 'node:stream';
import { yard } from '../program.js';

export interface Ran {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs a command with this environment, home folder and standard input. */
export async function runYard(
  args: string[],
  options: { env?: NodeJS.ProcessEnv; home: string; folder?: string; input?: string },
): Promise<Ran> {
  const ran = { out: '', err: '' };
  const exitCode = await yard(args, {
    env: { PATH: process.env['PATH'], ...options.env },
    home: options.home,
    folder: options.folder ?? options.home,
    input: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]),
    out: (text) => void (ran.out += text),
    err: (text) => void (ran.err += text),
    signal: new AbortController().signal,
  });
  return { exitCode, ...ran };
}
