import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { log, PeriodicJob } from '@toolyard/service';
import { missesHead } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, platformActor } from '../deployments/deployments.service.js';
import { Repositories } from '../repositories/git-repositories.js';

const sweepMs = 10_000;
/** Requesting the deployment of a push takes less; a younger head may still get its deployment. */
const settledMs = 5_000;

/**
 * Requests deployments of pushes that have none: those whose request could not be stored, because the process or the
 * event store was away, and what was pushed to a disabled server, once it is enabled.
 */
@Injectable()
export class MissedPushes implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweeper = new PeriodicJob('deploy missed pushes', sweepMs, (signal) => this.sweep(signal));

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly repositories: Repositories,
  ) {}

  onApplicationBootstrap(): void {
    this.deployments.onServerEvent((serverId, type) => {
      if (type === 'ServerEnabled') void this.catchUp(serverId, 0);
    });
    for (const id of this.deployments.view.servers.keys()) void this.catchUp(id, 0);
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweeper.stop();
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    for (const id of [...this.deployments.view.servers.keys()]) {
      if (signal.aborted) return;
      await this.catchUp(id, settledMs);
    }
  }

  /** Never rejects: the next sweep retries. */
  private catchUp(serverId: string, ageMs: number): Promise<void> {
    return this.deployMissedHead(serverId, ageMs).catch((error: unknown) => {
      // Builds of the account have to end first.
      if (error instanceof Rejected && error.code === 'quota_exceeded') return;
      log.warn({ err: error, serverId }, 'the head of main could not be deployed yet; the next sweep retries');
    });
  }

  private async deployMissedHead(serverId: string, ageMs: number): Promise<void> {
    const { view } = this.deployments;
    const server = view.servers.get(serverId);
    if (!server || server.deleted || server.disabled || server.source.provider !== 'git') return;
    if (!view.mayUseRepository(server)) return;
    const { repository } = server.source;
    const head = await this.repositories.settledHead(repository, ageMs);
    if (!head || !missesHead(view.ofServer(serverId), head)) return;
    log.info({ serverId, commit: head }, 'a push without a deployment is deployed now');
    const commit = await this.repositories.commit(repository, head);
    await this.deployments.request(server, { commit, trigger: 'push', actor: platformActor });
  }
}
