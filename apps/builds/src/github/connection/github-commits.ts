import { Injectable } from '@nestjs/common';
import { type Commit, Rejected, type Source } from '@toolyard/contracts';
import type { CommitPage, CommitPlace, CommitSource } from '../../repositories/commit-source.js';
import { GitHubClient } from './github-client.js';
import { GitHubFetch } from './github-fetch.js';
import { rejectionOf } from './github-rejections.js';

const pageSize = 30;
/** Pages that a search for a message reads; GitHub's own search finds only the default branch. */
const searchedPages = 5;

export const branchOf = ({ branch }: Source): string => branch ?? 'main';

/** A commit as GitHub's API shows it. */
interface GitHubCommit {
  sha: string;
  commit: { message: string; author: { name?: string; date?: string } | null };
  author: { avatar_url?: string } | null;
}

export function commitFrom({ sha, commit, author }: GitHubCommit): Commit {
  return {
    sha,
    message: commit.message.slice(0, 2_000),
    author: (commit.author?.name ?? 'unknown').slice(0, 200),
    ...(author?.avatar_url ? { avatarUrl: author.avatar_url } : {}),
    at: new Date(commit.author?.date ?? 0).toISOString(),
  };
}

/** Commits of repositories on GitHub, by its API; their trees by git. */
@Injectable()
export class GitHubCommits implements CommitSource {
  constructor(
    private readonly client: GitHubClient,
    private readonly fetching: GitHubFetch,
  ) {}

  async choose(source: Source, sha: string | undefined): Promise<Commit> {
    const commit = await this.read(source, sha ?? branchOf(source));
    if (commit) return commit;
    const branch = branchOf(source);
    throw new Rejected(
      'nothing_to_deploy',
      sha === undefined
        ? `The repository ${source.repository} has no branch ${branch} with a commit. Nothing was deployed; ` +
            `push to ${branch}.`
        : `No single commit of ${source.repository} begins with ${sha}. Nothing was deployed; list the ` +
            'commits of the server and give more digits.',
    );
  }

  async page(source: Source, search: string | undefined, cursor: string | undefined): Promise<CommitPage> {
    const page = cursor === undefined ? 1 : Number(cursor);
    if (!Number.isSafeInteger(page) || page < 1 || page > 10_000)
      throw new Rejected('invalid_request', 'The cursor is not one that this list gave. Begin again without a cursor.');
    if (search === undefined) return this.list(source, page);
    const bySha = page === 1 && /^[0-9a-f]{4,40}$/i.test(search) ? await this.read(source, search) : null;
    const items = bySha ? [bySha] : [];
    let next: number | null = page;
    for (let read = 0; next !== null && read < searchedPages && items.length < pageSize; read++) {
      const { items: listed, nextCursor } = await this.list(source, next);
      const isHit = ({ message, sha }: Commit) =>
        sha !== bySha?.sha && message.toLowerCase().includes(search.toLowerCase());
      items.push(...listed.filter(isHit));
      next = nextCursor === null ? null : Number(nextCursor);
    }
    return { items, nextCursor: next === null ? null : String(next) };
  }

  provide({ repository }: Source, sha: string, scratch: string, signal: AbortSignal): Promise<CommitPlace> {
    return this.fetching.fetch(repository, sha, scratch, signal);
  }

  private async list(source: Source, page: number): Promise<CommitPage> {
    const [owner, repo] = source.repository.split('/') as [string, string];
    try {
      const client = await this.client.forRepository(source.repository);
      const { data } = await client.request('GET /repos/{owner}/{repo}/commits', {
        ...{ owner, repo, sha: branchOf(source), page, per_page: pageSize },
      });
      return { items: data.map(commitFrom), nextCursor: data.length < pageSize ? null : String(page + 1) };
    } catch (error) {
      // GitHub answers 409 for a repository without commits, and 404 for a branch that is not there.
      if ((error as { status?: number }).status === 409) return { items: [], nextCursor: null };
      throw this.refused(source, error);
    }
  }

  /** Null when there is no such commit. */
  private async read(source: Source, ref: string): Promise<Commit | null> {
    const [owner, repo] = source.repository.split('/') as [string, string];
    try {
      const client = await this.client.forRepository(source.repository);
      const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}', { owner, repo, ref });
      return commitFrom(data);
    } catch (error) {
      const { status, request } = error as { status?: number; request?: { url: string } };
      if ((status === 404 || status === 409 || status === 422) && request?.url.includes('/commits/')) return null;
      throw this.refused(source, error);
    }
  }

  private refused({ repository }: Source, error: unknown): Error {
    this.client.forget(repository);
    return rejectionOf(error, repository);
  }
}
