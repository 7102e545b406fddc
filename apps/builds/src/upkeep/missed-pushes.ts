import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { log } from '@toolyard/service';
import { missesHead } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, platformActor } from '../deployments/deployments.service.js';
import { Repositories } from '../repositories/git-repositories.js';

/**
 * Requests deployments of pushes that have none: what a crash lost between a push and its request, at start, and what
 * was pushed to a disabled server, once it is enabled.
 */
@Injectable()
export class MissedPushes implements OnApplicationBootstrap {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly repositories: Repositories,
  ) {}

  onApplicationBootstrap(): void {
    this.deployments.onServerEvent((serverId, type) => {
      if (type === 'ServerEnabled') this.catchUp(serverId);
    });
    for (const id of this.deployments.view.servers.keys()) this.catchUp(id);
  }

  private catchUp(serverId: string): void {
    this.deployMissedHead(serverId).catch((error: unknown) =>
      log.warn({ err: error, serverId }, 'the head of main could not be compared with the last deployment'),
    );
  }

  private async deployMissedHead(serverId: string): Promise<void> {
    const server = this.deployments.view.servers.get(serverId);
    if (!server || server.deleted || server.disabled || server.source.provider !== 'git') return;
    const { repository } = server.source;
    const head = await this.repositories.head(repository);
    if (!head || !missesHead(this.deployments.view.ofServer(serverId), head)) return;
    log.info({ serverId, commit: head }, 'a push without a deployment is deployed now');
    const commit = await this.repositories.commit(repository, head);
    await this.deployments.request(server, { commit, trigger: 'push', actor: platformActor });
  }
}
