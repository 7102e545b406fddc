import { Injectable } from '@nestjs/common';
import { type GitHubSourceProblem, Rejected } from '@toolyard/contracts';
import { BuildsConfig } from '../builds.config.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { GitHubApp } from './connection/github-app.js';
import { GitHubClient } from './connection/github-client.js';
import { branchOf } from './connection/github-commits.js';
import { GitHubHeads, type Outage } from './heads/github-heads.js';
import { appRejected, problemSentences, rejectionOf } from './connection/github-rejections.js';
import { GitHubSourcesService } from './sources/github-sources.service.js';

export type SourceState = 'connected' | 'pending' | 'not_configured' | GitHubSourceProblem | Outage['problem']['kind'];

/** Where a server's commits come from, and whether they can. */
export interface SourceReport {
  provider: 'git' | 'github';
  /** Its present name. */
  repository: string;
  branch: string;
  watchPaths: string[];
  /** Page of the repository at its host; null for the built-in git remote. */
  url: string | null;
  state: SourceState;
  /** What is wrong and what to do; null while nothing is. */
  message: string | null;
  since: string | null;
}

export interface RepositoryChoice {
  fullName: string;
  isPrivate: boolean;
  defaultBranch: string;
  url: string;
}

export interface InstallationChoice {
  id: number;
  account: string;
  type: string;
  avatarUrl: string | null;
  suspended: boolean;
  /** Page on GitHub where its repositories and permissions are changed. */
  url: string;
}

export interface Connection {
  /** Null while no App is connected. */
  app: { id: number; slug: string; name: string; url: string } | null;
  installations: InstallationChoice[];
  /** Page on GitHub that installs the App on an account. */
  installUrl: string | null;
  webhookUrl: string;
  /** Where the App was set up; null while none is connected. */
  managedBy: 'environment' | 'dashboard' | null;
  /** Where GitHub's pages are. */
  githubUrl: string;
  problem: string | null;
}

const perPage = 100;
/** Repositories of an installation that a search reads; beyond them a name has to be written whole. */
const searchedPages = 10;
const choices = 50;

/** What the dashboard shows and offers of GitHub. */
@Injectable()
export class GitHubService {
  constructor(
    private readonly app: GitHubApp,
    private readonly client: GitHubClient,
    private readonly sources: GitHubSourcesService,
    private readonly heads: GitHubHeads,
    private readonly deployments: DeploymentsService,
    private readonly config: BuildsConfig,
  ) {}

  /** @throws Rejected `not_found` */
  sourceOf(serverId: string): SourceReport {
    const { source } = this.deployments.server(serverId);
    const about = { provider: source.provider, branch: branchOf(source), watchPaths: source.watchPaths ?? [] };
    if (source.provider === 'git') {
      const { repository } = source;
      return { ...about, repository, url: null, state: 'connected', message: null, since: null };
    }
    const link = this.sources.view.of(serverId);
    const repository = link?.fullName ?? source.repository;
    const report = { ...about, repository, url: `${this.app.place.url}/${repository}`, since: link?.since ?? null };
    return { ...report, ...this.stateOf(serverId, repository, about.branch) };
  }

  private stateOf(serverId: string, repository: string, branch: string): Pick<SourceReport, 'state' | 'message'> {
    if (!this.app.managedBy)
      return {
        state: 'not_configured',
        message:
          'No GitHub App is connected, so pushes are not deployed. An admin connects it under Source connections.',
      };
    if (!this.app.credentials)
      return {
        state: 'pending',
        message: 'The keys of the GitHub App cannot be read right now, so pushes are deployed later.',
      };
    const link = this.sources.view.of(serverId);
    if (link?.problem) return { state: link.problem, message: problemSentences[link.problem](repository, branch) };
    const outage = this.heads.outageOf(serverId);
    if (outage) return { state: outage.problem.kind, message: outageSentence(outage) };
    return { state: link ? 'connected' : 'pending', message: null };
  }

