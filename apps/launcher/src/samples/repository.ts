import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Answers git's question for a user and a password; arguments and `.git/config` hold neither. */
const credentialHelper =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$TOOLYARD_GIT_USER" "$TOOLYARD_GIT_TOKEN"; }; f';

/** A working copy that pushes to the built-in git remote as any git does. */
export class Repository {
  private ready: Promise<unknown> | null = null;
  private readonly remote: string;
  private readonly credential: { TOOLYARD_GIT_USER: string; TOOLYARD_GIT_TOKEN: string };

  /**
   * @param address URL of the remote with user and token, which git is given in its environment
   * @param from folder whose files the working copy begins with
   */
  constructor(
    readonly folder: string,
    address: string,
    private readonly from?: string,
    private readonly signal?: AbortSignal,
  ) {
    const url = new URL(address);
    this.credential = {
      TOOLYARD_GIT_USER: decodeURIComponent(url.username),
      TOOLYARD_GIT_TOKEN: decodeURIComponent(url.password),
    };
    url.username = '';
    url.password = '';
    this.remote = url.href;
  }

  /** Commits these files (null removes one) and answers the commit's SHA. Not pushed yet. */
  async commit(message: string, files: Record<string, string | null> = {}): Promise<string> {
    await (this.ready ??= this.init());
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      if (content === null) rmSync(path);
      else writeFileSync(path, content);
    }
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', `--message=${message}`);
    return (await this.git('rev-parse', 'HEAD')).stdout.trim();
  }

  /** Answers what the remote said. */
  async push(branch = 'main'): Promise<string> {
    return (await this.git('push', 'origin', `HEAD:${branch}`)).stderr;
  }

  async commitAndPush(message: string, files: Record<string, string | null> = {}): Promise<string> {
    const sha = await this.commit(message, files);
    await this.push();
    return sha;
  }

  /** Reads the remote into the folder, as `git clone` does. */
  async clone(): Promise<void> {
    await this.git('clone', '--quiet', this.remote, 'clone');
  }

  git(...args: string[]): Promise<{ stdout: string; stderr: string }> {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
      ...this.credential,
    };
    const settings = [
      'user.name=Ada',
      'user.email=ada@example.com',
      'commit.gpgsign=false',
      `credential.helper=${credentialHelper}`,
    ];
    return run('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
      cwd: this.folder,
      env,
      timeout: 120_000,
      signal: this.signal,
    });
  }

  private async init(): Promise<void> {
    if (this.from)
      cpSync(this.from, this.folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
    await this.git('init', '--quiet', '--initial-branch=main');
    await this.git('remote', 'add', 'origin', this.remote);
    // What was pushed there before is continued, with the files as they are here.
    const fetched = await this.git('fetch', '--quiet', 'origin', 'main').then(
      () => true,
      () => false,
    );
    if (fetched) await this.git('reset', '--soft', 'FETCH_HEAD');
  }
}
