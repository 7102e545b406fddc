import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure.js';
import { plain } from '../terminal.js';
import { git, GitError, type GitOptions } from './git.js';

export interface Push {
  /** Whose files are pushed. */
  folder: string;
  /** Address of the git remote, without a user or a password. */
  remote: string;
  /** API key. */
  token: string;
  message: string;
  author: { name: string; email: string };
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** The commit that `main` of the remote has now, and whether this push brought it. */
export interface Pushed {
  sha: string;
  changed: boolean;
}

/**
 * Commits the files of a folder on top of `main` of the remote and pushes them. The repository is a temporary one: the
 * folder needs none, and one that it has is not touched. `.gitignore` counts.
 *
 * @throws Failure `no_folder`, `nothing_to_deploy`, `nested_repository`, `no_git`, `git_failed`
 */
export async function pushFolder(push: Push): Promise<Pushed> {
  if (!(await isFolder(push.folder)))
    throw new Failure('no_folder', `${push.folder} is not a folder. Name the folder with the server's files.`);
  const gitFolder = await mkdtemp(join(tmpdir(), 'yard-'));
  try {
    return await commitAndPush(push, optionsOf(push, gitFolder));
  } catch (error) {
    if (error instanceof GitError && !push.signal.aborted) throw failed(error);
    throw error;
  } finally {
    await rm(gitFolder, { recursive: true, force: true });
  }
}

async function commitAndPush(push: Push, options: GitOptions): Promise<Pushed> {
  const { remote, message } = push;
  await git(options, 'init', '--quiet', '--initial-branch=main');
  const head = (await git(options, 'ls-remote', remote, 'refs/heads/main')).split('\t')[0]!.trim();
  if (head) await git(options, 'fetch', '--quiet', '--depth=1', '--no-tags', remote, 'refs/heads/main');
  await git(options, 'add', '--all', '--', '.');
  await refuseUnusable(options, push.folder);
  const tree = (await git(options, 'write-tree')).trim();
  if (head && (await git(options, 'rev-parse', `${head}^{tree}`)).trim() === tree) return { sha: head, changed: false };
  const parents = head ? ['-p', head] : [];
  const sha = (await git(options, 'commit-tree', tree, ...parents, '-m', message)).trim();
  await git(options, 'push', '--quiet', remote, `${sha}:refs/heads/main`);
  return { sha, changed: true };
}

/** Submodules have no files in a commit, and a commit without files cannot be built. */
async function refuseUnusable(options: GitOptions, folder: string): Promise<void> {
  const entries = (await git(options, 'ls-files', '--stage', '-z')).split('\0').filter((entry) => entry !== '');
  if (entries.length === 0)
    throw new Failure('nothing_to_deploy', `${folder} has no files, apart from ignored ones. Nothing was pushed.`);
  const nested = entries.find((entry) => entry.startsWith('160000 '))?.split('\t')[1];
  if (nested !== undefined)
    throw new Failure(
      'nested_repository',
      `${plain(nested)} is a git repository of its own, whose files would be left out. Nothing was pushed; ` +
        'name it in .gitignore or remove its .git folder.',
    );
}

function optionsOf({ folder, remote, token, author, env, signal }: Push, gitFolder: string): GitOptions {
  const basic = Buffer.from(`yard:${token}`).toString('base64');
  return {
    env,
    gitFolder,
    workTree: folder,
    signal,
    settings: {
      'user.name': author.name,
      'user.email': author.email,
      'commit.gpgSign': 'false',
      'core.hooksPath': '/dev/null',
      'core.bare': 'false',
      'gc.auto': '0',
      'advice.addEmbeddedRepo': 'false',
      // No helper keeps the key, and it goes to this address alone.
      'credential.helper': '',
      'http.followRedirects': 'false',
      [`http.${remote}.extraHeader`]: `Authorization: Basic ${basic}`,
    },
  };
}

function failed({ lines, cause }: GitError): Failure {
  const said = lines.length > 0 ? ` It says:\n${lines.map((line) => `  ${line}`).join('\n')}` : '';
  return new Failure('git_failed', `git could not push the files, and nothing is deployed.${said}`, undefined, {
    cause,
  });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
