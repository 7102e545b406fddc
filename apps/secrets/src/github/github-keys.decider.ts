import type { Actor, GitHubKeysEvent, Sealed } from '@toolyard/contracts';
import { type Decider, folder, unknownEvent } from '@toolyard/event-store';
import { assertNext, noSecret, replaced, type SingleSecret } from '../store/single-secret.js';

export type GitHubKeysCommand =
  | { type: 'set'; value: Sealed; version: number; actor: Actor; at: string }
  /** Only while the keys are of this version, so that a late removal leaves later keys. */
  | { type: 'remove'; version: number; at: string };

/** The private key and the webhook secret of the GitHub App. */
export const githubKeysDecider: Decider<SingleSecret, GitHubKeysCommand, GitHubKeysEvent> = {
  initial: noSecret,

  decide(command, state) {
    const { version, at } = command;
    if (command.type === 'remove')
      return state.value && state.version === version ? [{ type: 'GitHubKeysRemoved', data: { version, at } }] : [];
    const { value, actor } = command;
    assertNext(state, value, version);
    return [{ type: 'GitHubKeysSet', data: { value, version, actor, at } }];
  },

  evolve(state, event) {
    switch (event.type) {
      case 'GitHubKeysSet':
        return replaced(state, event.data);
      case 'GitHubKeysRemoved':
        return replaced(state, null);
      default:
        return unknownEvent(event, 'keys of the GitHub App');
    }
  },
};

export const { fold: foldGitHubKeys } = folder(githubKeysDecider, { GitHubKeysSet: true, GitHubKeysRemoved: true });
