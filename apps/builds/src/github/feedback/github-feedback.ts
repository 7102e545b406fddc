import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Octokit } from '@octokit/core';
import { Requester } from '@toolyard/messaging';
import { KeyedJobs, log, PeriodicJob } from '@toolyard/service';
import { BuildsConfig } from '../../builds.config.js';
import type { DeploymentRecord } from '../../deployments/deployment-record.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import { failingLines } from './failing-lines.js';
import { type Feedback, feedbackOf, isShownOnGitHub } from './feedback.rules.js';
import { GitHubApp } from '../connection/github-app.js';
import { GitHubClient } from '../connection/github-client.js';
import { problemOf } from '../connection/github-problem.js';
import { RetryTimers } from '../connection/retry-timers.js';
import { GitHubSourcesService } from '../sources/github-sources.service.js';

/** Each installation gets one change a second, so a busy one keeps a few of these jobs waiting. */
const width = 8;
const sweepMs = 60_000;
const longestPauseMs = 60_000;
const linesRead = 500;
const linesSettleMs = 5_000;
/** Older deployments keep what GitHub shows of them. */
const recentMs = 24 * 3_600_000;

interface Place {
  owner: string;
  repo: string;
}

/**
 * Shows deployments on GitHub: a check run on the commit and a GitHub deployment. Compares what GitHub shows with what
 * is, and changes what differs, so that a restart or a failed request leaves nothing behind.
 */
