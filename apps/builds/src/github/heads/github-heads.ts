import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { KeyedJobs, log, PeriodicJob } from '@toolyard/service';
import { BuildsConfig } from '../../builds.config.js';
import { DeploymentsService, now } from '../../deployments/deployments.service.js';
import type { ServerRecord } from '../../deployments/deployments.view.js';
import { GitHubApp } from '../connection/github-app.js';
import { GitHubClient } from '../connection/github-client.js';
import { type GitHubProblem, problemOf } from '../connection/github-problem.js';
import { RetryTimers } from '../connection/retry-timers.js';
import { GitHubSourcesService } from '../sources/github-sources.service.js';
import { HeadCheck } from './head-check.js';

const width = 8;
const longestPauseMs = 10 * 60_000;

/** Why GitHub cannot be asked for the moment; nothing is known about the repository because of it. */
export interface Outage {
  problem: Exclude<GitHubProblem, { kind: 'source' }>;
  /** Failures in a row. */
  failures: number;
  retryAtMs: number;
}

/**
 * Keeps servers at the head of their branch on GitHub: looks at it when a webhook came, when something about the server
 * changed, at the start, and regularly. Several reasons for one server at once are one look.
 */
@Injectable()
export class GitHubHeads implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs = new KeyedJobs(width, (serverId) => this.look(serverId));
  private readonly sweeper: PeriodicJob;
  private readonly pushed = new Set<string>();
  private readonly outages = new Map<string, Outage>();
  private readonly retries = new RetryTimers(longestPauseMs, (serverId) => this.jobs.request(serverId));

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly sources: GitHubSourcesService,
    private readonly heads: HeadCheck,
    private readonly client: GitHubClient,
    private readonly app: GitHubApp,
    config: BuildsConfig,
  ) {
    this.sweeper = new PeriodicJob('look at heads on GitHub', config.github.pollMs, () => this.sweep());
  }

  onApplicationBootstrap(): void {
    this.deployments.onServerEvent((serverId, type) => {
      if (['ServerCreated', 'ServerEdited', 'ServerEnabled', 'ServerDeleted'].includes(type)) this.request(serverId);
    });
    this.app.onChange(() => {
      for (const { id } of this.servers()) this.request(id);
    });
    void this.sweeper.run();
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.retries.stop();
    await this.sweeper.stop();
    await this.jobs.stop();
  }

  /** Servers that are deployed from this repository, by its id or by its name. */
  serversOf(repository: { id?: number; fullName?: string }): ServerRecord[] {
    const name = repository.fullName?.toLowerCase();
    return this.servers().filter((server) => {
      const link = this.sources.view.of(server.id);
      if (link?.repositoryId != null && repository.id !== undefined) return link.repositoryId === repository.id;
      return (link?.fullName ?? server.source.repository).toLowerCase() === name;
    });
  }

  servers(): ServerRecord[] {
    return [...this.deployments.view.servers.values()].filter(isOnGitHub);
  }

  outageOf(serverId: string): Outage | undefined {
    return this.outages.get(serverId);
  }

  /** Looks soon, whatever failed before. @param push a webhook of a push is the reason */
  request(serverId: string, push = false): void {
    if (!isOnGitHub(this.deployments.view.servers.get(serverId))) return this.clear(serverId);
    if (push) this.pushed.add(serverId);
    this.recovered(serverId);
    this.jobs.request(serverId);
  }

  private recovered(serverId: string): void {
    this.outages.delete(serverId);
    this.retries.clear(serverId);
  }

  private sweep(): Promise<void> {
    for (const { id } of this.servers())
      if ((this.outages.get(id)?.retryAtMs ?? 0) <= Date.now()) this.jobs.request(id);
    return Promise.resolve();
  }

  /** Never rejects: the next sweep looks again. */
  private async look(serverId: string): Promise<void> {
    const server = this.deployments.view.servers.get(serverId);
    if (!isOnGitHub(server)) return;
    const trigger = this.pushed.delete(serverId) ? 'push' : 'poll';
    try {
      await this.heads.check(server, trigger);
      this.recovered(serverId);
    } catch (error) {
      await this.failed(server, error).catch((failure: unknown) =>
        log.warn({ err: failure, serverId }, 'what GitHub answered could not be stored; the next look repeats it'),
      );
    }
  }

  private async failed(server: ServerRecord, error: unknown): Promise<void> {
    // Without an App, or while the event store is away, there is nothing to learn about the repository.
    if (error instanceof Rejected) return;
    const repository = this.sources.view.of(server.id)?.fullName ?? server.source.repository;
    this.client.forget(repository);
    const problem = await this.diagnose(repository, problemOf(error, Date.now()));
    if (problem.kind === 'source') {
      this.recovered(server.id);
      log.info({ serverId: server.id, repository, problem: problem.problem }, 'a repository on GitHub cannot be used');
      return this.sources.command({ type: 'lose', serverId: server.id, problem: problem.problem, at: now() });
    }
    const notBeforeMs = problem.kind === 'rate_limited' ? problem.retryAtMs : undefined;
    this.outages.set(server.id, { problem, ...this.retries.failed(server.id, notBeforeMs) });
    log.warn({ err: error, serverId: server.id, problem: problem.kind }, 'GitHub could not be asked for a head');
  }

  /** What a refusal of the installation means, which only the App itself can ask. */
  private async diagnose(repository: string, problem: GitHubProblem): Promise<GitHubProblem> {
    if (problem.kind !== 'source' && problem.kind !== 'app_rejected') return problem;
    try {
      if (await this.client.isSuspended(repository)) return { kind: 'source', problem: 'suspended' };
    } catch (error) {
      return problemOf(error, Date.now());
    }
    // The App is accepted, so it was the token that was not, and the next look has a new one.
    if (problem.kind === 'app_rejected') return { kind: 'unreachable' };
    if (problem.problem !== 'not_visible') return problem;
    const isThere = await this.hasRepository(repository);
    return { kind: 'source', problem: isThere ? 'branch_missing' : 'not_visible' };
  }

  /** Whether the App sees the repository itself, so that only the branch is missing. */
  private async hasRepository(fullName: string): Promise<boolean> {
    const [owner, repo] = fullName.split('/') as [string, string];
    try {
      await (await this.client.forRepository(fullName)).request('GET /repos/{owner}/{repo}', { owner, repo });
      return true;
    } catch {
      return false;
    }
  }

  private clear(serverId: string): void {
    this.recovered(serverId);
    this.pushed.delete(serverId);
    this.heads.forget(serverId);
    if (this.deployments.view.servers.get(serverId)?.deleted)
      void this.sources
        .forget(serverId)
        .catch((error: unknown) => log.warn({ err: error, serverId }, 'the link to GitHub is not removed yet'));
  }
}

const isOnGitHub = (server: ServerRecord | undefined): server is ServerRecord =>
  server !== undefined && !server.deleted && server.source.provider === 'github';
