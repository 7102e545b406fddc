import type { Actor } from './actor.js';
import type { Sealed } from './sealed.js';

/** Why the platform cannot use the GitHub repository of a server at the moment. */
export type GitHubSourceProblem =
  /** The App is installed neither on the repository nor on its owner. */
  | 'not_installed'
  | 'suspended'
  /** The installation does not see the repository: it was deleted, or taken out of the installation. */
  | 'not_visible'
  /** The installation lacks a permission that the App needs. */
  | 'forbidden'
  /** Another repository has the name now. */
  | 'replaced'
  | 'branch_missing';

/** Why a commit is not deployed: its message says so, or it changes none of the watched paths. */
export type SkippedHead = 'skip_deploy' | 'watch_paths';

/** `githubsource-<serverId>`: the GitHub repository of one server, as GitHub answered for it. */
export type GitHubSourceEvent =
  /** For the first time, or again after a problem. */
  | {
      type: 'GitHubRepositoryConnected';
      data: { serverId: string; repositoryId: number; fullName: string; at: string };
    }
  /** It was renamed or transferred. */
  | { type: 'GitHubRepositoryMoved'; data: { serverId: string; fullName: string; at: string } }
  | { type: 'GitHubRepositoryLost'; data: { serverId: string; problem: GitHubSourceProblem; at: string } }
  /** The head of the branch is not deployed, on purpose. */
  | { type: 'GitHubHeadSkipped'; data: { serverId: string; sha: string; reason: SkippedHead; at: string } };

/** `githubapp-app`: the GitHub App that was connected in the dashboard. Its keys are with `secrets`. */
export type GitHubAppEvent =
  | {
      type: 'GitHubAppConnected';
      data: {
        appId: number;
        slug: string;
        name: string;
        /** Page of the App on GitHub. */
        url: string;
        /** Where GitHub's pages and its API are. */
        githubUrl: string;
        apiUrl: string;
        keysVersion: number;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'GitHubAppDisconnected'; data: { appId: number; keysVersion: number; actor: Actor; at: string } };

/** `githubkeys-app`: the private key and the webhook secret of that App. */
export type GitHubKeysEvent =
  | { type: 'GitHubKeysSet'; data: { value: Sealed; version: number; actor: Actor; at: string } }
  | { type: 'GitHubKeysRemoved'; data: { version: number; at: string } };
