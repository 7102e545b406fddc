import type { GitHubSourceEvent, GitHubSourceProblem, SkippedHead } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export type GitHubSourceCommand = { serverId: string; at: string } &
  /** GitHub answered for the repository. */
  (
    | { type: 'see'; repositoryId: number; fullName: string }
    | { type: 'lose'; problem: GitHubSourceProblem }
    | { type: 'skip'; sha: string; reason: SkippedHead }
  );

export interface GitHubSourceState {
  /** Null before the repository was seen. */
  repositoryId: number | null;
  fullName: string | null;
  problem: GitHubSourceProblem | null;
  skippedSha: string | null;
}

/** Every answer of GitHub is a command; only what changed is an event. */
export const githubSourceDecider: Decider<GitHubSourceState, GitHubSourceCommand, GitHubSourceEvent> = {
  initial: { repositoryId: null, fullName: null, problem: null, skippedSha: null },

  decide(command, state) {
    const { serverId, at } = command;
    switch (command.type) {
      case 'see': {
        const { repositoryId, fullName } = command;
        // A repository keeps its id for life: the name belongs to another one now.
        if (state.repositoryId !== null && state.repositoryId !== repositoryId)
          return state.problem === 'replaced'
            ? []
            : [{ type: 'GitHubRepositoryLost', data: { serverId, problem: 'replaced', at } }];
        if (state.repositoryId === null || state.problem !== null)
          return [{ type: 'GitHubRepositoryConnected', data: { serverId, repositoryId, fullName, at } }];
        return state.fullName === fullName ? [] : [{ type: 'GitHubRepositoryMoved', data: { serverId, fullName, at } }];
      }
      case 'lose':
        return state.problem === command.problem
          ? []
          : [{ type: 'GitHubRepositoryLost', data: { serverId, problem: command.problem, at } }];
      case 'skip':
        return state.skippedSha === command.sha
          ? []
          : [{ type: 'GitHubHeadSkipped', data: { serverId, sha: command.sha, reason: command.reason, at } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'GitHubRepositoryConnected':
        return { ...state, repositoryId: event.data.repositoryId, fullName: event.data.fullName, problem: null };
      case 'GitHubRepositoryMoved':
        return { ...state, fullName: event.data.fullName };
      case 'GitHubRepositoryLost':
        return { ...state, problem: event.data.problem };
      case 'GitHubHeadSkipped':
        return { ...state, skippedSha: event.data.sha };
      default:
        return unknownEvent(event, 'GitHub source');
    }
  },
};
