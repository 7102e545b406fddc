import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment, mainRef, type Repositories } from '../repositories/git-repositories.js';

const run = promisify(execFile);
const gitTimeoutMs = 30_000;

interface FirstCommit {
  /** Folder whose files are committed. */
  files: string;
  author: string;
  message: string;
}

/**
 * Commits files as the first commit of `main` in a repository of the built-in git remote.
 * @returns its SHA; null when the repository has a commit already, which stays as it is
 */
export async function firstCommit(
  repositories: Repositories,
  name: string,
  { files, author, message }: FirstCommit,
): Promise<string | null> {
  const path = await repositories.ensure(name);
  const scratch = await mkdtemp(join(repositories.folder, '.index-'));
  const env = {
    ...gitEnvironment,
    GIT_DIR: path,
    GIT_INDEX_FILE: join(scratch, 'index'),
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: 'toolyard@localhost',
    GIT_COMMITTER_NAME: 'Toolyard',
    GIT_COMMITTER_EMAIL: 'toolyard@localhost',
  };
  const git = async (...args: string[]) =>
    (await run('git', args, { cwd: files, env, timeout: gitTimeoutMs })).stdout.trim();
  try {
    await git('--work-tree', files, 'add', '--all', '.');
    const sha = await git('commit-tree', await git('write-tree'), '-m', message);
    // Git refuses when the branch is there already.
    await git('update-ref', mainRef, sha, '0'.repeat(40));
    return sha;
  } catch (error) {
    if ((await repositories.head(name)) !== null) return null;
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
