import { type BuildPlan, planOf, type PlanOptions } from '../build-plan/build-plan.js';
import { Repositories } from '../repositories/git-repositories.js';
import { includedBy, readTree, type TreeLimits, writeContext } from './build-context.js';

/** A commit to read, and the build context to write from it. */
export interface ContextJob {
  repositoriesFolder: string;
  repository: string;
  sha: string;
  limits: TreeLimits;
  plan: PlanOptions;
  /** Path of the tar to write; nothing is written without it, and the commit is only planned. */
  contextPath?: string;
}

export interface PreparedContext {
  plan: BuildPlan;
  /** Number of files and folders in the tree. */
  entries: number;
  submodules: string[];
  /** Files whose content is in Git LFS. */
  lfsPointers: string[];
}

/**
 * Reads a commit, plans its build and writes its build context. It computes on content of strangers, so it runs where
 * its time and memory are limited.
 * @throws BuildFailure when the commit cannot be built
 */
export async function prepareContext(job: ContextJob): Promise<PreparedContext> {
  const { repository, sha } = job;
  const repositories = Repositories.reading(job.repositoriesFolder);
  const tree = await readTree(repositories.archive(repository, sha), job.limits);
  const plan = planOf(tree, job.plan);
  if (job.contextPath !== undefined) {
    const prefix = plan.context === '' ? '' : `${plan.context}/`;
    const ignored = await repositories.text(repository, sha, `${prefix}.dockerignore`);
    const content = { included: includedBy(ignored, plan.needed), files: plan.files, folder: plan.context };
    await writeContext(repositories.archive(repository, sha), job.contextPath, content);
  }
  const submodules = await repositories.submodules(repository, sha);
  return { plan, entries: tree.paths.size, submodules, lfsPointers: tree.lfsPointers };
}
