import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from '../failure.js';
import { plain } from '../terminal.js';

const run = promisify(execFile);
const timeoutMs = 30 * 60_000;
const maxBuffer = 64 * 1024 * 1024;

/** What a git command runs with. The settings are in the environment, which other users of the machine cannot read. */
export interface GitOptions {
  /** The environment of the user; what git itself put there is left out. */
  env: NodeJS.ProcessEnv;
  /** Folder of the repository's own data. */
  gitFolder: string;
  /** The files. */
  workTree: string;
  settings: Record<string, string>;
  signal: AbortSignal;
}

/** What ended a git command: its exit code, and the lines that git wrote for people. */
export class GitError extends Error {
  override readonly name = 'GitError';
  constructor(
    readonly lines: string[],
    options?: { cause?: unknown },
  ) {
    super('git failed', options);
  }
}

/** Runs git and answers what it wrote. @throws GitError, or Failure `no_git` */
export async function git(options: GitOptions, ...args: string[]): Promise<string> {
  try {
    const { env, workTree: cwd, signal } = options;
    const { stdout } = await run('git', args, {
      cwd,
      env: { ...withoutGit(env), ...environmentOf(options) },
      signal,
      timeout: timeoutMs,
      maxBuffer,
    });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT')
      throw new Failure('no_git', 'git is not installed here. Install it (https://git-scm.com), then try again.');
    const lines = (stderr ?? '').split('\n').map(plain);
    throw new GitError(lines.filter((line) => line.trim() !== '').slice(-12), { cause: error });
  }
}

/** A hook or an editor can set GIT_DIR and more, which would lead git to another repository. */
const withoutGit = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));

function environmentOf({ gitFolder, workTree, settings }: GitOptions): NodeJS.ProcessEnv {
  const entries = Object.entries(settings);
  return {
    GIT_DIR: gitFolder,
    GIT_WORK_TREE: workTree,
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([name, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, name],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  };
}