  /**
   * The name of a repository as GitHub writes it, when the App may use it.
   * @throws Rejected `source_not_connected`, `unavailable`
   */
  async check(fullName: string): Promise<string> {
    const [owner, repo] = fullName.split('/') as [string, string];
    try {
      const client = await this.client.forRepository(fullName);
      const { data } = await client.request('GET /repos/{owner}/{repo}', { owner, repo });
      return data.full_name;
    } catch (error) {
      this.client.forget(fullName);
      throw rejectionOf(error, fullName);
    }
  }

  async connection(): Promise<Connection> {
    const webhookUrl = `${this.config.publicUrl}/webhooks/github`;
    const { managedBy, place } = this.app;
    const about = { webhookUrl, managedBy, githubUrl: place.url };
    const none = { app: null, installations: [], installUrl: null, ...about };
    if (!managedBy) return { ...none, problem: null };
    try {
      const client = this.client.asApp();
      const { data } = await client.request('GET /app');
      const { data: installed } = await client.request('GET /app/installations', { per_page: perPage });
      const slug = data?.slug ?? '';
      return {
        app: { id: Number(data!.id), slug, name: data!.name, url: data!.html_url },
        installations: installed.map((each) => ({
          id: Number(each.id),
          account: (each.account as { login?: string } | null)?.login ?? '',
          type: each.target_type,
          avatarUrl: each.account?.avatar_url ?? null,
          suspended: each.suspended_at !== null,
          url: each.html_url,
        })),
        installUrl: `${this.app.place.url}/apps/${slug}/installations/new`,
        ...about,
        problem: null,
      };
    } catch (error) {
      return { ...none, problem: rejectionOf(error, 'the repositories').message };
    }
  }

  /**
   * Repositories of one installation whose name has this text.
   * @throws Rejected `not_found`, `source_not_connected`, `unavailable`
   */
  async repositories(installationId: number, search: string): Promise<RepositoryChoice[]> {
    const found: RepositoryChoice[] = [];
    try {
      const client = this.client.asInstallation(installationId);
      for (let page = 1; page <= searchedPages && found.length < choices; page++) {
        const { data } = await client.request('GET /installation/repositories', { per_page: perPage, page });
        for (const {
          full_name: fullName,
          private: isPrivate,
          default_branch: defaultBranch,
          html_url: url,
        } of data.repositories)
          if (fullName.toLowerCase().includes(search.toLowerCase()))
            found.push({ fullName, isPrivate, defaultBranch, url });
        if (data.repositories.length < perPage) break;
      }
    } catch (error) {
      throw rejectionOf(error, 'the repositories of this installation');
    }
    return found.slice(0, choices);
  }

  /** @throws Rejected `source_not_connected`, `unavailable` */
  async branches(fullName: string): Promise<string[]> {
    const [owner, repo] = fullName.split('/') as [string, string];
    if (!owner || !repo)
      throw new Rejected('invalid_request', 'A repository on GitHub is named owner/name. Nothing was read.');
    try {
      const client = await this.client.forRepository(fullName);
      const { data } = await client.request('GET /repos/{owner}/{repo}/branches', { owner, repo, per_page: perPage });
      return data.map(({ name }) => name);
    } catch (error) {
      this.client.forget(fullName);
      throw rejectionOf(error, fullName);
    }
  }
}

function outageSentence({ problem, retryAtMs }: Outage): string {
  const again = `It is asked again at ${new Date(retryAtMs).toISOString()}.`;
  switch (problem.kind) {
    case 'app_rejected':
      return appRejected;
    case 'rate_limited':
      return `GitHub answers no more requests for now, so pushes are deployed later. ${again}`;
    case 'invalid':
      return `GitHub refused what the platform asked, so pushes are not deployed for now. ${again}`;
    case 'unreachable':
      return `GitHub does not answer, so pushes are deployed later. ${again}`;
  }
}
