import type { GitHubAppEvent, GitHubKeysEvent, GitHubSourceEvent } from '@toolyard/contracts';
import { type Descriptions, initialValues } from './description.js';

/** What of GitHub is a change by an account; the rest is what GitHub answered. */
export const githubDescriptions: Descriptions<GitHubAppEvent | GitHubKeysEvent | GitHubSourceEvent> = {
  GitHubAppConnected: ({ appId, name, slug }, { by }) => ({
    summary: `${by} connected the GitHub App ${name}.`,
    subject: { kind: 'githubapp', id: String(appId), name },
    changes: initialValues({ slug }),
  }),
  GitHubAppDisconnected: ({ appId }, { by }) => ({
    summary: `${by} disconnected the GitHub App.`,
    subject: { kind: 'githubapp', id: String(appId), name: 'GitHub App' },
  }),
  GitHubKeysSet: null,
  GitHubKeysRemoved: null,
  GitHubRepositoryConnected: null,
  GitHubRepositoryMoved: null,
  GitHubRepositoryLost: null,
  GitHubHeadSkipped: null,
};
