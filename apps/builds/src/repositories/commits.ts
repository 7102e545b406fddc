import { Injectable } from '@nestjs/common';
import { type Commit, Rejected, type Source } from '@toolyard/contracts';
import type { CommitPage, CommitPlace, CommitSource } from './commit-source.js';
import { Repositories } from './git-repositories.js';

const pageSize = 30;

/** Commits of `main` in the repositories of the built-in git remote. */
@Injectable()
export class GitCommits implements CommitSource {
  constructor(private readonly repositories: Repositories) {}

  async choose({ repository }: Source, sha: string | undefined): Promise<Commit> {
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
   */
  async page({ repository }: Source, search: string | undefined, cursor: string | undefined): Promise<CommitPage> {
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

  provide({ repository }: Source): Promise<CommitPlace> {
    return Promise.resolve({ folder: this.repositories.folder, repository });
  }
}

/** Commits of every server, from the source that it names. */
export class Commits implements CommitSource {
  constructor(private readonly sources: Record<Source['provider'], CommitSource>) {}

  choose(source: Source, sha: string | undefined): Promise<Commit> {
    return this.sources[source.provider].choose(source, sha);
  }

  page(source: Source, search: string | undefined, cursor: string | undefined): Promise<CommitPage> {
    return this.sources[source.provider].page(source, search, cursor);
  }

  provide(source: Source, sha: string, scratch: string, signal: AbortSignal): Promise<CommitPlace> {
    return this.sources[source.provider].provide(source, sha, scratch, signal);
  }
}

function badCursor(): Rejected {
  return new Rejected('invalid_request', 'The cursor is not one that this list gave. Begin again without a cursor.');
}
