import { noSecret, type SingleSecret } from '../store/single-secret.js';
import { foldGitHubKeys } from './github-keys.decider.js';

export const githubKeysPrefix = 'githubkeys-';
/** An installation has one GitHub App. */
export const githubKeysId = 'app';

/** Keys of the GitHub App as stored. Holds nothing in clear. */
export class GitHubKeysView {
  current: SingleSecret = noSecret;

  apply(event: { stream: string; type: string; data: unknown }): void {
    if (event.stream.startsWith(githubKeysPrefix)) this.current = foldGitHubKeys([event], this.current);
  }
}
