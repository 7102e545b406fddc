import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { log, PeriodicJob } from '@toolyard/service';
import { mayNeedRebuild } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, platformActor } from '../deployments/deployments.service.js';
import { ImageBuilder } from '../images/image-builder.js';

const sweepMs = 30_000;

/** Builds the commit of a live deployment again whose image is not on the engine, as after a restore elsewhere. */
@Injectable()
export class MissingImages implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweeper = new PeriodicJob('build missing images', sweepMs, (signal) => this.sweep(signal));

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly images: ImageBuilder,
  ) {}

  onApplicationBootstrap(): void {
    void this.sweeper.run();
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweeper.stop();
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    const { view } = this.deployments;
    for (const server of [...view.servers.values()]) {
      if (signal.aborted) return;
      const live = mayNeedRebuild(view, server, Date.now());
      if (!live?.image || (await this.images.exists(live.image.digest))) continue;
      log.warn(
        { serverId: server.id, deploymentId: live.id },
        'the image of a live deployment is gone; it is built again',
      );
      await this.deployments.request(server, { commit: live.commit, trigger: 'manual', actor: platformActor });
    }
  }
}