@Injectable()
export class GitHubFeedback implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs = new KeyedJobs(width, (deploymentId) => this.report(deploymentId));
  private readonly sweeper = new PeriodicJob('show deployments on GitHub', sweepMs, () => this.sweep());
  private readonly retries = new RetryTimers(longestPauseMs, (deploymentId) => this.jobs.request(deploymentId));
  /** Status that GitHub shows for certain, by the id of the deployment. */
  private readonly shown = new Map<string, string>();

  constructor(
    private readonly app: GitHubApp,
    private readonly client: GitHubClient,
    private readonly deployments: DeploymentsService,
    private readonly sources: GitHubSourcesService,
    private readonly requester: Requester,
    private readonly config: BuildsConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.deployments.onEvent(({ data }) => {
      const { deploymentId } = data as { deploymentId?: string };
      if (deploymentId !== undefined && this.isMissing(this.deployments.view.get(deploymentId)))
        this.jobs.request(deploymentId);
    });
    // Nothing can be shown before GitHub answered for the repository, and while it cannot be used.
    this.sources.onChange((serverId) => this.requestMissing(this.deployments.view.ofServer(serverId)));
    this.app.onChange(() => void this.sweep());
    void this.sweeper.run();
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.retries.stop();
    await this.sweeper.stop();
    await this.jobs.stop();
  }

  private sweep(): Promise<void> {
    this.requestMissing(this.deployments.view.all());
    for (const id of this.shown.keys()) if (!this.deployments.view.get(id)) this.shown.delete(id);
    return Promise.resolve();
  }

  private requestMissing(deployments: Iterable<DeploymentRecord>): void {
    for (const deployment of deployments) if (this.isMissing(deployment)) this.jobs.request(deployment.id);
  }

  private isMissing(deployment: DeploymentRecord | undefined): deployment is DeploymentRecord {
    if (!this.app.credentials || !deployment || !isShownOnGitHub(deployment)) return false;
    if (this.deployments.view.servers.get(deployment.serverId)?.source.provider !== 'github') return false;
    const changedAt = deployment.endedAt ?? deployment.promotedAt ?? deployment.createdAt;
    return this.shown.get(deployment.id) !== deployment.status && Date.now() - Date.parse(changedAt) < recentMs;
  }

  /** Never rejects: what failed is repeated after a pause. */
  private async report(deploymentId: string): Promise<void> {
    const deployment = this.deployments.view.get(deploymentId);
    if (!this.isMissing(deployment)) return this.retries.clear(deploymentId);
    const { status, serverId } = deployment;
    const link = this.sources.view.of(serverId);
    if (link?.fullName == null || link.problem !== null) return;
    const [owner, repo] = link.fullName.split('/') as [string, string];
    try {
      const client = await this.client.forRepository(link.fullName);
      const feedback = feedbackOf(deployment);
      await this.showCheck(client, { owner, repo }, deployment, feedback.check);
      await this.showDeployment(client, { owner, repo }, deployment, feedback.deployment);
      const settledAtMs = Date.parse(deployment.endedAt ?? '') + linesSettleMs;
      // The last lines are stored shortly after the failure.
      if (status === 'failed' && Date.now() < settledAtMs) return void this.retries.failed(deploymentId, settledAtMs);
      this.shown.set(deploymentId, status);
      this.retries.clear(deploymentId);
    } catch (error) {
      const problem = problemOf(error, Date.now());
      const notBeforeMs = problem.kind === 'rate_limited' ? problem.retryAtMs : undefined;
      const { retryAtMs } = this.retries.failed(deploymentId, notBeforeMs);
      const retryAt = new Date(retryAtMs).toISOString();
      log.warn({ err: error, deploymentId, retryAt }, 'a deployment is not shown on GitHub yet');
    }
  }

  private async showCheck(
    client: Octokit,
    place: Place,
    deployment: DeploymentRecord,
    { status, conclusion, title, summary }: Feedback['check'],
  ): Promise<void> {
    const { id, slug, commit } = deployment;
    const name = `Toolyard: ${slug}`;
    const logUrl = this.logOf(deployment);
    const text = await this.linesOf(deployment);
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...{ ...place, ref: commit.sha, check_name: name, per_page: 100 },
    });
    const existing = data.check_runs.find(({ external_id }) => external_id === id);
    const output = { title, summary, ...(text === undefined ? {} : { text }) };
    const content = { status, ...(conclusion ? { conclusion } : {}), output };
    if (!existing)
      await client.request('POST /repos/{owner}/{repo}/check-runs', {
        ...{ ...place, name, head_sha: commit.sha, external_id: id, details_url: logUrl },
        ...content,
      } as never);
    else if (
      existing.status !== status ||
      existing.output.title !== title ||
      (text !== undefined && existing.output.text !== text)
    )
      await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...{ ...place, check_run_id: existing.id },
        ...content,
      } as never);
  }

  private async showDeployment(
    client: Octokit,
    place: Place,
    deployment: DeploymentRecord,
    state: Feedback['deployment'],
  ): Promise<void> {
    const { id, slug, commit } = deployment;
    const environment = `toolyard/${slug}`;
    const listed = await client.request('GET /repos/{owner}/{repo}/deployments', {
      ...{ ...place, sha: commit.sha, environment, per_page: 100 },
    });
    const isOurs = ({ payload }: { payload: unknown }) =>
      (payload as { deployment?: string } | null)?.deployment === id;
    let deploymentId = listed.data.find(isOurs)?.id;
    if (deploymentId === undefined) {
      const { data } = await client.request('POST /repos/{owner}/{repo}/deployments', {
        ...{ ...place, ref: commit.sha, environment, payload: { deployment: id } },
        // The commit is deployed whatever its checks say, and nothing is merged into it.
        ...{ required_contexts: [], auto_merge: false, description: 'Deployed by Toolyard' },
      });
      deploymentId = (data as { id: number }).id;
    }
    const at = { ...place, deployment_id: Number(deploymentId) };
    const { data: statuses } = await client.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
      ...at,
      per_page: 1,
    });
    if (statuses[0]?.state === state) return;
    await client.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
      ...{ ...at, state, environment, log_url: this.logOf(deployment) },
      ...(state === 'success' ? { environment_url: `${this.config.publicUrl}/servers/${slug}` } : {}),
    });
  }

  /** The last lines of a failure; undefined while `analytics` does not answer. */
  private async linesOf(deployment: DeploymentRecord): Promise<string | undefined> {
    if (deployment.status !== 'failed') return undefined;
    try {
      const request = { deploymentId: deployment.id, limit: linesRead };
      const { lines } = await this.requester.request('analytics.logs.tail', request);
      return failingLines(lines, deployment, this.logOf(deployment));
    } catch (error) {
      log.warn({ err: error, deploymentId: deployment.id }, 'a check run on GitHub is shown without its log');
      return undefined;
    }
  }

  private logOf({ slug, id }: DeploymentRecord): string {
    return `${this.config.publicUrl}/servers/${slug}/deployments/${id}/logs`;
  }
}
