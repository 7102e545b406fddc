import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Octokit } from '@octokit/core';
import type { Actor, DeploymentTrigger, SkippedHead } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { IgnoreRules } from '../../building/ignore-rules.js';
import { missesHead } from '../../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, now } from '../../deployments/deployments.service.js';
import type { ServerRecord } from '../../deployments/deployments.view.js';
import { GitHubClient } from '../connection/github-client.js';
import { branchOf, commitFrom } from '../connection/github-commits.js';
import { GitHubSourcesService } from '../sources/github-sources.service.js';
import { asksToSkip, lastHead } from './head.rules.js';

export const githubActor: Actor = { kind: 'system', id: 'github', name: 'GitHub' };

/** What became of one look at the head of a branch. */
export type HeadOutcome =
  | { kind: 'deployed'; sha: string; deploymentId: string }
  | { kind: 'skipped'; sha: string; reason: SkippedHead }
  | { kind: 'unchanged' }
  | { kind: 'disabled' };

interface Place {
  owner: string;
  repo: string;
  fullName: string;
}

const placeOf = (fullName: string): Place => {
  const [owner, repo] = fullName.split('/') as [string, string];
  return { owner, repo, fullName };
};

/**
 * Compares the head of a branch on GitHub with what is deployed. What a webhook says only causes such a look, so that
 * webhooks may be lost, repeated, late and out of order.
 */
@Injectable()
export class HeadCheck {
  /** Answers that GitHub may repeat without counting them: server → ETag and head. */
  private readonly answers = new Map<string, { etag: string; sha: string; key: string }>();

  constructor(
    private readonly client: GitHubClient,
    private readonly sources: GitHubSourcesService,
    private readonly deployments: DeploymentsService,
  ) {}

  /**
   * Requests a deployment of the head, unless it was deployed or is not to be.
   * @throws RequestError of GitHub; Rejected while no App is connected
   */
  async check(server: ServerRecord, trigger: DeploymentTrigger): Promise<HeadOutcome> {
    const branch = branchOf(server.source);
    const link = this.sources.view.of(server.id);
    const place = placeOf(link?.fullName ?? server.source.repository);
    const client = await this.client.forRepository(place.fullName);
    const seen = await this.head(client, place, branch, server.id);
    // A first look, a name that redirects or a problem that is over: what is behind the name is read again.
    if (link?.repositoryId == null || link.problem !== null || seen.moved) await this.identify(client, place, server);
    if (this.sources.view.of(server.id)?.problem === 'replaced') return { kind: 'unchanged' };
    const history = this.deployments.view.ofServer(server.id);
    if (!missesHead(history, seen.sha) || link?.skipped?.sha === seen.sha) return { kind: 'unchanged' };
    if (server.disabled) return { kind: 'disabled' };
    return this.deploy(client, server, place, seen.sha, trigger);
  }

  forget(serverId: string): void {
    this.answers.delete(serverId);
  }

  /** @throws RequestError 404 when the branch or the repository is not there */
  private async head(client: Octokit, place: Place, branch: string, serverId: string) {
    const last = this.answers.get(serverId);
    const key = `${place.fullName} ${branch}`;
    const etag = last?.key === key ? last.etag : undefined;
    const { owner, repo } = place;
    try {
      const answer = await client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
        ...{ owner, repo, ref: `heads/${branch}` },
        headers: etag === undefined ? {} : { 'if-none-match': etag },
      });
      const { sha } = answer.data.object;
      if (answer.headers.etag) this.answers.set(serverId, { etag: answer.headers.etag, sha, key });
      return { sha, moved: !answer.url.toLowerCase().includes(`/repos/${place.fullName.toLowerCase()}/`) };
    } catch (error) {
      if ((error as { status?: number }).status === 304 && last) return { sha: last.sha, moved: false };
      throw error;
    }
  }

  private async identify(client: Octokit, { owner, repo }: Place, server: ServerRecord): Promise<void> {
    const { data } = await client.request('GET /repos/{owner}/{repo}', { owner, repo });
    const repositoryId = Number(data.id);
    const fullName = data.full_name;
    await this.sources.command({ type: 'see', serverId: server.id, repositoryId, fullName, at: now() });
  }

  private async deploy(
    client: Octokit,
    server: ServerRecord,
    place: Place,
    sha: string,
    trigger: DeploymentTrigger,
  ): Promise<HeadOutcome> {
    const { owner, repo } = place;
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}', { owner, repo, ref: sha });
    const reason = asksToSkip(data.commit.message)
      ? 'skip_deploy'
      : (await this.changesNothing(client, server, place, sha))
        ? 'watch_paths'
        : null;
    if (reason) {
      await this.sources.command({ type: 'skip', serverId: server.id, sha, reason, at: now() });
      return { kind: 'skipped', sha, reason };
    }
    const [newest] = this.deployments.view.ofServer(server.id);
    const id = deploymentIdFor(server.id, sha, newest?.id);
    log.info({ serverId: server.id, commit: sha, trigger }, 'a new head on GitHub is deployed');
    await this.deployments.request(server, { commit: commitFrom(data), trigger, actor: githubActor, id });
    return { kind: 'deployed', sha, deploymentId: id };
  }

  /** True when nothing changed that the server watches. */
  private async changesNothing(client: Octokit, server: ServerRecord, place: Place, sha: string): Promise<boolean> {
    const { watchPaths } = server.source;
    const base = lastHead(this.deployments.view.ofServer(server.id));
    if (!watchPaths?.length || base === undefined) return false;
    const { owner, repo } = place;
    try {
      const { data } = await client.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        ...{ owner, repo, basehead: `${base}...${sha}` },
      });
      // GitHub lists 300 files at most, so what is beyond them counts as a change.
      if (!data.files || data.files.length >= 300) return false;
      const watched = new IgnoreRules(watchPaths.join('\n'));
      return !data.files.some(
        ({ filename, previous_filename: before }) =>
          watched.ignores(filename) || (before !== undefined && watched.ignores(before)),
      );
    } catch (error) {
      // A force push can take the base away.
      if ((error as { status?: number }).status === 404) return false;
      throw error;
    }
  }
}

/** Two replicas that see the same head at once choose the same id, so the second changes nothing. */
function deploymentIdFor(serverId: string, sha: string, newestId: string | undefined): string {
  return `dep_${createHash('sha256')
    .update(`${serverId} ${sha} ${newestId ?? ''}`)
    .digest('hex')
    .slice(0, 32)}`;
}
