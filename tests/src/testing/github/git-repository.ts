import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

const noSha = '0'.repeat(40);

export interface GitCommit {
  sha: string;
  tree: string;
  parents: string[];
  author: string;
  email: string;
  at: string;
  message: string;
}

/** A bare repository, written by plumbing and served by git's own CGI program. */
export class GitRepository {
  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    mkdirSync(folder, { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.path]);
    for (const [key, value] of [
      ['http.receivepack', 'true'],
      ['uploadpack.allowAnySHA1InWant', 'true'],
    ])
      this.git(['config', key!, value!]);
  }

  get path(): string {
    return join(this.folder, `${this.name}.git`);
  }

  /**
   * Commits these files on top of the branch; `null` removes one.
   * @param options.onto parent instead of the branch's head, as for a force push; null for none
   * @returns SHA of the commit, to which the branch points now
   */
  commit(
    files: Record<string, string | null>,
    options: { message?: string; branch?: string; author?: string; onto?: string | null } = {},
  ): string {
    const { message = 'change', branch = 'main', author = 'Ada' } = options;
    const parent = options.onto === undefined ? this.head(branch) : options.onto;
    const index = { GIT_INDEX_FILE: join(this.path, 'index.new') };
    this.git(parent ? ['read-tree', parent] : ['read-tree', '--empty'], '', index);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) this.git(['update-index', '--force-remove', path], '', index);
      else this.git(['update-index', '--add', '--cacheinfo', `100644,${this.blob(content)},${path}`], '', index);
    }
    const sha = this.commitTree(this.git(['write-tree'], '', index), parent ? [parent] : [], message, author);
    this.move(branch, sha);
    return sha;
  }

  blob(content: string | Buffer): string {
    return this.git(['hash-object', '-w', '--stdin'], content);
  }

  /** A tree with these files over those of `base`. */
  tree(base: string | undefined, files: { path: string; sha: string }[]): string {
    const index = { GIT_INDEX_FILE: join(this.path, 'index.tree') };
    this.git(base ? ['read-tree', base] : ['read-tree', '--empty'], '', index);
    for (const { path, sha } of files)
      this.git(['update-index', '--add', '--cacheinfo', `100644,${sha},${path}`], '', index);
    return this.git(['write-tree'], '', index);
  }

  commitTree(tree: string, parents: string[], message: string, author = 'Ada'): string {
    const email = `${author.toLowerCase().replace(/\W+/g, '.')}@example.test`;
    const by = {
      GIT_AUTHOR_NAME: author,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: author,
      GIT_COMMITTER_EMAIL: email,
    };
    const from = parents.flatMap((parent) => ['-p', parent]);
    return this.git(['commit-tree', tree, ...from, '-F', '-'], message, by);
  }

  /** Points a branch elsewhere; null deletes it. */
  move(branch: string, sha: string | null): void {
    if (sha) this.git(['update-ref', `refs/heads/${branch}`, sha]);
    else this.git(['update-ref', '-d', `refs/heads/${branch}`]);
  }

  tag(name: string, sha: string): void {
    this.git(['update-ref', `refs/tags/${name}`, sha]);
  }

  head(branch: string): string | null {
    return this.tryGit(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`]) || null;
  }

  branches(): { name: string; sha: string }[] {
    return this.git(['for-each-ref', '--format=%(objectname) %(refname:short)', 'refs/heads/'])
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ sha: line.slice(0, 40), name: line.slice(41) }));
  }

  /** The commit that a branch, a tag or the beginning of a SHA names; undefined when there is none. */
  find(ref: string): GitCommit | undefined {
    const sha = this.tryGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
    return sha ? this.log(sha, 1)[0] : undefined;
  }

  log(from: string, limit: number, skip = 0): GitCommit[] {
    const format = '--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%B%x01';
    return this.git(['log', format, `--max-count=${limit}`, `--skip=${skip}`, from])
      .split('\x01')
      .map((entry) => entry.trim())
      .filter(Boolean)
      .map((entry) => {
        const [sha, tree, parents, author, email, at, message] = entry.split('\0') as string[];
        return {
          sha: sha!,
          tree: tree!,
          parents: parents!.split(' ').filter(Boolean),
          author: author!,
          email: email!,
          at: new Date(at!).toISOString().replace('.000Z', 'Z'),
          message: message!.trim(),
        };
      });
  }

  /** Files that differ between the two commits, against their last common one as GitHub compares. */
  changed(base: string, head: string): { files: string[]; ahead: GitCommit[]; behind: number; mergeBase: string } {
    const mergeBase = this.tryGit(['merge-base', base, head]) || base;
    const ahead = this.git(['rev-list', '--reverse', `${base}..${head}`])
      .split('\n')
      .filter(Boolean);
    return {
      files: this.git(['diff', '--name-only', mergeBase, head]).split('\n').filter(Boolean),
      ahead: ahead.map((sha) => this.log(sha, 1)[0]!),
      behind: Number(this.git(['rev-list', '--count', `${head}..${base}`])),
      mergeBase,
    };
  }

  /** Files of one commit against its first parent. */
  filesOf(sha: string): string[] {
    return this.git(['show', '--name-only', '--format=', '--first-parent', sha]).split('\n').filter(Boolean);
  }

  text(ref: string, path: string): string | undefined {
    try {
      return this.git(['cat-file', 'blob', `${ref}:${path}`]);
    } catch {
      return undefined;
    }
  }

  /** Answers one request of git's smart HTTP protocol; resolves with the references that it changed. */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    pathInfo: string,
    query: string,
  ): Promise<PushedRef[]> {
    const before = this.branches();
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: this.path,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathInfo,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        REMOTE_USER: 'github',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] as string | undefined,
        GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.on('error', () => undefined);
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = output.subarray(0, end).toString('latin1').split('\r\n');
    let status = 200;
    for (const line of headers) {
      const [name, value] = line.split(/: (.*)/s) as [string, string];
      if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status).end(output.subarray(end + 4));
    return changesOf(before, this.branches());
  }

  private git(args: string[], input: string | Buffer = '', env: Record<string, string> = {}): string {
    return execFileSync('git', ['-C', this.path, ...args], {
      input,
      env: { PATH: process.env['PATH'], HOME: this.folder, GIT_CONFIG_NOSYSTEM: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
      .toString()
      .trim();
  }

  private tryGit(args: string[]): string {
    try {
      return this.git(args);
    } catch {
      return '';
    }
  }
}

export interface PushedRef {
  branch: string;
  before: string;
  after: string;
}

function changesOf(before: { name: string; sha: string }[], after: { name: string; sha: string }[]): PushedRef[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  const of = (list: typeof before, name: string) => list.find((each) => each.name === name)?.sha ?? noSha;
  return [...names]
    .map((branch) => ({ branch, before: of(before, branch), after: of(after, branch) }))
    .filter((ref) => ref.before !== ref.after);
}
