import { Injectable } from '@nestjs/common';
import { type Commit, Rejected, type Source } from '@toolyard/contracts';
import { Repositories } from './git-repositories.js';

const pageSize = 30;

/** Reads the commits of `main` in the repository that a server is deployed from. */
@Injectable()
export class Commits {
  constructor(private readonly repositories: Repositories) {}

  /**
   * The commit to deploy.
   * @param sha its SHA or the first digits of it; the latest commit when undefined
   * @throws Rejected `source_not_connected`, or `nothing_to_deploy` when `main` has no such commit, more than one, or
   *   none at all
   */
  async choose(source: Source, sha: string | undefined): Promise<Commit> {
    const repository = repositoryOf(source);
    const head = await this.repositories.head(repository);
    if (!head)
      throw new Rejected(
        'nothing_to_deploy',
        'Nothing was pushed to main yet, so there is nothing to deploy. Push a commit; every push to main is deployed.',
      );
    if (sha === undefined) return this.repositories.commit(repository, head);
    const commit = await this.repositories.find(repository, sha);
    if (!commit)
      throw new Rejected(
        'nothing_to_deploy',
        `No single commit of main begins with ${sha}. Nothing was deployed; list the commits of the server ` +
          'and give more digits.',
      );
    return commit;
  }

  /**
   * One page of commits, newest first. The cursor names the head that the first page saw, so that later pushes shift
   * nothing.
   * @param search part of the message, or the first four or more digits of a SHA
   * @throws Rejected `source_not_connected`, or `invalid_request` for the cursor
   */
  async page(
    source: Source,
    search: string | undefined,
    cursor: string | undefined,
  ): Promise<{ items: Commit[]; nextCursor: string | null }> {
    const repository = repositoryOf(source);
    const [from, position] = cursor === undefined ? [await this.repositories.head(repository), '0'] : cursor.split('.');
    if (!from) return { items: [], nextCursor: null };
    const skip = Number(position);
    if (!/^[0-9a-f]{40}$/.test(from) || !Number.isSafeInteger(skip) || skip < 0) throw badCursor();
    const items = await this.repositories
      .commits(repository, { from, search, skip, limit: pageSize })
      .catch((error: unknown) => {
        throw cursor === undefined ? error : badCursor();
      });
    return { items, nextCursor: items.length >= pageSize ? `${from}.${skip + pageSize}` : null };
  }
}

/** @throws Rejected `source_not_connected` */
function repositoryOf(source: Source): string {
  if (source.provider === 'git') return source.repository;
  throw new Rejected('source_not_connected', 'GitHub is not connected to this platform yet. Nothing was changed.');
}

function badCursor(): Rejected {
  return new Rejected('invalid_request', 'The cursor is not one that this list gave. Begin again without a cursor.');
}
