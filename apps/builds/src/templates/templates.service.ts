import { Injectable } from '@nestjs/common';
import { type Actor, Rejected } from '@toolyard/contracts';
import type { DeploymentRecord } from '../deployments/deployment-record.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { Pushes } from '../git/pushes.js';
import { mainRef, Repositories } from '../repositories/git-repositories.js';
import { firstCommit } from './first-commit.js';
import { templateFolder, type TemplateId } from './templates.js';

const none = '0'.repeat(40);

/** Begins the empty repository of a server with a template, which is deployed like a push. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly repositories: Repositories,
    private readonly pushes: Pushes,
  ) {}

  /** @throws Rejected `not_found`, `conflict` unless the repository is empty, `repository_taken`, `server_disabled` */
  async begin(serverId: string, template: TemplateId, actor: Actor): Promise<DeploymentRecord> {
    const server = this.deployments.server(serverId);
    const { provider, repository } = this.deployments.readableSource(serverId);
    if (provider !== 'git')
      throw new Rejected('conflict', 'The repository of this server is on GitHub, so nothing was committed.');
    if (server.disabled)
      throw new Rejected('server_disabled', 'The server is disabled, so nothing was committed. Enable it first.');
    const after = await firstCommit(this.repositories, repository, {
      files: templateFolder(template),
      author: actor.name,
      message: `Begin with the template ${template}`,
    });
    if (after === null)
      throw new Rejected('conflict', 'The repository has commits already, so nothing was committed to it.');
    await this.pushes.pushed(repository, [{ name: mainRef, before: none, after }], actor);
    const found = this.deployments.view.ofServer(serverId).find(({ commit }) => commit.sha === after);
    if (!found) throw new Rejected('unavailable', 'The template is committed, and is deployed in a moment.');
    return found;
  }
}
