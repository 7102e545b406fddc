import type { GitHubSourceEvent, GitHubSourceProblem, PlatformEvent } from '@toolyard/contracts';

/** The GitHub repository of a server, as GitHub last answered for it. */
export interface GitHubLink {
  /** GitHub's id of the repository, which a rename does not change; null before it was ever seen. */
  repositoryId: number | null;
  /** Present name of the repository; null before it was ever seen. */
  fullName: string | null;
  /** Null while the repository can be used. */
  problem: GitHubSourceProblem | null;
  /** Since when the problem is there, or the repository can be used. */
  since: string;
  /** Heads that are not deployed on purpose, the latest. */
  skipped: { sha: string; reason: string } | null;
}

const none: GitHubLink = { repositoryId: null, fullName: null, problem: null, since: '', skipped: null };

/** Links of servers to repositories on GitHub, folded from the events of `githubsource-` streams. */
export class GitHubSourcesView {
  private readonly links = new Map<string, GitHubLink>();

  apply(stored: { type: string; data: unknown }): void {
    const event = stored as PlatformEvent as GitHubSourceEvent;
    const { serverId, at } = event.data;
    const link = this.links.get(serverId) ?? none;
    switch (event.type) {
      case 'GitHubRepositoryConnected': {
        const { repositoryId, fullName } = event.data;
        this.links.set(serverId, { ...link, repositoryId, fullName, problem: null, since: at });
        return;
      }
      case 'GitHubRepositoryMoved':
        this.links.set(serverId, { ...link, fullName: event.data.fullName });
        return;
      case 'GitHubRepositoryLost':
        this.links.set(serverId, { ...link, problem: event.data.problem, since: at });
        return;
      case 'GitHubHeadSkipped':
        this.links.set(serverId, { ...link, skipped: { sha: event.data.sha, reason: event.data.reason } });
        return;
      default:
    }
  }

  of(serverId: string): GitHubLink | undefined {
    return this.links.get(serverId);
  }

  forget(serverId: string): void {
    this.links.delete(serverId);
  }
}
