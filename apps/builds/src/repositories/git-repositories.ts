import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Commit } from '@toolyard/contracts';

const run = promisify(execFile);
const textBytes = 256 * 1024;
const gitTimeoutMs = 30_000;
export const mainRef = 'refs/heads/main';
/** Fields end with NUL, the only byte that none of them can hold. */
const commitFormat = '%H%x00%an%x00%ct%x00%B';
const commitFields = 4;
const latestSeconds = 8.64e12;

/** With this environment git reads the configuration of the repository only. */
export const gitEnvironment = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  // What is built is what the commit names, not what `refs/replace` puts in its place.
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C.UTF-8',
};

/**
 * Writes the pushed references to one inherited pipe and prints the lines that the service answers on another; git
 * shows them to the client. The line `end` ends both, because other processes keep the pipes open.
 */
const postReceive = `#!/bin/sh
{ while read -r old new ref; do echo "$old $new $ref"; done; echo end; } >&3 2>/dev/null || exit 0
while IFS= read -r line <&4; do [ "$line" = end ] && break; printf '%s\\n' "$line"; done 2>/dev/null
exit 0
`;

/** Lets only branches and tags in: other references change what commits mean, or are never read. */
const update = `#!/bin/sh
case "$1" in refs/heads/*|refs/tags/*) exit 0 ;; esac
echo "Toolyard: $1 is not stored; only branches and tags are."
exit 1
`;

/** The bare repositories of the built-in git remote. */
export class Repositories {
  private readonly creating = new Map<string, Promise<string>>();

  constructor(readonly folder: string) {}

  /** For reading alone, as in another thread. */
  static reading(folder: string): Repositories {
    return new Repositories(folder);
  }

  /** Writes the hooks that all repositories share. */
  async prepare(): Promise<void> {
    await mkdir(this.hooks, { recursive: true, mode: 0o700 });
    await writeFile(join(this.hooks, 'post-receive'), postReceive, { mode: 0o755 });
    await writeFile(join(this.hooks, 'update'), update, { mode: 0o755 });
  }

  private get hooks(): string {
    return join(this.folder, '.hooks');
  }

  /** @throws Error for a text that is not the name of a repository */
  path(name: string): string {
    if (!isRepositoryName(name)) throw new Error(`${JSON.stringify(name)} is not a repository name.`);
    return join(this.folder, `${name}.git`);
  }

  /** True when the repository was created. */
  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** What its objects take on the disk; 0 while nothing was pushed. */
  async bytes(name: string): Promise<number> {
    const path = this.path(name);
    if (!(await exists(path))) return 0;
    const counted = await this.git(path, ['count-objects', '-v']);
    const kib = [...counted.matchAll(/^(?:size|size-pack|size-garbage): (\d+)$/gm)].map(([, size]) => Number(size));
    return kib.reduce((sum, size) => sum + size, 0) * 1024;
  }

  /** Creates the repository when it is missing, and brings its settings up to date. */
  ensure(name: string): Promise<string> {
    let created = this.creating.get(name);
    if (!created) {
      created = this.create(name);
      created.catch(() => this.creating.delete(name));
      this.creating.set(name, created);
    }
    return created;
  }

