import { type GitHubSourceProblem, Rejected } from '@toolyard/contracts';
import { problemOf } from './github-problem.js';

/** What the banner of a server and an answer say, with what to do next. */
export const problemSentences: Record<GitHubSourceProblem, (repository: string, branch: string) => string> = {
  not_installed: (repository) =>
    `The GitHub App is not installed on ${repository}. Install it on GitHub for the owner of the ` +
    'repository; pushes are deployed again then.',
  suspended: (repository) =>
    `The installation of the GitHub App that reads ${repository} is suspended. Unsuspend it in GitHub's ` +
    'settings of installed Apps; pushes are deployed again then.',
  not_visible: (repository) =>
    `The GitHub App cannot see ${repository}: it was deleted, or taken out of the App's installation. Add ` +
    'it to the installation on GitHub; pushes are deployed again then.',
  forbidden: (repository) =>
    `The GitHub App lacks a permission for ${repository}. Accept its permissions in GitHub's settings of ` +
    'installed Apps; pushes are deployed again then.',
  replaced: (repository) =>
    `Another repository has the name ${repository} now, so nothing of it is deployed. Rename it back on ` +
    'GitHub, or create the server again.',
  branch_missing: (repository, branch) =>
    `The repository ${repository} has no branch ${branch}. Push the branch, or choose another one in the ` +
    `server's settings.`,
};

export const appRejected =
  'GitHub does not accept the GitHub App of this platform any more: its key was revoked, or the App was ' +
  'deleted. An admin connects it again under Source connections.';

/** An error of a request to GitHub as an answer of the API. What was thrown for another reason stays as it is. */
export function rejectionOf(error: unknown, repository: string): Error {
  if (error instanceof Rejected) return error;
  if (typeof (error as { status?: unknown }).status !== 'number') return error as Error;
  const problem = problemOf(error, Date.now());
  const options = { cause: error };
  switch (problem.kind) {
    case 'source':
      return new Rejected(
        'source_not_connected',
        `Nothing was changed. ${problemSentences[problem.problem](repository, 'main')}`,
        undefined,
        options,
      );
    case 'app_rejected':
      return new Rejected('source_not_connected', `Nothing was changed. ${appRejected}`, undefined, options);
    case 'rate_limited':
      return new Rejected(
        'unavailable',
        `GitHub answers no more requests until ${new Date(problem.retryAtMs).toISOString()}. Nothing was ` +
          'changed; try again then.',
        undefined,
        options,
      );
    case 'invalid':
      return new Rejected(
        'invalid_request',
        'GitHub refused the request as wrong. Nothing was changed.',
        undefined,
        options,
      );
    case 'unreachable':
      return new Rejected(
        'unavailable',
        'GitHub does not answer right now. Nothing was changed; try again in a moment.',
        undefined,
        options,
      );
  }
}
