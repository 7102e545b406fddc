import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs git in a folder as Ada, and answers its output. */
export type Git = (...args: string[]) => Promise<string>;

export function gitIn(folder: string): Git {
  const env = {
    PATH: process.env['PATH']!,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'a@b.test',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'a@b.test',
  };
  return async (...args) => {
    const { stdout, stderr } = await run('git', args, { cwd: folder, env });
    return stdout + stderr;
  };
}