  private async create(name: string): Promise<string> {
    const path = this.path(name);
    if (!(await exists(path))) {
      // Created elsewhere and renamed, so that a crash leaves no incomplete repository.
      const folder = await mkdtemp(join(this.folder, '.new-'));
      try {
        await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder], {
          env: gitEnvironment,
          timeout: gitTimeoutMs,
        });
        await rename(folder, path);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        if (!(await exists(path))) throw error;
      }
    }
    const settings = {
      'core.hooksPath': this.hooks,
      'http.receivepack': 'true',
      'http.getanyfile': 'false',
      'receive.fsckObjects': 'true',
      'receive.denyDeleteCurrent': 'refuse',
      'uploadpack.allowReachableSHA1InWant': 'true',
      'gc.autoDetach': 'false',
    };
    for (const [key, value] of Object.entries(settings)) await this.git(path, ['config', key, value]);
    // `git archive` gives the tree as committed, whatever the repository's .gitattributes exclude from archives.
    await mkdir(join(path, 'info'), { recursive: true });
    await writeFile(join(path, 'info/attributes'), '* -export-ignore -export-subst\n');
    return path;
  }

  /** SHA of the commit that `main` points to; null while nothing was pushed. */
  async head(name: string): Promise<string | null> {
    const path = this.path(name);
    if (!(await exists(path))) return null;
    return (
      (await this.git(path, ['rev-parse', '--verify', '--quiet', `${mainRef}^{commit}`]).catch(() => '')).trim() || null
    );
  }

  /**
   * As `head`, without a process of git for each repository.
   * @param settledMs the reference has to be this old, so that a push that is still handled is not seen
   */
  async settledHead(name: string, settledMs: number): Promise<string | null> {
    const file = join(this.path(name), mainRef);
    try {
      const { mtimeMs } = await stat(file);
      const sha = (await readFile(file, 'utf8')).trim();
      if (/^[0-9a-f]{40}$/.test(sha)) return Date.now() - mtimeMs < settledMs ? null : sha;
    } catch {
      // No such repository, nothing pushed yet, or a packed reference.
    }
    return this.head(name);
  }

  /** @throws Error when there is no such commit */
  async commit(name: string, sha: string): Promise<Commit> {
    const [commit] = await this.log(this.path(name), ['--max-count=1', sha]);
    if (!commit) throw new Error(`The repository ${name} has no commit ${sha}.`);
    return commit;
  }

  /** The commit of `main` whose SHA begins with `prefix`; null when there is none or more than one. */
  async find(name: string, prefix: string): Promise<Commit | null> {
    const found = await this.withPrefix(name, prefix);
    return found.length === 1 ? found[0]! : null;
  }

  /**
   * Commits of `main` from the commit `from` back, newest first. A search of hexadecimal digits also finds commits
   * whose SHA begins with them.
   */
  async commits(
    name: string,
    options: { from: string; search?: string; skip: number; limit: number },
  ): Promise<Commit[]> {
    const { from, search, skip, limit } = options;
    const bySha = search && skip === 0 ? await this.withPrefix(name, search) : [];
    const filter = search ? ['--fixed-strings', '--regexp-ignore-case', `--grep=${search}`] : [];
    const found = await this.log(this.path(name), [`--skip=${skip}`, `--max-count=${limit}`, ...filter, from]);
    return [...bySha, ...found.filter(({ sha }) => !bySha.some((commit) => commit.sha === sha))];
  }

  /** The tree of a commit as a tar. The stream ends with an error when git fails. */
  archive(name: string, sha: string): Readable {
    const child = spawn('git', ['-C', this.path(name), 'archive', '--format=tar', sha], {
      env: gitEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errorText = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errorText = (errorText + text).slice(-1_000)));
    child.on('error', (error) => child.stdout.destroy(error));
    child.on('close', (code) => {
      if (code !== 0 && !child.stdout.destroyed)
        child.stdout.destroy(new Error(`git archive ended with ${code}: ${errorText.trim()}`));
    });
    child.stdout.on('close', () => child.kill());
    return child.stdout;
  }

  /** Text of a committed file; empty when there is none, or when it is larger than 256 KiB. */
  async text(name: string, sha: string, file: string): Promise<string> {
    const path = this.path(name);
    const [listed] = (
      await this.git(path, ['ls-tree', '-z', '--format=%(objecttype) %(objectsize) %(objectname)', sha, '--', file])
    ).split('\0');
    const [type, size, object] = (listed ?? '').split(' ');
    return type === 'blob' && Number(size) <= textBytes && object ? this.git(path, ['cat-file', 'blob', object]) : '';
  }

  /** Paths of submodules, which are not part of the tree that is built. */
  async submodules(name: string, sha: string): Promise<string[]> {
    const listed = await this.git(this.path(name), ['ls-tree', '-r', '-z', '--format=%(objecttype) %(path)', sha]);
    return listed
      .split('\0')
      .filter((entry) => entry.startsWith('commit '))
      .map((entry) => entry.slice('commit '.length));
  }

  private async withPrefix(name: string, prefix: string): Promise<Commit[]> {
    if (!/^[0-9a-f]{4,40}$/i.test(prefix)) return [];
    const path = this.path(name);
    const objects = (await this.git(path, ['rev-parse', `--disambiguate=${prefix.toLowerCase()}`]))
      .split('\n')
      .filter(Boolean)
      .slice(0, 50);
    const commits: Commit[] = [];
    for (const sha of objects) {
      const reachable = await this.git(path, ['merge-base', '--is-ancestor', sha, mainRef]).then(
        () => true,
        () => false,
      );
      if (reachable) commits.push(...(await this.log(path, ['--max-count=1', sha])));
    }
    return commits;
  }

  private async log(path: string, args: string[]): Promise<Commit[]> {
    const fields = (await this.git(path, ['log', '-z', `--format=${commitFormat}`, ...args, '--'])).split('\0');
    const commits: Commit[] = [];
    for (let at = 0; at + commitFields <= fields.length; at += commitFields) {
      const [sha, author, seconds, message] = fields.slice(at, at + commitFields) as [string, string, string, string];
      commits.push({
        sha,
        message: message.trim().slice(0, 2_000),
        author: author.slice(0, 200),
        // A commit can hold any time, and one that cannot be read counts as the epoch.
        at: new Date(Math.min(Number(seconds) || 0, latestSeconds) * 1_000).toISOString(),
      });
    }
    return commits;
  }

  private async git(path: string, args: string[]): Promise<string> {
    const { stdout } = await run('git', ['-C', path, ...args], {
      env: gitEnvironment,
      timeout: gitTimeoutMs,
      maxBuffer: 32 * 1024 * 1024,
    });
    return stdout;
  }
}

export function isRepositoryName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name) && !name.endsWith('.git') && !name.includes('..');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
