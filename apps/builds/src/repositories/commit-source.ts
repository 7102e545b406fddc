import type { Commit, Source } from '@toolyard/contracts';

export interface CommitPage {
  items: Commit[];
  nextCursor: string | null;
}

/** A bare repository on this machine that holds a commit. */
export interface CommitPlace {
  /** Folder of the repositories. */
  folder: string;
  repository: string;
}

/** Where the commits of servers come from: the built-in git remote, or a host such as GitHub. */
export abstract class CommitSource {
  /**
   * The commit to deploy.
   * @param sha its SHA or the first digits of it; the latest commit of the branch when undefined
   * @throws Rejected `source_not_connected`, or `nothing_to_deploy` when the branch has no such commit, more than one,
   *   or none at all
   */
  abstract choose(source: Source, sha: string | undefined): Promise<Commit>;

  /**
   * One page of commits of the branch, newest first.
   * @param search part of the message, or the first four or more digits of a SHA
   * @throws Rejected `source_not_connected`, or `invalid_request` for the cursor
   */
  abstract page(source: Source, search: string | undefined, cursor: string | undefined): Promise<CommitPage>;

  /**
   * Makes the tree of a commit readable on this machine.
   * @param scratch folder for what is fetched; the caller removes it
   * @throws BuildFailure when the commit cannot be had; the signal's reason when it is aborted
   */
  abstract provide(source: Source, sha: string, scratch: string, signal: AbortSignal): Promise<CommitPlace>;
}
