import { Injectable } from '@nestjs/common';
import { type Actor, type Commit, Rejected } from '@toolyard/contracts';
import type { DeploymentRecord } from '../deployments/deployment-record.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { ServerRecord } from '../deployments/deployments.view.js';
import { mainRef, Repositories } from '../repositories/git-repositories.js';

/** A reference that a push changed. */
export interface PushedRef {
  name: string;
  /** SHA of the commit before; all zeros when the reference is new. */
  before: string;
  /** SHA of the commit after; all zeros when the reference was deleted. */
  after: string;
}

const isDeleted = (ref: PushedRef) => /^0+$/.test(ref.after);

/** Turns pushes into deployments. */
@Injectable()
export class Pushes {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly repositories: Repositories,
  ) {}

  /**
   * Deploys a stored push to every server that uses the repository; a branch other than `main` is kept only.
   * @returns lines that git shows to the user who pushed
   */
  async pushed(repository: string, refs: PushedRef[], actor: Actor): Promise<string[]> {
    const lines = refs
      .filter((ref) => ref.name !== mainRef && ref.name.startsWith('refs/heads/') && !isDeleted(ref))
      .map(({ name }) => branchLine(name.slice('refs/heads/'.length)));
    const main = refs.find(({ name }) => name === mainRef);
    const tag = refs.find((ref) => ref.name.startsWith('refs/tags/') && !isDeleted(ref));
    if (!main && lines.length === 0 && tag) return [tagLine(tag.name.slice('refs/tags/'.length))];
    if (!main || isDeleted(main)) return lines;
    const commit = await this.repositories.commit(repository, main.after);
    for (const server of this.deployments.view.serversOf(repository))
      lines.push(...(await this.deploy(server, commit, actor)));
    return lines.length > 0 ? lines : ['Toolyard: stored. No server uses this repository, so nothing is deployed.'];
  }

  private async deploy(server: ServerRecord, commit: Commit, actor: Actor): Promise<string[]> {
    if (server.disabled) return [`Toolyard: ${server.slug} is disabled; the push is deployed once it is enabled.`];
    const deployment = await this.requestOrWait(server, commit, actor);
    if (typeof deployment === 'string')
      return [`Toolyard: stored, and deployed to ${server.slug} later. ${deployment}`];
    return [
      `Toolyard: deploying ${commit.sha.slice(0, 12)} to ${server.slug}`,
      `Toolyard: deployment ${deployment.id}; its log is at /api/v1/deployments/${deployment.id}/logs`,
    ];
  }

  /** @returns why it waits, when a quota is exceeded: the push is stored, and the sweep for missed pushes deploys it */
  private async requestOrWait(server: ServerRecord, commit: Commit, actor: Actor): Promise<DeploymentRecord | string> {
    try {
      return await this.deployments.request(server, { commit, trigger: 'push', actor });
    } catch (error) {
      if (error instanceof Rejected && error.code === 'quota_exceeded') return error.message;
      throw error;
    }
  }
}

function branchLine(branch: string): string {
  return `Toolyard: ${branch} is kept but not deployed; only main is. To deploy it: git push <remote> ${branch}:main`;
}

function tagLine(tag: string): string {
  return (
    `Toolyard: the tag ${tag} is kept, but tags deploy nothing; only main is deployed: git push <remote> ` + 'HEAD:main'
  );
}
