import { Injectable } from '@nestjs/common';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { throttling } from '@octokit/plugin-throttling';
import { Rejected } from '@toolyard/contracts';
import { GitHubApp } from './github-app.js';

const timeoutMs = 10_000;
/** The App's right to a repository is looked up again after this, or sooner when GitHub refuses. */
const installationMs = 10 * 60_000;

const Client = Octokit.plugin(throttling);

/** What `repository` is asked with. */
interface Installed {
  id: number;
  atMs: number;
}

/**
 * Requests to GitHub as the App, and as its installation on a repository, with tokens that live for an hour. A refusal
 * for the rate of requests is not waited for: the caller decides when to ask again.
 */
@Injectable()
export class GitHubClient {
  private made: { key: string; app: Octokit } | undefined;
  private readonly installations = new Map<string, Installed>();
  /** Each keeps its token until it expires. */
  private readonly clients = new Map<number, Octokit>();

  constructor(private readonly app: GitHubApp) {}

  /** @throws Rejected `source_not_connected` while no App is connected */
  asApp(): Octokit {
    const { credentials, managedBy } = this.app;
    if (!credentials && managedBy)
      throw new Rejected(
        'unavailable',
        'The keys of the GitHub App cannot be read right now. Nothing was changed; try again in a moment.',
      );
    if (!credentials)
      throw new Rejected(
        'source_not_connected',
        'GitHub is not connected to this platform yet, so nothing was changed. An admin connects it under ' +
          'Source connections; or use the built-in git remote.',
      );
    const { appId, privateKey } = credentials;
    const key = `${this.app.place.apiUrl} ${appId} ${privateKey}`;
    if (this.made?.key !== key) {
      this.made = { key, app: this.client({ appId, privateKey }) };
      this.installations.clear();
      this.clients.clear();
    }
    return this.made.app;
  }

  /**
   * Requests about one repository. Not a token is asked for before the first request.
   * @throws RequestError of GitHub when the App is not installed on it
   */
  async forRepository(fullName: string): Promise<Octokit> {
    return this.asInstallation(await this.installationOf(fullName));
  }

  asInstallation(installationId: number): Octokit {
    this.asApp();
    const { appId, privateKey } = this.app.credentials!;
    const client = this.clients.get(installationId) ?? this.client({ appId, privateKey, installationId });
    this.clients.set(installationId, client);
    return client;
  }

  /** A token for git, which reads the repository for at most an hour. */
  async tokenFor(fullName: string): Promise<string> {
    const client = await this.forRepository(fullName);
    return ((await client.auth({ type: 'installation' })) as { token: string }).token;
  }

  /** Forgets the installation and its token, after GitHub refused. */
  forget(fullName: string): void {
    const key = fullName.toLowerCase();
    const found = this.installations.get(key);
    if (found) this.clients.delete(found.id);
    this.installations.delete(key);
  }

  /** @throws RequestError of GitHub when the App is not installed on the repository, or not accepted */
  async isSuspended(fullName: string): Promise<boolean> {
    const [owner, repo] = fullName.split('/') as [string, string];
    const { data } = await this.asApp().request('GET /repos/{owner}/{repo}/installation', { owner, repo });
    return data.suspended_at !== null;
  }

  /** The installation that may use the repository. */
  async installationOf(fullName: string): Promise<number> {
    const app = this.asApp();
    const found = this.installations.get(fullName.toLowerCase());
    if (found && Date.now() - found.atMs < installationMs) return found.id;
    const [owner, repo] = fullName.split('/') as [string, string];
    const { data } = await app.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
    this.installations.set(fullName.toLowerCase(), { id: data.id, atMs: Date.now() });
    return data.id;
  }

  private client(auth: { appId: number; privateKey: string; installationId?: number }): Octokit {
    const quiet = () => undefined;
    return new Client({
      authStrategy: createAppAuth,
      auth,
      baseUrl: this.app.place.apiUrl,
      userAgent: 'toolyard',
      request: { fetch: limitedFetch },
      // Who asks logs what it means; the library would log the addresses of retried requests.
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      // GitHub limits each installation apart. Without an id all share one queue of one change a second.
      throttle: { id: idOf(auth), onRateLimit: () => false, onSecondaryRateLimit: () => false },
    });
  }
}

const idOf = ({ appId, installationId }: { appId: number; installationId?: number }): string =>
  `${appId} ${installationId ?? ''}`;

/** As `fetch`, with a time limit for the whole answer. */
function limitedFetch(url: string, options: RequestInit): Promise<Response> {
  return fetch(url, { ...options, signal: AbortSignal.timeout(timeoutMs) });
}
